import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { TemporalEnv } from "../../env/temporal.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Hub } from "../../realtime/hub.ts";
import type { Pools } from "../../storage/database.ts";
import type { Engine } from "../engine.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import { openTemporal } from "./connection.ts";
import { ensureCurrentVersion } from "./deployment.ts";
import { createTemporalEngine } from "./temporal-engine.ts";
import { atMost } from "./patience.ts";
import { DEPLOYMENT, createTemporalWorker } from "./worker.ts";
import { keepWorking } from "./working.ts";
import type { Working } from "./working.ts";

export interface OpenTemporalOptions {
    readonly env: TemporalEnv;
    readonly app_url: string;
    readonly pools: Pools;
    readonly logger: Logger;
    readonly clock: Clock;
    readonly data: DataPlane;
    readonly hub: Hub;
    readonly runnable: Runnable;
    readonly catalogue: Catalogue;
    readonly hasWorker: boolean;
    /** How long runs may go on once it is asked to stop. */
    readonly grace_ms: number;
    /** What was started, stopped in reverse. */
    readonly resources: AsyncDisposableStack;
}

export interface OpenedTemporal {
    readonly engine: Engine;
    /** Null: other processes perform what this one starts. */
    readonly working: Working | null;
    /** Resolves once Temporal is reached, and work is taken if it is here; or after `ms`. */
    begun(ms: number): Promise<void>;
}

/** With a worker beside it in one process, both over the worker's connection. */
export async function openTemporalEngine(options: OpenTemporalOptions): Promise<OpenedTemporal> {
    const { env, grace_ms, hasWorker, resources, ...parts } = options;
    const { namespace, task_queue } = env;
    const link = openTemporal({ env, logger: options.logger });
    resources.defer(() => link.close());
    const is_versioned = env.build_id !== null;
    const engine = await createTemporalEngine({
        ...parts,
        temporal: link,
        task_queue,
        is_versioned
    });
    resources.defer(() => engine.stop());
    if (!hasWorker) {
        return { engine, working: null, begun: (ms) => atMost(link.prepared(), ms) };
    }
    const working = keepWorking({
        link,
        logger: options.logger,
        create: async (connection, onEnded) => {
            const { build_id, max_concurrent_activities, max_concurrent_workflows } = env;
            const worker = await createTemporalWorker({
                ...parts,
                connection,
                namespace,
                task_queue,
                max_concurrent_activities,
                max_concurrent_workflows,
                build_id,
                grace_ms,
                onEnded
            });
            if (build_id === null) return worker;
            const { logger } = options;
            const version = { connection, namespace, deployment: DEPLOYMENT, build_id, logger };
            try {
                await ensureCurrentVersion(version);
            } catch (error) {
                await worker.stop();
                throw error;
            }
            return worker;
        }
    });
    resources.defer(() => working.stop());
    return { engine, working, begun: (ms) => atMost(working.begun(), ms) };
}
