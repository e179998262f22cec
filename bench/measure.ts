import { drive } from "./load/drive.ts";
import type { Driven, Shot } from "./load/drive.ts";
import type { Target } from "./load/connection.ts";
import { cpuMs, familyCpuMs } from "./setup/process-figures.ts";

export interface Side {
    readonly name: string;
    readonly pid: number;
    /** One of the two: requests of a closed loop to a target, or something of its own. */
    readonly target?: Target;
    readonly shot?: () => Promise<Shot> | Shot;
    readonly drive?: (load: {
        readonly clients: number;
        readonly seconds: number;
    }) => Promise<Driven>;
}

export interface Spread {
    readonly median: number;
    readonly min: number;
    readonly max: number;
}

export interface SideFigures {
    readonly per_second: Spread;
    readonly p50_ms: Spread;
    readonly p99_ms: Spread;
    /** Of the server process, for each execution. */
    readonly cpu_ms: Spread;
    /** Of Postgres. */
    readonly database_cpu_ms: Spread;
    /** Good answers over all cells, warm-up included. */
    readonly count: number;
}

export interface Pairs {
    readonly clients: number;
    readonly subject: SideFigures;
    readonly floor: SideFigures;
    /** Throughput of the subject over that of the floor, pair by pair. */
    readonly ratio: Spread;
    /** Of their medians of latency. */
    readonly p50_ratio: Spread;
    readonly errors: readonly string[];
}

interface Cell extends Driven {
    readonly cpu_ms: number;
    readonly database_cpu_ms: number;
}

export interface PairOptions {
    readonly subject: Side;
    readonly floor: Side;
    readonly clients: number;
    readonly pairs: number;
    readonly seconds: number;
    readonly postgres_pid: number;
}

/** A B A B: what the machine does meanwhile hits both, and only ratios of neighbours are believed. */
export async function runPairs(options: PairOptions): Promise<Pairs> {
    const { subject, floor, clients, pairs } = options;
    const cells: { subject: Cell[]; floor: Cell[] } = { subject: [], floor: [] };
    const warm = Math.min(1, options.seconds);
    const warmed = [await cell(options, subject, warm), await cell(options, floor, warm)];
    for (let pair = 0; pair < pairs; pair += 1) {
        cells.subject.push(await cell(options, subject, options.seconds));
        cells.floor.push(await cell(options, floor, options.seconds));
    }
    const ratios = cells.subject.map(
        ({ per_second }, at) => per_second / (cells.floor[at]?.per_second ?? 1)
    );
    return {
        clients,
        subject: figures(cells.subject, warmed[0]),
        floor: figures(cells.floor, warmed[1]),
        ratio: spread(ratios),
        p50_ratio: spread(
            cells.subject.map(({ p50_ms }, at) => p50_ms / (cells.floor[at]?.p50_ms ?? 1))
        ),
        errors: [...warmed, ...cells.subject, ...cells.floor].flatMap(({ errors }) => errors)
    };
}

async function cell(options: PairOptions, side: Side, seconds: number): Promise<Cell> {
    const shot = await side.shot?.();
    const { target } = side;
    const { clients } = options;
    const own = cpuMs(side.pid);
    const database = familyCpuMs(options.postgres_pid);
    const driven =
        shot === undefined || target === undefined
            ? await side.drive?.({ clients, seconds })
            : await drive({ target, shot, clients, seconds });
    if (driven === undefined) throw new Error(`${side.name} has nothing to do.`);
    const per = Math.max(driven.count, 1);
    return {
        ...driven,
        cpu_ms: (cpuMs(side.pid) - own) / per,
        database_cpu_ms: (familyCpuMs(options.postgres_pid) - database) / per
    };
}

function figures(cells: readonly Cell[], warmed: Cell | undefined): SideFigures {
    const of = (pick: (cell: Cell) => number): Spread => spread(cells.map(pick));
    return {
        per_second: of((one) => one.per_second),
        p50_ms: of((one) => one.p50_ms),
        p99_ms: of((one) => one.p99_ms),
        cpu_ms: of((one) => one.cpu_ms),
        database_cpu_ms: of((one) => one.database_cpu_ms),
        count: cells.reduce((sum, { count }) => sum + count, warmed?.count ?? 0)
    };
}

export function spread(numbers: readonly number[]): Spread {
    const sorted = [...numbers].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    const upper = sorted[middle] ?? 0;
    const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
    return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
