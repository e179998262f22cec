import type { Pool } from "pg";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import type { Clock } from "../platform/clock.ts";
import { EngineRows } from "./engine-rows.ts";
import { PlanCache } from "./plan-cache.ts";
import { Runner } from "./runner.ts";
import { Values } from "./values.ts";

/** What the engine, the hub and the API share of plans, values and runs; one a process. */
export interface DataPlane {
    readonly rows: EngineRows;
    readonly plans: PlanCache;
    readonly values: Values;
    readonly runner: Runner;
}

export interface DataPlaneOptions {
    /** As `flowmaestro_engine`: whoever asks on somebody's behalf checks the workspace first. */
    readonly pool: Pool;
    readonly clock: Clock;
    readonly executors: ExecutorLookup;
    /** Where values above 1 MB are files. */
    readonly directory: string;
}

export interface ExecutorLookup {
    readonly get: (type: string) => Executor | undefined;
}

export function createDataPlane(options: DataPlaneOptions): DataPlane {
    const { pool, clock, executors, directory } = options;
    const rows = new EngineRows(pool);
    const values = new Values(rows, directory);
    const runner = new Runner({ executors, values, now: () => clock.now() });
    return { rows, plans: new PlanCache(), values, runner };
}
