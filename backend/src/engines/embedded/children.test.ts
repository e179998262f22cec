import { afterAll, describe, expect, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { childId } from "../derived-ids.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import { start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestWorkflow } from "./testing/test-engine.ts";

/** Workflows that call workflows, over several engines: whoever has one of the two does its part. */
const database = await testDatabase();
const workspace = await database.createWorkspace();
const { workspace_id } = workspace;
const called = new Map<string, TestWorkflow>();

const runnable: Runnable = async ({ workflow_id }) => {
    const workflow = called.get(workflow_id);
    if (workflow === undefined) throw new Error("Nobody knows it yet.");
    return { ok: true, runs: workflow.request, inputs: {} };
};

const engine = () =>
    testEngine(database.address, executors, {
        runnable,
        callable: async () => ({ ok: true, version: 1 })
    });
const started = await Promise.all([engine(), engine()]);
const [mine, other] = started;
afterAll(() => Promise.all(started.map((each) => each.stop())));

function caller(workflow_id: string): Plan {
    const call: Partial<PlanNode> = {
        type: "workflow",
        lane: "inline",
        config: { workflow_id, inputs: {}, wait: true }
    };
    return buildPlan("call -> done(output)", {
        nodes: {
            call,
            done: { type: "output", lane: "inline", config: { output: 1 }, reads: [] }
        }
    });
}

async function child(node: Partial<PlanNode>): Promise<string> {
    const plan = buildPlan("w", { nodes: { w: node } });
    const workflow = await storeWorkflow(database.admin, workspace, plan);
    called.set(workflow.request.workflow_id, workflow);
    return workflow.request.workflow_id;
}

async function rowOf(id: string) {
    const { rows } = await database.admin.query<{ status: string; owner: string | null }>(
        "select status, owner from executions where id = $1",
        [id]
    );
    return rows[0];
}

async function until(test: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 15_000; !(await test());) {
        if (Date.now() > end) throw new Error("It did not come to that.");
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

const waitForGo: Partial<PlanNode> = {
    type: "wait",
    lane: "inline",
    config: { mode: "event", name: "go" }
};

function go(engine_of: typeof mine, execution_id: string, what: "go" | "cancel") {
    const answer = { port: "out", output: { json: null }, by: "somebody" };
    return engine_of.engine.signal({
        execution_id,
        workspace_id,
        dedupe_key: what,
        signal:
            what === "go"
                ? { kind: "signal", name: "go", answers: [{ id: "w", answer }] }
                : { kind: "cancel", by: "somebody" }
    });
}

describe("a caller and its child", () => {
    it("both asleep, go on in whichever process hears of it", async () => {
        const workflow = await storeWorkflow(
            database.admin,
            workspace,
            caller(await child(waitForGo))
        );
        const id = await start(mine.engine, workflow);
        const child_id = childId(id, "call");
        await until(async () => (await rowOf(child_id))?.owner === null);
        await until(async () => (await rowOf(id))?.owner === null);
        expect(await go(other, child_id, "go")).toMatchObject({ kind: "accepted" });
        await until(async () => (await rowOf(id))?.status === "completed");
        expect((await rowOf(child_id))?.status).toBe("completed");
    });

    it("asleep, are both cancelled by a cancel of the caller", async () => {
        const workflow = await storeWorkflow(
            database.admin,
            workspace,
            caller(await child(waitForGo))
        );
        const id = await start(mine.engine, workflow);
        const child_id = childId(id, "call");
        await until(async () => (await rowOf(id))?.owner === null);
        expect(await go(other, id, "cancel")).toEqual({ kind: "accepted" });
        await until(async () => (await rowOf(child_id))?.status === "cancelled");
        expect((await rowOf(id))?.status).toBe("cancelled");
    });

    it("are both ended by a cancel at any moment, also while the child is being started", async () => {
        const workflow = await storeWorkflow(
            database.admin,
            workspace,
            caller(await child(waitForGo))
        );
        const ids = await Promise.all(
            Array.from({ length: 40 }, async (_, index) => {
                const id = await start(mine.engine, workflow);
                await new Promise((resolve) => setTimeout(resolve, index % 8));
                await go(index % 2 === 0 ? mine : other, id, "cancel");
                return id;
            })
        );
        const children = ids.map((id) => childId(id, "call"));
        await until(async () => {
            const { rows } = await database.admin.query<{ open: number }>(
                `select count(*)::int as open
                 from executions
                 where id = any($1)
                     and completed_at is null`,
                [[...ids, ...children]]
            );
            return rows[0]?.open === 0;
        });
        // One that was not started when its caller ended is not started later either.
        await new Promise((resolve) => setTimeout(resolve, 300));
        const { rows } = await database.admin.query<{ status: string }>(
            "select distinct status from executions where id = any($1)",
            [[...ids, ...children]]
        );
        expect(rows).toEqual([{ status: "cancelled" }]);
    });

    it("outlive the process that ran them, which hands both back", async () => {
        const leaving = await engine();
        const workflow_id = await child({
            type: "echo",
            lane: "io",
            effect: "pure",
            config: { value: 1, delay_ms: 3_000 }
        });
        const workflow = await storeWorkflow(database.admin, workspace, caller(workflow_id));
        const id = await start(leaving.engine, workflow);
        await until(async () => (await rowOf(childId(id, "call")))?.status === "running");
        await leaving.stop();
        await until(async () => (await rowOf(id))?.status === "completed");
        expect((await rowOf(childId(id, "call")))?.status).toBe("completed");
    });

    it("is tried again until what it calls can be found out", async () => {
        const workflow_id = await child(waitForGo);
        const known = called.get(workflow_id);
        called.delete(workflow_id);
        const workflow = await storeWorkflow(database.admin, workspace, caller(workflow_id));
        const id = await start(mine.engine, workflow);
        await until(async () => (await rowOf(id))?.status === "waiting");
        await new Promise((resolve) => setTimeout(resolve, 300));
        if (known !== undefined) called.set(workflow_id, known);
        await until(async () => (await rowOf(childId(id, "call")))?.status === "waiting");
        await go(mine, id, "cancel");
        await until(async () => (await rowOf(childId(id, "call")))?.status === "cancelled");
        expect((await rowOf(id))?.status).toBe("cancelled");
    });
});
