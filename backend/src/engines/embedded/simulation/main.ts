import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { MUTANTS } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";
import { RARE } from "./rare.ts";

/**
 *     npm run sim -- --seeds 100000 [--from 1] [--jobs 2]
 *     npm run sim -- --seed 4711            one world, with its logs
 *     npm run sim -- --mutants [--seeds 50] [--only no-fence,timers-early]   every bug on purpose, and the seed that showed it
 */
const { values } = parseArgs({
    options: {
        seeds: { type: "string" },
        from: { type: "string", default: "1" },
        jobs: { type: "string", default: "2" },
        seed: { type: "string" },
        mutants: { type: "boolean", default: false },
        mutant: { type: "string" },
        only: { type: "string" },
        worker: { type: "boolean", default: false }
    }
});

const ROOT = join(import.meta.dirname, "../../../../..");
const MUTANT_SEEDS = 50;
/** Some bugs never come to an end. */
const MUTANT_MS = 60_000;
/** One broken promise breaks others: the first ones say it. */
const MOST_WORDS = 20;

if (values.worker) await work();
else if (values.seed !== undefined) await one(Number(values.seed));
else if (values.mutants) await mutants(Number(values.seeds ?? MUTANT_SEEDS));
else await many(Number(values.seeds ?? 1_000));

function say(text: string): void {
    process.stdout.write(`${text}\n`);
}

interface Totals {
    seeds: number;
    executions: number;
    facts: number;
    deliveries: number;
    redeliveries: number;
    crashes: number;
    virtual_ms: number;
    /** Seed and what was wrong with it. */
    readonly wrong: { readonly seed: number; readonly violations: readonly string[] }[];
}

function nothing(): Totals {
    return {
        seeds: 0,
        executions: 0,
        facts: 0,
        deliveries: 0,
        redeliveries: 0,
        crashes: 0,
        virtual_ms: 0,
        wrong: []
    };
}

/** In a process of its own: a share of the seeds, or all of them until a mutant shows. */
async function work(): Promise<void> {
    const mutant = [...MUTANTS, ...RARE].find(({ name }) => name === values.mutant);
    if (mutant !== undefined) mutate(mutant);
    const { simulate } = await import("./simulate.ts");
    const totals = nothing();
    const from = Number(values.from);
    const step = mutant === undefined ? Number(values.jobs) : 1;
    for (let seed = from; seed < from + Number(values.seeds) * step; seed += step) {
        const result = await simulate(seed);
        totals.seeds += 1;
        totals.executions += result.executions;
        totals.facts += result.facts;
        totals.deliveries += result.deliveries;
        totals.redeliveries += result.redeliveries;
        totals.crashes += result.crashes;
        totals.virtual_ms += result.virtual_ms;
        const { violations } = result;
        if (violations.length > 0)
            totals.wrong.push({ seed, violations: violations.slice(0, MOST_WORDS) });
        if (totals.wrong.length > (mutant === undefined ? 20 : 0)) break;
    }
    // A long message is on its way for a while.
    process.send?.(totals, () => process.disconnect?.());
    process.exitCode = 0;
}

/** Every file is as it is on disk but for one place, which has to be there exactly once. */
function mutate({ file, find, replace }: Mutant): void {
    const url = new URL(`file://${join(ROOT, file)}`);
    registerHooks({
        load: (target, context, next) => {
            const loaded = next(target, context);
            if (target !== url.href) return loaded;
            const source = readFileSync(fileURLToPath(url), "utf8");
            return { ...loaded, source: source.replace(find, () => replace) };
        }
    });
}

function isStale({ file, find }: Mutant): boolean {
    return readFileSync(join(ROOT, file), "utf8").split(find).length !== 2;
}

function start(args: readonly string[], timeout?: number): Promise<Totals> {
    return new Promise((resolve, reject) => {
        const child = fork(fileURLToPath(import.meta.url), ["--worker", ...args], {
            execArgv: ["--max-old-space-size=1000"],
            stdio: ["ignore", "inherit", "ignore", "ipc"],
            timeout
        });
        let totals: Totals | null = null;
        child.on("message", (message) => {
            totals = message as Totals;
        });
        child.on("error", reject);
        child.on("exit", () => {
            if (totals === null) reject(new Error("A simulating process ended without a word."));
            else resolve(totals);
        });
    });
}

