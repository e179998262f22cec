import type { Pool } from "pg";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import type { Clock } from "../platform/clock.ts";
import { nothingCallable } from "./callable.ts";
import type { Callable } from "./callable.ts";
import { EngineRows } from "./engine-rows.ts";
import { PurePool } from "./lanes/pure-pool.ts";
import { PlanCache } from "./plan-cache.ts";
import { Runner } from "./runner.ts";
import { noWayOut } from "./way-out.ts";
import type { WayOut } from "./way-out.ts";
import { Values } from "./values.ts";
import { createVault, passingVault } from "./vault.ts";

/** What the engine, the hub and the API share of plans, values and runs; one a process. */
export interface DataPlane {
    readonly rows: EngineRows;
    readonly plans: PlanCache;
    readonly values: Values;
    readonly runner: Runner;
    /** Ends its threads; once nothing runs any more. */
    close(): Promise<void>;
}

export interface DataPlaneOptions {
    /** As `flowmaestro_engine`: whoever asks on somebody's behalf checks the workspace first. */
    readonly pool: Pool;
    readonly clock: Clock;
    readonly executors: ExecutorLookup;
    /** Where values above 1 MB are files. */
    readonly directory: string;
    /** Seals secret values; without one they can be read as long as this process lives. */
    readonly encryption_key?: string;
    /** The way out of a node. Without one, nodes that need it fail and say so. */
    readonly fetch?: WayOut;
    /** Which versions of other workflows may be called. */
    readonly callable?: Callable;
}

export interface ExecutorLookup {
    readonly get: (type: string) => Executor | undefined;
}

export function createDataPlane(options: DataPlaneOptions): DataPlane {
    const { pool, clock, executors, directory, encryption_key } = options;
    const { fetch = () => noWayOut, callable = nothingCallable } = options;
    const rows = new EngineRows(pool);
    const values = new Values(
        rows,
        directory,
        encryption_key === undefined ? passingVault() : createVault(encryption_key)
    );
    const now = (): number => clock.now();
    const pure = new PurePool();
    const runner = new Runner({ executors, values, now, callable, fetch, pure });
    return { rows, plans: new PlanCache(), values, runner, close: () => pure.close() };
}
