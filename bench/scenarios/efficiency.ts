import { runPairs } from "../measure.ts";
import type { Pairs, Side, Spread } from "../measure.ts";
import type { Bench, Outcome, Row } from "./scenario.ts";

export interface Efficiency {
    readonly title: string;
    readonly workflow_id: string;
    readonly subject: Side;
    readonly floor: Side;
    /** Ratios at 50 clients. */
    readonly gate: number;
    readonly target: number;
    /** How many rows of the floor's log an execution makes. */
    readonly floor_rows: number;
    readonly database: { count(sql: string, values?: readonly unknown[]): Promise<number> };
}

const GATED_CLIENTS = 50;

/** Subject beside floor at each number of clients, then what is stored against what was answered. */
export async function compare(bench: Bench, what: Efficiency): Promise<Outcome> {
    const { options } = bench;
    const floor = await bench.floor();
    const before = await floor.database.count("select count(*) from floor_log");
    const runs: Pairs[] = [];
    for (const clients of options.clients) {
        const { pairs, seconds } = options;
        const postgres_pid = bench.postgres.pid;
        const { subject, floor: side } = what;
        runs.push(await runPairs({ subject, floor: side, clients, pairs, seconds, postgres_pid }));
    }
    const errors = runs.flatMap((run) => [...run.errors]);
    const answered = runs.reduce((sum, { subject }) => sum + subject.count, 0);
    const stored = await what.database.count(STORED, [what.workflow_id]);
    if (stored !== answered) errors.push(`${answered} answered, ${stored} stored as completed`);
    const floorAnswered = runs.reduce((sum, run) => sum + run.floor.count, 0) * what.floor_rows;
    const floorStored = (await floor.database.count("select count(*) from floor_log")) - before;
    if (floorStored !== floorAnswered)
        errors.push(`floor: ${floorAnswered} rows answered for, ${floorStored} stored`);
    return { rows: runs.map((run) => rowOf(what, run)), errors, data: { runs, stored } };
}

/** Executions whose row and whose log both say that they completed. */
const STORED = `select count(*) from executions e
where workflow_id = $1
    and status = 'completed'
    and exists (
        select from execution_log l
        where l.execution_id = e.id and l.facts like '%"kind":"execution:completed"%'
    )`;

function rowOf(what: Efficiency, { clients, subject, floor, ratio }: Pairs): Row {
    const isGated = clients === GATED_CLIENTS;
    return {
        what: `${what.title}, c=${clients}`,
        figure: `${range(ratio, 2)} of the floor`,
        details: {
            "exec/s": range(subject.per_second, 0),
            "floor/s": range(floor.per_second, 0),
            "p50 ms": subject.p50_ms.median.toFixed(2),
            "p99 ms": subject.p99_ms.median.toFixed(2),
            "CPU ms": subject.cpu_ms.median.toFixed(3),
            "Postgres CPU ms": subject.database_cpu_ms.median.toFixed(3),
            "floor CPU ms": floor.cpu_ms.median.toFixed(3)
        },
        ...(isGated ? { gate: `≥ ${what.gate}`, target: `≥ ${what.target}` } : {}),
        passes: isGated ? ratio.median >= what.gate : null,
        reaches_target: isGated ? ratio.median >= what.target : null
    };
}

export function range({ median, min, max }: Spread, digits: number): string {
    return `${median.toFixed(digits)} [${min.toFixed(digits)}–${max.toFixed(digits)}]`;
}