async function many(seeds: number): Promise<void> {
    const jobs = Math.max(1, Number(values.jobs));
    const from = Number(values.from);
    const began = performance.now();
    const shares = await Promise.all(
        Array.from({ length: jobs }, (_, job) => {
            const share = Math.ceil((seeds - job) / jobs);
            return start([
                ...["--seeds", String(share), "--from", String(from + job)],
                ...["--jobs", String(jobs)]
            ]);
        })
    );
    const all = shares.reduce(add, nothing());
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    const hours = (all.virtual_ms / 3_600_000).toFixed(1);
    say(
        `${all.seeds} seeds from ${from}: ${all.executions} executions, ${all.facts} facts, ` +
            `${all.deliveries} effects delivered (${all.redeliveries} again), ${all.crashes} crashes, ` +
            `${hours} virtual hours in ${seconds} s: ${all.wrong.length} seeds with violations.`
    );
    for (const { seed, violations } of all.wrong) {
        say(`  seed ${seed}: ${violations.join("\n    ")}`);
    }
    if (all.wrong.length > 0) process.exitCode = 1;
}

function add(a: Totals, b: Totals): Totals {
    return {
        seeds: a.seeds + b.seeds,
        executions: a.executions + b.executions,
        facts: a.facts + b.facts,
        deliveries: a.deliveries + b.deliveries,
        redeliveries: a.redeliveries + b.redeliveries,
        crashes: a.crashes + b.crashes,
        virtual_ms: a.virtual_ms + b.virtual_ms,
        wrong: [...a.wrong, ...b.wrong]
    };
}

async function one(seed: number): Promise<void> {
    const { simulate } = await import("./simulate.ts");
    const { violations, logs, ...rest } = await simulate(seed);
    for (const log of logs) {
        say("--");
        for (const fact of log) say(JSON.stringify(fact));
    }
    say(JSON.stringify({ ...rest, violations }, null, 4));
    if (violations.length > 0) process.exitCode = 1;
}

async function mutants(seeds: number): Promise<void> {
    const lines = new Map<string, string>();
    const only = values.only?.split(",");
    const chosen = MUTANTS.filter(({ name }) => only?.includes(name) !== false);
    const queue = [...chosen];
    const survivors: string[] = [];
    const worker = async (): Promise<void> => {
        for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
            const verdict = await judge(mutant, seeds);
            if (!verdict.startsWith("caught")) survivors.push(mutant.name);
            lines.set(mutant.name, verdict);
        }
    };
    await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, worker));
    for (const { name, what } of chosen) {
        say(`${name.padEnd(26)} ${what}\n${"".padEnd(27)}${lines.get(name) ?? ""}`);
    }
    say(`${chosen.length - survivors.length} of ${chosen.length} mutants caught.`);
    for (const rare of RARE) {
        if (only?.includes(rare.name) === false) continue;
        const verdict = await judge(rare, only === undefined ? 1 : seeds, rare.seed);
        say(`${rare.name.padEnd(26)} ${rare.what}\n${"".padEnd(27)}${verdict}`);
    }
    if (survivors.length > 0) process.exitCode = 1;
}

async function judge(mutant: Mutant, seeds: number, from = Number(values.from)): Promise<string> {
    if (isStale(mutant)) return `STALE: its place is not in ${mutant.file} exactly once`;
    const args = ["--mutant", mutant.name, "--seeds", String(seeds), "--from", String(from)];
    let wrong: Totals["wrong"];
    try {
        ({ wrong } = await start(args, MUTANT_MS));
    } catch {
        return "caught: its process hung or died";
    }
    const first = wrong[0];
    if (first === undefined) return `SURVIVED ${seeds} seeds`;
    return `caught by seed ${first.seed}: ${String(first.violations[0]).slice(0, 140)}`;
}
