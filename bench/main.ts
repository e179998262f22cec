import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "./options.ts";
import { machine, print, printOutcome } from "./report.ts";
import { scenarios } from "./scenarios.ts";
import type { Outcome, Scenario } from "./scenarios/scenario.ts";
import { openBench } from "./setup/bench.ts";

/**
 * `npm run bench`: the started product over REST, beside its floor, in one run on one machine. Ratios
 * are what counts; docs/performance.md says how to read them.
 */
const options = readOptions(process.argv.slice(2));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
if (typeof options === "string") {
    print(options);
} else {
    process.exitCode = await run(options);
}

async function run(given: Exclude<typeof options, string>): Promise<number> {
    const unknown = given.only.find((id) => !scenarios.some((scenario) => scenario.id === id));
    if (unknown !== undefined) {
        print(`There is no ${unknown}: ${scenarios.map(({ id }) => id).join(", ")}.`);
        return 2;
    }
    const folder = await mkdtemp(join(tmpdir(), "fm-bench-logs-"));
    await using bench = await openBench(given, folder);
    print(machine(bench.postgres.version));
    const done: { scenario: Scenario; outcome: Outcome }[] = [];
    for (const scenario of scenarios) {
        if (given.only.length > 0 && !given.only.includes(scenario.id)) continue;
        if (scenario.isTooLongForShort === true && given.short && given.only.length === 0) {
            print(`\n${scenario.id}  left out of the short form: npm run bench -- ${scenario.id}`);
            continue;
        }
        print(`\n${scenario.id}  ${scenario.title}`);
        const outcome = await scenario.run(bench).catch((error: unknown): Outcome => ({
            rows: [],
            errors: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
            data: null
        }));
        printOutcome(scenario, outcome);
        done.push({ scenario, outcome });
    }
    if (given.json !== null) await writeJson(given.json, bench.postgres.version, done);
    const failed = done.some(({ outcome }) => outcome.errors.length > 0);
    const missed = done.some(({ outcome }) => outcome.rows.some(({ passes }) => passes === false));
    if (failed) print(`\nFailed. Logs: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    // The short form judges whether it works; absolute figures of a busy machine say nothing.
    return failed || (missed && !given.short) ? 1 : 0;
}

async function writeJson(
    file: string,
    postgres: string,
    done: readonly { scenario: Scenario; outcome: Outcome }[]
): Promise<void> {
    const results = done.map(({ scenario: { id, title }, outcome }) => ({ id, title, ...outcome }));
    const report = { machine: machine(postgres), at: new Date().toISOString(), options, results };
    await writeFile(file, `${JSON.stringify(report, null, 4)}\n`);
}
