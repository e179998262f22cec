import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { createDataPlane } from "../../../data-plane/data-plane.ts";
import type { DataPlane, ExecutorLookup } from "../../../data-plane/data-plane.ts";
import type { Callable } from "../../../data-plane/callable.ts";
import type { TemporalEnv } from "../../../env/temporal.ts";
import { createClock, synchronise } from "../../../platform/clock.ts";
import { createServiceLogger } from "../../../platform/logger.ts";
import { createHub } from "../../../realtime/hub.ts";
import type { Hub } from "../../../realtime/hub.ts";
import { callableVersions } from "../../../services/workflows/callable.ts";
import { closePools, createPools } from "../../../storage/database.ts";
import type { DatabaseAddress } from "../../../storage/database.ts";
import { nothingRunnable } from "../../hosting/child-calls.ts";
import type { Runnable } from "../../hosting/child-calls.ts";
import { openTemporal } from "../connection.ts";
import type { TemporalLink } from "../connection.ts";
import { createTemporalEngine } from "../temporal-engine.ts";
import type { TemporalEngine } from "../temporal-engine.ts";
import { createTemporalWorker } from "../worker.ts";
import type { TemporalWorker } from "../worker.ts";
import type { Limits } from "../workflow/protocol.ts";

export interface TestTemporal {
    readonly engine: TemporalEngine;
    readonly hub: Hub;
    readonly data: DataPlane;
    readonly link: TemporalLink;
    stop(): Promise<void>;
}

/** Client and worker of one process, with everything they stand on. */
export async function testTemporalEngine(
    address: DatabaseAddress,
    env: TemporalEnv,
    executors: ExecutorLookup,
    given: {
        readonly callable?: Callable;
        readonly runnable?: Runnable;
        readonly limits?: Limits;
        /** False: as a process that only answers requests. */
        readonly hasWorker?: boolean;
        /** Its version among workers; absent: there are none. */
        readonly build_id?: string;
        /** How often things are looked after: 1 as in production. */
        readonly pace?: number;
    } = {}
): Promise<TestTemporal> {
    const logger = createServiceLogger("test", { level: process.env["FM_TEST_LOG"] ?? "silent" });
    const clock = createClock();
    const pools = createPools({ address, name: "test:temporal" });
    await synchronise(clock, pools.engine);
    const directory = mkdtempSync(join(tmpdir(), "fm-values-"));
    const { callable = callableVersions(pools.app), runnable = nothingRunnable, limits } = given;
    const data = createDataPlane({
        pool: pools.engine,
        clock,
        executors,
        directory,
        encryption_key: "of this process and its neighbours in a test",
        callable
    });
    const hub = createHub({ logger, clock, data });
    const link = openTemporal({ env, logger });
    await link.prepared();
    const { namespace, task_queue } = env;
    const work = async (): Promise<TemporalWorker> =>
        createTemporalWorker({
            pools,
            data,
            clock,
            logger,
            hub,
            runnable,
            catalogue,
            connection: await link.native(),
            namespace,
            task_queue,
            max_concurrent_activities: null,
            max_concurrent_workflows: null,
            build_id: given.build_id ?? null,
            grace_ms: 1_000,
            onEnded: (error) => logger.error({ err: error }, "worker_ended")
        });
    const worker = given.hasWorker === false ? null : await work();
    const engine = await createTemporalEngine({
        temporal: link,
        pools,
        data,
        clock,
        logger,
        hub,
        app_url: "http://localhost:3001",
        task_queue,
        ...(limits === undefined ? {} : { limits }),
        pace: given.pace ?? 0.2
    });
    return {
        engine,
        hub,
        data,
        link,
        stop: async () => {
            await engine.stop();
            await worker?.stop();
            await link.close();
            hub.close();
            await data.close();
            await closePools(pools);
            rmSync(directory, { recursive: true, force: true });
        }
    };
}
