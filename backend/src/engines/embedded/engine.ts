import type { Logger } from "../../platform/logger.ts";
import type { Clock } from "../../platform/clock.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { ExecutionKey, Hub } from "../../realtime/hub.ts";
import { toHubHint } from "../hosting/hints.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import type { Hot } from "./hot.ts";
import type { Pools } from "../../storage/database.ts";
import { EmbeddedEngine } from "./embedded-engine.ts";
import { nodeHost } from "./host.ts";
import { createPostgresStore } from "./postgres-store.ts";

export interface CreateEmbeddedEngine {
    readonly pools: Pools;
    readonly logger: Logger;
    readonly clock: Clock;
    readonly data: DataPlane;
    readonly hub: Hub;
    /** What calls of other workflows run. */
    readonly runnable?: Runnable;
    readonly max_backlog?: number;
}

/** Registered, recovered and ready when it resolves. */
export async function createEmbeddedEngine(options: CreateEmbeddedEngine): Promise<EmbeddedEngine> {
    const { pools, logger, clock, data, hub } = options;
    const engine = new EmbeddedEngine({
        store: createPostgresStore(pools.engine, data.rows),
        host: nodeHost,
        logger: logger.child({ worker: "engine" }),
        clock,
        data,
        runnable: options.runnable,
        max_backlog: options.max_backlog,
        publish: (hot, { first_seq, facts }) =>
            hub.publish({
                ...keyOf(hot),
                plan: hot.plan,
                first_seq,
                facts,
                is_awaited: hot.watched !== null
            }),
        hint: (hot, hint) => hub.hint(keyOf(hot), toHubHint(hint))
    });
    hub.attach({ owns: (execution_id) => engine.owns(execution_id) });
    try {
        await engine.open();
    } catch (error) {
        // Its session would keep the pool, and with it the process, from ever ending.
        await engine.stop(0);
        throw error;
    }
    return engine;
}

function keyOf({ row }: Hot): ExecutionKey {
    return { execution_id: row.id, workspace_id: row.workspace_id, workflow_id: row.workflow_id };
}
