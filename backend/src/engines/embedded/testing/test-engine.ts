import type { TestDatabase } from "../../../../test/database.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServiceLogger } from "../../../platform/logger.ts";
import { createClock } from "../../../platform/clock.ts";
import { newId } from "../../../platform/ids.ts";
import { closePools, createPools } from "../../../storage/database.ts";
import type { DatabaseAddress } from "../../../storage/database.ts";
import { createDataPlane } from "../../../data-plane/data-plane.ts";
import type { DataPlane, ExecutorLookup } from "../../../data-plane/data-plane.ts";
import { hash } from "node:crypto";
import type pg from "pg";
import { callableVersions } from "../../../services/workflows/callable.ts";
import { createHub } from "../../../realtime/hub.ts";
import type { Hub } from "../../../realtime/hub.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { StartRequest } from "../../engine.ts";
import { createEmbeddedEngine } from "../engine.ts";
import type { Callable } from "../../../data-plane/callable.ts";
import type { Runnable } from "../../hosting/child-calls.ts";
import type { EmbeddedEngine } from "../embedded-engine.ts";
import { testExecutors } from "./test-nodes.ts";

export interface TestEngine {
    readonly engine: EmbeddedEngine;
    readonly hub: Hub;
    readonly data: DataPlane;
    stop(): Promise<void>;
}

/** An engine with everything it stands on, its own connections too: as much as a process has. */
export async function testEngine(
    address: DatabaseAddress,
    executors: ExecutorLookup = testExecutors(),
    given: {
        readonly max_backlog?: number;
        readonly callable?: Callable;
        readonly runnable?: Runnable;
    } = {}
): Promise<TestEngine> {
    const logger = createServiceLogger("test", { level: process.env["FM_TEST_LOG"] ?? "silent" });
    const clock = createClock();
    const pools = createPools({ address, name: "test:engine" });
    const directory = mkdtempSync(join(tmpdir(), "fm-values-"));
    const { callable = callableVersions(pools.app), ...options } = given;
    const data = createDataPlane({
        pool: pools.engine,
        clock,
        executors,
        directory,
        encryption_key: "of this process and its neighbours in a test",
        callable
    });
    const hub = createHub({ logger, clock, data });
    const engine = await createEmbeddedEngine({ pools, logger, clock, data, hub, ...options });
    return {
        engine,
        hub,
        data,
        stop: async () => {
            await engine.stop(2_000);
            hub.close();
            await data.close();
            await closePools(pools);
            rmSync(directory, { recursive: true, force: true });
        }
    };
}

export interface TestWorkflow {
    readonly request: Omit<StartRequest, "execution_id" | "inputs">;
}

/** A workflow row with its definition and plan, as publishing would have left them. */
export async function storeWorkflow(
    admin: pg.Pool,
    workspace: { readonly workspace_id: string; readonly user_id: string },
    plan: Plan
): Promise<TestWorkflow> {
    const { workspace_id, user_id } = workspace;
    const text = JSON.stringify(plan);
    const plan_hash = hash("sha256", text);
    const definition_hash = hash("sha256", "{}");
    const workflow_id = newId();
    await admin.query(
        `insert into definitions (workspace_id, hash, definition)
         values ($1, $2, '{"nodes":{},"edges":[]}') on conflict do nothing`,
        [workspace_id, definition_hash]
    );
    await admin.query(
        "insert into plans (workspace_id, hash, plan) values ($1, $2, $3) on conflict do nothing",
        [workspace_id, plan_hash, text]
    );
    await admin.query(
        `insert into workflows (id, workspace_id, user_id, name, definition, definition_hash,
                                published_hash)
         values ($1, $2, $3, 'Test', '{"nodes":{},"edges":[]}', $4, $4)`,
        [workflow_id, workspace_id, user_id, definition_hash]
    );
    return {
        request: {
            workspace_id,
            workflow_id,
            workflow_name: "Test",
            version: 1,
            definition_hash,
            plan_hash,
            plan,
            trigger: "test",
            started_by: user_id
        }
    };
}

export async function start(
    engine: EmbeddedEngine,
    workflow: TestWorkflow,
    inputs: { readonly [key: string]: Json } = {}
): Promise<string> {
    const execution_id = newId();
    await engine.start({ ...workflow.request, execution_id, inputs });
    return execution_id;
}

/** An execution as it is stored. */
export async function readExecution(test: TestEngine, database: TestDatabase, id: string) {
    const { rows } = await database.admin.query<{
        status: string;
        number: number;
        outputs: string | null;
        error: string | null;
        owner: string | null;
    }>("select status, number, outputs, error, owner from executions where id = $1", [id]);
    const [row] = rows;
    if (row === undefined) throw new Error(`No execution ${id}.`);
    return { id, row, facts: await test.data.rows.facts(id) };
}
