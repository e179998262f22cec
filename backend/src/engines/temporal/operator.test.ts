import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { temporalBinary } from "../../../test/temporal-binary.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { newId } from "../../platform/ids.ts";
import { childId, requestId } from "../derived-ids.ts";
import { storeWorkflow } from "../embedded/testing/test-engine.ts";
import type { TestWorkflow } from "../embedded/testing/test-engine.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import { testTemporalEngine } from "./testing/test-temporal.ts";
import type { TestTemporal } from "./testing/test-temporal.ts";
import { WORKFLOW_TYPE } from "./workflow/protocol.ts";

/** What an operator does with `temporal` on the command line, and what our rows say of it then. */
const database = await testDatabase();
const env = await testTemporal();
const workspace = await database.createWorkspace();
const { workspace_id } = workspace;
const called = new Map<string, TestWorkflow>();
const runnable: Runnable = async ({ workflow_id }) => {
    const workflow = called.get(workflow_id);
    if (workflow === undefined) throw new Error("Nobody knows it.");
    return { ok: true, runs: workflow.request, inputs: {} };
};
const test =
    env === null
        ? null
        : await testTemporalEngine(database.address, env, executors, {
              runnable,
              callable: async () => ({ ok: true, version: 1 })
          });
afterAll(() => test?.stop());

function here(): TestTemporal {
    if (test === null) throw new Error("No Temporal.");
    return test;
}

const run = promisify(execFile);
const binary = env === null ? "" : await temporalBinary(() => undefined);

async function temporal(...args: string[]): Promise<string> {
    const { address = "", namespace = "" } = env ?? {};
    const where = ["--address", address, "--namespace", namespace];
    const { stdout } = await run(binary, [...args, ...where], { timeout: 20_000 });
    return stdout;
}

/** The workflows' closing is looked for every three seconds here; every fifteen in the product. */
const SOON = { timeout: 30_000, interval: 200 };

const ask: Partial<PlanNode> = {
    type: "user-input",
    lane: "inline",
    config: { interaction: "input", prompt: "Which?", timeout_seconds: 3_600 }
};
const question = buildPlan("a -> b(output)", {
    nodes: {
        a: ask,
        b: { type: "output", lane: "inline", config: { output: "done" }, reads: [] }
    }
});

async function start(plan: Plan): Promise<string> {
    const workflow = await storeWorkflow(database.admin, workspace, plan);
    const execution_id = newId();
    await here().engine.start({ ...workflow.request, execution_id, inputs: {} });
    return execution_id;
}

async function statusOf(id: string): Promise<string | undefined> {
    const { rows } = await database.admin.query<{ status: string }>(
        "select status from executions where id = $1",
        [id]
    );
    return rows[0]?.status;
}

async function requestOf(id: string, instance: string): Promise<string | undefined> {
    const { rows } = await database.admin.query<{ status: string }>(
        "select status from requests where id = $1",
        [requestId(id, instance)]
    );
    return rows[0]?.status;
}

async function asking(plan: Plan = question): Promise<string> {
    const id = await start(plan);
    await expect.poll(() => requestOf(id, "a"), SOON).toBe("open");
    return id;
}

function answer(execution_id: string) {
    return here().engine.signal({
        execution_id,
        workspace_id,
        dedupe_key: `answer:${newId()}`,
        signal: {
            kind: "answer",
            id: "a",
            answer: { port: "out", output: { json: 1 }, by: "somebody" }
        }
    });
}

/** The log folds, and ends as the row says. */
async function endOf(id: string, plan: Plan): Promise<Fact | undefined> {
    const facts = await here().data.rows.facts(id);
    const state = initial(plan);
    for (const fact of facts) evolve(plan, state, fact);
    expect(state.ended).toBe(await statusOf(id));
    expect(facts.filter(({ kind }) => kind === `execution:${state.ended}`)).toHaveLength(1);
    return facts.at(-1);
}

