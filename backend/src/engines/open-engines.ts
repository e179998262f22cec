import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { Env } from "../env.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import type { Hub } from "../realtime/hub.ts";
import type { Pools } from "../storage/database.ts";
import { BothEngines } from "./both-engines.ts";
import { createEmbeddedEngine } from "./embedded/engine.ts";
import type { Engine } from "./engine.ts";
import type { Runnable } from "./hosting/child-calls.ts";
import { countOpenWork, countedWords } from "./open-work.ts";

export interface OpenEnginesOptions {
    readonly env: Env;
    readonly pools: Pools;
    readonly logger: Logger;
    readonly clock: Clock;
    readonly data: DataPlane;
    readonly hub: Hub;
    readonly runnable: Runnable;
    readonly catalogue: Catalogue;
    /** What was started, stopped in reverse. */
    readonly resources: AsyncDisposableStack;
}

export interface OpenedEngines {
    readonly engine: Engine;
    /** Of a process that performs what Temporal hands out; null: this one does not. */
    readonly worker: WorkerState | null;
    /** Resolves once it can start executions, and perform them if it has a worker, or after `ms`. */
    begun(ms: number): Promise<void>;
    /** What whoever starts it should know, as sentences. */
    readonly remarks: readonly string[];
}

export interface WorkerState {
    /** Why nothing is taken now; null: it is. */
    trouble(): string | null;
}

/** Inside the 30 s that a container gets between SIGTERM and the end. */
const GRACE_MS = 20_000;

/** The engine this process starts executions on, and whatever goes on beside it. */
export async function openEngines(options: OpenEnginesOptions): Promise<OpenedEngines> {
    const { env, pools } = options;
    const open = await countOpenWork(pools.engine);
    if (env.temporal === null) {
        const engine = await openEmbedded(options);
        const remarks = open.temporal === 0 ? [] : [leftOnTemporal(open.temporal)];
        return { engine, worker: null, begun: async () => undefined, remarks };
    }
    // Only where it is used: the SDK takes half a second to load.
    const { openTemporalEngine } = await import("./temporal/open-temporal.ts");
    const {
        engine,
        working: worker,
        begun
    } = await openTemporalEngine({
        ...options,
        env: env.temporal,
        app_url: env.app_url,
        hasWorker: env.role !== "api",
        grace_ms: GRACE_MS
    });
    // A worker alone has no caller: what is left of the embedded engine goes on where people answer it.
    if (open.embedded === 0 || env.role === "worker") return { engine, worker, begun, remarks: [] };
    const other = await openEmbedded(options);
    const both = new BothEngines({ chosen: engine, other, pool: pools.engine });
    return { engine: both, worker, begun, remarks: [leftEmbedded(open.embedded)] };
}

async function openEmbedded({ resources, ...parts }: OpenEnginesOptions): Promise<Engine> {
    const engine = await createEmbeddedEngine(parts);
    resources.defer(() => engine.stop(GRACE_MS));
    return engine;
}

function leftEmbedded(count: number): string {
    const they = count === 1 ? "it goes" : "they go";
    return `${countedWords(count)} began on the embedded engine: ${they} on there, in this process. New ones run on Temporal.`;
}

function leftOnTemporal(count: number): string {
    const they = count === 1 ? "it waits" : "they wait";
    return `${countedWords(count)} began on Temporal: ${they} for a process with TEMPORAL_ADDRESS. New ones run embedded.`;
}
