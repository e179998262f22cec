import { arch, cpus, totalmem } from "node:os";
import type { Outcome, Row, Scenario } from "./scenarios/scenario.ts";

export function print(line = ""): void {
    process.stdout.write(`${line}\n`);
}

export function printOutcome(scenario: Scenario, { rows, errors }: Outcome): void {
    for (const row of rows) {
        const verdict = row.passes === null ? "" : verdictOf(row);
        print(`  ${row.what.padEnd(34)} ${row.figure.padEnd(34)} ${verdict}`.trimEnd());
        const details = Object.entries(row.details).map(([name, value]) => `${name} ${value}`);
        if (details.length > 0) print(`      ${details.join(" · ")}`);
    }
    for (const error of errors.slice(0, 10)) print(`  ERROR ${scenario.id}: ${error}`);
    if (errors.length > 10) print(`  … and ${errors.length - 10} more errors`);
}

function verdictOf(row: Row): string {
    const reached = row.reaches_target === true ? `target ${row.target} reached` : null;
    if (reached !== null) return reached;
    const gate = `gate ${row.gate} ${row.passes === true ? "passed" : "MISSED"}`;
    return row.target === undefined ? gate : `${gate}, target ${row.target}`;
}

export function machine(postgres: string): string {
    const [cpu] = cpus();
    const memory = Math.round(totalmem() / 2 ** 30);
    return `${cpus().length} × ${cpu?.model.trim() ?? arch()}, ${memory} GiB, Node ${process.versions.node}, Postgres ${postgres}, fsync on`;
}