describe("terminate", { timeout: 60_000 }, () => {
    it("cancels the execution, says by whom and why, and closes its questions", async () => {
        const id = await asking();
        const ended = here().engine.settled(id, 30_000);
        await temporal("workflow", "terminate", "--workflow-id", id, "--reason", "enough of it");
        expect(await ended).toBe(true);
        const end = await endOf(id, question);
        expect(end).toMatchObject({ kind: "execution:cancelled", by: "system" });
        expect(JSON.stringify(end)).toMatch(/TERMINATED_EXTERNALLY.*enough of it/);
        expect(await requestOf(id, "a")).toBe("cancelled");
        expect(await answer(id)).toEqual({ kind: "finished", status: "cancelled" });
    });

    it("of many at once ends them all, and leaves what has ended alone", async () => {
        const ids = await Promise.all(Array.from({ length: 20 }, () => asking()));
        const [first = ""] = ids;
        expect(await answer(first)).toEqual({ kind: "accepted" });
        expect(await here().engine.settled(first, 20_000)).toBe(true);
        for (const id of ids.slice(1))
            await temporal("workflow", "terminate", "--workflow-id", id, "--reason", "all");
        await expect
            .poll(async () => (await Promise.all(ids.map(statusOf))).join(" "), SOON)
            .toBe(`completed${" cancelled".repeat(19)}`);
    });
});

describe("cancel", { timeout: 60_000 }, () => {
    it("cancels the execution as ours does", async () => {
        const id = await asking();
        await temporal("workflow", "cancel", "--workflow-id", id);
        expect(await here().engine.settled(id, 30_000)).toBe(true);
        expect((await endOf(id, question))?.kind).toBe("execution:cancelled");
        const handle = here().link.client.workflow.getHandle(id);
        await expect.poll(async () => (await handle.describe()).status.name).toBe("CANCELLED");
    });
});

describe("reset", { timeout: 60_000 }, () => {
    it("does not end the execution: it goes on from its log", async () => {
        const id = await asking();
        const before = await here().data.rows.facts(id);
        const how = ["--type", "FirstWorkflowTask", "--reason", "again"];
        await temporal("workflow", "reset", "--workflow-id", id, ...how);
        // Longer than the reconciler takes to see that a run was closed.
        await new Promise((resolve) => setTimeout(resolve, 7_000));
        expect(await statusOf(id)).toBe("waiting");
        expect(await answer(id)).toEqual({ kind: "accepted" });
        expect(await here().engine.settled(id, 20_000)).toBe(true);
        expect((await endOf(id, question))?.kind).toBe("execution:completed");
        const facts = await here().data.rows.facts(id);
        expect(facts.slice(0, before.length)).toEqual(before);
    });
});

describe("reset of what has ended", { timeout: 60_000 }, () => {
    async function closed(id: string): Promise<string> {
        const handle = here().link.client.workflow.getHandle(id);
        const statusName = async (): Promise<string> => (await handle.describe()).status.name;
        await expect.poll(statusName, SOON).not.toBe("RUNNING");
        return statusName();
    }

    it("changes nothing: the new run finds the end in the log, and ends so", async () => {
        const done = await asking();
        expect(await answer(done)).toEqual({ kind: "accepted" });
        expect(await here().engine.settled(done, 20_000)).toBe(true);
        expect(await closed(done)).toBe("COMPLETED");
        const stopped = await asking();
        await temporal("workflow", "terminate", "--workflow-id", stopped);
        expect(await here().engine.settled(stopped, 30_000)).toBe(true);
        for (const id of [done, stopped]) {
            const before = await here().data.rows.facts(id);
            const how = ["--type", "FirstWorkflowTask", "--reason", "again"];
            await temporal("workflow", "reset", "--workflow-id", id, ...how);
            // Nobody asked Temporal to cancel this run, so it cannot call itself that.
            expect(await closed(id)).toBe(id === done ? "COMPLETED" : "FAILED");
            expect(await here().data.rows.facts(id)).toEqual(before);
        }
    });
});

