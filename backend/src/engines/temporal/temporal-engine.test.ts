import { afterAll, describe, expect, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { newId } from "../../platform/ids.ts";
import { requestId } from "../derived-ids.ts";
import { storeWorkflow } from "../embedded/testing/test-engine.ts";
import type { SignalOutcome } from "../engine.ts";
import { testTemporalEngine } from "./testing/test-temporal.ts";
import type { TestTemporal } from "./testing/test-temporal.ts";

/** The engine as the API sees it, with a worker beside it and a real server behind. */
const database = await testDatabase();
const env = await testTemporal();
const workspace = await database.createWorkspace();
const { workspace_id } = workspace;
const test = env === null ? null : await testTemporalEngine(database.address, env, executors);
afterAll(() => test?.stop());

function here(): TestTemporal {
    if (test === null) throw new Error("No Temporal.");
    return test;
}

const ask: Partial<PlanNode> = {
    type: "user-input",
    lane: "inline",
    config: { interaction: "input", prompt: "Which?", timeout_seconds: 3_600 }
};

const hello = buildPlan("in -> out(output)", {
    nodes: {
        in: { type: "input", lane: "inline", config: { name: "who" }, reads: [] },
        out: { type: "output", lane: "inline", config: { output: "hello" }, reads: [] }
    }
});

async function start(plan: Plan): Promise<string> {
    const workflow = await storeWorkflow(database.admin, workspace, plan);
    const execution_id = newId();
    await here().engine.start({ ...workflow.request, execution_id, inputs: {} });
    return execution_id;
}

async function rowOf(id: string) {
    const { rows } = await database.admin.query<{
        status: string;
        engine: string;
        owner: string | null;
        number: number;
        last_seq: number;
        started_at: Date | null;
    }>(
        `select status, engine, owner, number, last_seq, started_at
         from executions
         where id = $1`,
        [id]
    );
    return rows[0];
}

async function asked(id: string, instance: string): Promise<void> {
    await expect
        .poll(
            async () => {
                const { rows } = await database.admin.query<{ status: string }>(
                    "select status from requests where id = $1",
                    [requestId(id, instance)]
                );
                return rows[0]?.status;
            },
            { timeout: 20_000 }
        )
        .toBe("open");
}

/** Dense, and with one end. */
async function logOf(id: string): Promise<Fact[]> {
    const { rows } = await database.admin.query<{ seq: number; n: number }>(
        "select seq, n from execution_log where execution_id = $1 order by seq",
        [id]
    );
    let next = 1;
    for (const { seq, n } of rows) {
        expect(seq).toBe(next);
        next += n;
    }
    const facts = await here().data.rows.facts(id);
    const ends = facts.filter(({ kind }) => ENDS.includes(kind));
    expect(ends.length).toBeLessThanOrEqual(1);
    return facts;
}

const ENDS: readonly string[] = [
    "execution:completed",
    "execution:failed",
    "execution:cancelled",
    "execution:timed_out"
];

function answer(execution_id: string, by: string): Promise<SignalOutcome> {
    return here().engine.signal({
        execution_id,
        workspace_id,
        dedupe_key: `answer:${newId()}`,
        signal: {
            kind: "answer",
            id: "a",
            answer: { port: "out", output: { json: by }, by }
        }
    });
}

function cancel(execution_id: string): Promise<SignalOutcome> {
    return here().engine.signal({
        execution_id,
        workspace_id,
        dedupe_key: "cancel",
        signal: { kind: "cancel", by: workspace.user_id }
    });
}

describe("a start", () => {
    it("made fifty times at once is one execution, in our rows and in Temporal", async () => {
        const workflow = await storeWorkflow(database.admin, workspace, hello);
        const execution_id = newId();
        const request = { ...workflow.request, execution_id, inputs: {} };
        const receipts = await Promise.all(
            Array.from({ length: 50 }, () => here().engine.start(request))
        );
        expect(new Set(receipts.map((receipt) => receipt.execution_id)).size).toBe(1);
        expect(await here().engine.settled(execution_id, 20_000)).toBe(true);
        expect(await rowOf(execution_id)).toMatchObject({
            status: "completed",
            engine: "temporal",
            owner: null,
            number: 1
        });
        const again = await here().engine.start(request);
        expect(again.execution_id).toBe(execution_id);
        const { rows } = await database.admin.query(
            "select from executions where workflow_id = $1",
            [workflow.request.workflow_id]
        );
        expect(rows).toHaveLength(1);
        const handle = here().link.client.workflow.getHandle(execution_id);
        // Our row says so first.
        const closed = async (): Promise<string> => (await handle.describe()).status.name;
        await expect.poll(closed).toBe("COMPLETED");
        const description = await handle.describe();
        expect(await description.staticSummary()).toBe("Test · test");
        expect(await description.staticDetails()).toContain(`/executions/${execution_id}`);
    });

    it("is waited for without being asked about again and again", async () => {
        const id = await start(buildPlan("a", { nodes: { a: ask } }));
        await asked(id, "a");
        const before = performance.now();
        expect(await here().engine.settled(id, 300)).toBe(false);
        expect(performance.now() - before).toBeLessThan(5_000);
        const ended = here().engine.settled(id, 20_000);
        expect(await answer(id, "one")).toEqual({ kind: "accepted" });
        expect(await ended).toBe(true);
        expect(await here().engine.settled(newId(), 1_000)).toBe(false);
    });
});

describe("a signal", () => {
    it("of fifty answers is one that wins; the others learn that they lost", async () => {
        const id = await start(buildPlan("a", { nodes: { a: ask } }));
        await asked(id, "a");
        const outcomes = await Promise.all(
            Array.from({ length: 50 }, (_, index) => answer(id, `person ${index}`))
        );
        const kinds = outcomes.map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === "accepted")).toHaveLength(1);
        expect(kinds.every((kind) => ["accepted", "lost", "finished"].includes(kind))).toBe(true);
        const facts = await logOf(id);
        const winner = facts.find(({ kind }) => kind === "user:input:response");
        const accepted = outcomes.findIndex(({ kind }) => kind === "accepted");
        expect(winner).toMatchObject({ by: `person ${accepted}` });
    });

    it("under the same key has the same outcome; after the end everybody hears of that", async () => {
        const id = await start(buildPlan("a", { nodes: { a: ask } }));
        await asked(id, "a");
        const pause = { kind: "pause", by: "me" } as const;
        const request = {
            execution_id: id,
            workspace_id,
            dedupe_key: `pause:${newId()}`,
            signal: pause
        };
        const { engine } = here();
        expect(await engine.signal(request)).toEqual({ kind: "accepted" });
        expect(await engine.signal(request)).toEqual({ kind: "accepted" });
        expect(await engine.signal({ ...request, dedupe_key: "pause:2" })).toEqual({
            kind: "already"
        });
        expect((await rowOf(id))?.status).toBe("paused");
        const resume = {
            ...request,
            dedupe_key: "r",
            signal: { kind: "resume", by: "me" }
        } as const;
        expect(await engine.signal(resume)).toEqual({ kind: "accepted" });
        expect(await cancel(id)).toEqual({ kind: "accepted" });
        expect(await engine.settled(id, 20_000)).toBe(true);
        expect(await cancel(id)).toEqual({ kind: "accepted" });
        expect(await engine.signal({ ...request, dedupe_key: "pause:3" })).toEqual({
            kind: "finished",
            status: "cancelled"
        });
        expect((await logOf(id)).at(-1)).toMatchObject({
            kind: "execution:cancelled",
            by: workspace.user_id
        });
        const handle = here().link.client.workflow.getHandle(id);
        await expect.poll(async () => (await handle.describe()).status.name).toBe("CANCELLED");
    });

    it("to another workspace's execution is to none", async () => {
        const id = await start(buildPlan("a", { nodes: { a: ask } }));
        const stranger = await database.createWorkspace();
        const signal = { kind: "pause", by: "me" } as const;
        const request = { execution_id: id, workspace_id: stranger.workspace_id, signal };
        await expect(here().engine.signal({ ...request, dedupe_key: "x" })).rejects.toMatchObject({
            code: "NOT_FOUND"
        });
        await cancel(id);
    });
});

describe("a process without a worker", () => {
    it("starts, signals and waits over a connection of its own", async () => {
        if (env === null) throw new Error("No Temporal.");
        const alone = await testTemporalEngine(database.address, env, executors, {
            hasWorker: false
        });
        try {
            const workflow = await storeWorkflow(
                database.admin,
                workspace,
                buildPlan("a", { nodes: { a: ask } })
            );
            const execution_id = newId();
            await alone.engine.start({ ...workflow.request, execution_id, inputs: {} });
            await asked(execution_id, "a");
            const ended = alone.engine.settled(execution_id, 20_000);
            const signal = (kind: "pause" | "resume"): Promise<SignalOutcome> =>
                alone.engine.signal({
                    execution_id,
                    workspace_id,
                    dedupe_key: kind,
                    signal: { kind, by: "me" }
                });
            expect(await signal("pause")).toEqual({ kind: "accepted" });
            expect(await signal("resume")).toEqual({ kind: "accepted" });
            expect(await answer(execution_id, "one")).toEqual({ kind: "accepted" });
            expect(await ended).toBe(true);
            expect(alone.engine.describe()).toMatchObject({ ready: true });
        } finally {
            await alone.stop();
        }
    });
});