describe("calls", { timeout: 60_000 }, () => {
    const caller = (workflow_id: string): Plan =>
        buildPlan("call", {
            nodes: {
                call: {
                    type: "workflow",
                    lane: "inline",
                    config: { workflow_id, inputs: {}, wait: true }
                }
            }
        });

    async function calling(): Promise<{ plan: Plan; parent: string; child: string }> {
        const workflow = await storeWorkflow(database.admin, workspace, question);
        const { workflow_id } = workflow.request;
        called.set(workflow_id, workflow);
        const plan = caller(workflow_id);
        const parent = await start(plan);
        const child = childId(parent, "call");
        await expect.poll(() => requestOf(child, "a"), SOON).toBe("open");
        return { plan, parent, child };
    }

    it("whose child is terminated fail, and say so", async () => {
        const { plan, parent, child } = await calling();
        await temporal("workflow", "terminate", "--workflow-id", child);
        expect(await here().engine.settled(parent, 30_000)).toBe(true);
        expect(await statusOf(child)).toBe("cancelled");
        expect(await endOf(parent, plan)).toMatchObject({
            kind: "execution:failed",
            error: { code: "CANCELLED", details: { child_execution_id: child } }
        });
    });

    it("that are cancelled take their children along at once", async () => {
        const cancelled = async (): Promise<number> => {
            const { plan, parent, child } = await calling();
            const begun = performance.now();
            await here().engine.signal({
                execution_id: parent,
                workspace_id,
                dedupe_key: "cancel",
                signal: { kind: "cancel", by: "somebody" }
            });
            expect(await here().engine.settled(child, 30_000)).toBe(true);
            const took = performance.now() - begun;
            expect((await endOf(parent, plan))?.kind).toBe("execution:cancelled");
            expect((await endOf(child, question))?.kind).toBe("execution:cancelled");
            return took;
        };
        // Less than it takes until somebody looks for what was not heard, which is never sooner.
        let soonest = await cancelled();
        for (let round = 0; round < 4 && soonest >= 1_500; round += 1)
            soonest = Math.min(soonest, await cancelled());
        expect(soonest).toBeLessThan(1_500);
    });

    it("that are terminated take their children along", async () => {
        const { parent, child } = await calling();
        await temporal("workflow", "terminate", "--workflow-id", parent);
        expect(await here().engine.settled(child, 30_000)).toBe(true);
        expect(await statusOf(parent)).toBe("cancelled");
        expect(await statusOf(child)).toBe("cancelled");
        expect(await endOf(child, question)).toMatchObject({
            kind: "execution:cancelled",
            by: workspace.user_id
        });
    });
});

describe("what Temporal does not have", { timeout: 120_000 }, () => {
    it("is failed, once it has been quiet for a while", async () => {
        const id = await asking();
        await database.admin.query(
            "update executions set updated_at = now() - interval '10 minutes' where id = $1",
            [id]
        );
        await temporal("workflow", "delete", "--workflow-id", id);
        expect(await here().engine.settled(id, 40_000)).toBe(true);
        expect(await endOf(id, question)).toMatchObject({
            kind: "execution:failed",
            error: { code: "ENGINE_LOST" }
        });
    });

    it("is left alone while somebody works in another namespace", async () => {
        const id = await asking();
        await database.admin.query(
            `insert into temporal_workers (id, namespace, task_queue, host, pid)
             values ($1, 'another', 'flowmaestro-orchestrator', 'another', 1)`,
            [newId()]
        );
        await database.admin.query(
            "update executions set updated_at = now() - interval '10 minutes' where id = $1",
            [id]
        );
        await temporal("workflow", "delete", "--workflow-id", id);
        expect(await here().engine.settled(id, 14_000)).toBe(false);
        await database.admin.query("delete from temporal_workers where namespace = 'another'");
        expect(await here().engine.settled(id, 30_000)).toBe(true);
        expect(await statusOf(id)).toBe("failed");
    });

    it("is timed out where Temporal's own time was up before anything began", async () => {
        const execution_id = newId();
        const workflow = await storeWorkflow(database.admin, workspace, question);
        // Nobody polls this queue, so it never begins.
        await here().link.client.workflow.start(WORKFLOW_TYPE, {
            workflowId: execution_id,
            taskQueue: "nobody",
            workflowExecutionTimeout: 1_000
        });
        await here().engine.start({ ...workflow.request, execution_id, inputs: {} });
        expect(await here().engine.settled(execution_id, 30_000)).toBe(true);
        expect(await endOf(execution_id, question)).toMatchObject({
            kind: "execution:timed_out",
            error: { code: "EXECUTION_TIMED_OUT" }
        });
        const [first] = await here().data.rows.facts(execution_id);
        expect(first?.kind).toBe("execution:started");
    });
});
