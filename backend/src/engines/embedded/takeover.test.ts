import { describe, expect, it } from "vitest";
import { z } from "zod";
import { done, failed } from "@flowmaestro/nodes/kit/context.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import type { Callable } from "../../data-plane/callable.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import { start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestEngine, TestWorkflow } from "./testing/test-engine.ts";
import { baseType, testExecutors } from "./testing/test-nodes.ts";

/** What is left when a worker ends, and what of its work counts as lost. */
const database = await testDatabase();

async function count(sql: string, values: unknown[] = []): Promise<number> {
    const { rows } = await database.admin.query<{ n: number }>(
        `select count(*)::int4 as n from ${sql}`,
        values
    );
    return rows[0]?.n ?? -1;
}

/** The next one starts, and finds the lease of the one before run out. */
async function takeOver(from: TestEngine): Promise<TestEngine> {
    await database.admin.query("update engine_workers set lease_until = now() - interval '1 s'");
    const next = await testEngine(database.address);
    await from.stop();
    return next;
}

describe("a worker that ended", () => {
    it("leaves no row, whether it stopped or was taken over", async () => {
        const first = await testEngine(database.address);
        expect(await count("engine_workers")).toBe(1);
        const second = await takeOver(first);
        expect(await count("engine_workers")).toBe(1);
        await second.stop();
        expect(await count("engine_workers")).toBe(0);
    });

    it("counts only what really was under way: what queued is not parked with it", async () => {
        const workspace = await database.createWorkspace();
        const sleeping = async (ms: number) => {
            const config = { ms, value: 7 };
            const nodes = { a: { type: "slow", lane: "code", config } } as const;
            return storeWorkflow(database.admin, workspace, buildPlan("a", { nodes }));
        };
        const [long, short] = [await sleeping(60_000), await sleeping(50)];
        let engine = await testEngine(database.address);
        const ids: string[] = [];
        // The lane has four places, one workspace may take three of them.
        for (const workflow of [long, long, long, short])
            ids.push(await start(engine.engine, workflow));
        const [queued = ""] = ids.slice(-1);
        for (let death = 1; death <= 5; death += 1) {
            engine = await takeOver(engine);
            const isLast = death === 5;
            const running = "node_attempts where status = 'running' and attempt = $1";
            if (!isLast) await expect.poll(() => count(running, [death + 1])).toBe(3);
        }
        for (const id of ids) expect(await engine.engine.settled(id, 15_000)).toBe(true);
        const { rows } = await database.admin.query<{ status: string }>(
            "select status from executions where id = any($1) order by id",
            [ids]
        );
        expect(rows.map(({ status }) => status)).toEqual([
            "failed",
            "failed",
            "failed",
            "completed"
        ]);
        const attempts = await engine.data.rows.attempts(queued);
        expect(attempts.map(({ status }) => status)).toEqual(["lost", "completed"]);
        for (const id of ids.slice(0, -1)) {
            const lost = await engine.data.rows.attempts(id);
            expect(lost.map(({ status }) => status)).toEqual(Array(5).fill("lost"));
        }
        await engine.stop();
    });
});

/** Two nodes that end at the same moment, after one worker has died over them. */
function gated() {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
        open = resolve;
    });
    const node = (type: string, end: () => ReturnType<typeof done> | ReturnType<typeof failed>) =>
        implementNode(
            { ...baseType, type, name: type, lane: "io", config: z.object({}) },
            async () => {
                await gate;
                return end();
            }
        ) as Executor;
    const nodes = new Map([
        ["breaks", node("breaks", () => failed({ code: "ECHO_FAILED", message: "As asked." }))],
        ["works", node("works", () => done(7))]
    ]);
    return { open, executors: { get: (type: string) => nodes.get(type) } };
}

describe("a node that is stopped when it has just ended", () => {
    it("has ended once: its attempt is written down as it was reported", async () => {
        const workspace = await database.createWorkspace();
        const nodes = {
            a: { type: "breaks", lane: "io" },
            b: { type: "works", lane: "io" }
        } as const;
        const workflow = await storeWorkflow(
            database.admin,
            workspace,
            buildPlan("a; b", { nodes })
        );
        const { open, executors: both } = gated();
        const first = await testEngine(database.address, both);
        const id = await start(first.engine, workflow);
        await database.admin.query(
            "update engine_workers set lease_until = now() - interval '1 s'"
        );
        const next = await testEngine(database.address, both);
        const running = "node_attempts where execution_id = $1 and status = 'running'";
        await expect.poll(() => count(running, [id])).toBe(2);
        open();
        expect(await next.engine.settled(id, 15_000)).toBe(true);
        const { rows } = await database.admin.query<{ error: string }>(
            "select error from executions where id = $1",
            [id]
        );
        expect(JSON.parse(rows[0]?.error ?? "null")).toMatchObject({ code: "ECHO_FAILED" });
        const ends = await database.admin.query<{ instance: string; status: string }>(
            "select instance, status from node_attempts where execution_id = $1 and attempt = 2",
            [id]
        );
        expect(new Map(ends.rows.map(({ instance, status }) => [instance, status]))).toEqual(
            new Map([
                ["a", "failed"],
                ["b", "completed"]
            ])
        );
        await first.stop();
        await next.stop();
    });
});

const calls = implementNode(
    {
        ...baseType,
        type: "calls",
        name: "Calls",
        lane: "inline",
        config: z.object({
            workflow_id: field(z.string(), { title: "Workflow", widget: "text" })
        })
    },
    ({ workflow_id }) => ({ kind: "child", workflow_id, version: 1, input: {}, detached: false })
) as Executor;

const others = testExecutors();
const executors = { get: (type: string) => (type === "calls" ? calls : others.get(type)) };

/** A caller and what it calls, which takes `ms`. */
async function family(ms: number) {
    const workspace = await database.createWorkspace();
    const work = { type: "slow", lane: "io", config: { ms, value: 7 } } as const;
    const child = await storeWorkflow(
        database.admin,
        workspace,
        buildPlan("w(output=answer)", { nodes: { w: work } })
    );
    const config = { workflow_id: child.request.workflow_id };
    const caller = await storeWorkflow(
        database.admin,
        workspace,
        buildPlan("c(output=answer)", { nodes: { c: { type: "calls", config } } })
    );
    return { caller, child };
}

function engineOf({ child }: { readonly child: TestWorkflow }): Promise<TestEngine> {
    const runnable: Runnable = () => Promise.resolve({ ok: true, runs: child.request, inputs: {} });
    const callable: Callable = () => Promise.resolve({ ok: true, version: 1 });
    return testEngine(database.address, executors, { runnable, callable });
}

async function outputsOf(id: string): Promise<unknown> {
    const { rows } = await database.admin.query<{ status: string; outputs: string | null }>(
        "select status, outputs from executions where id = $1",
        [id]
    );
    return { status: rows[0]?.status, outputs: JSON.parse(rows[0]?.outputs ?? "null") as unknown };
}

const ENDED = { status: "completed", outputs: { answer: { json: { answer: 7 } } } };

describe("a caller and the execution it called", () => {
    it("are both handed back by a worker that stops, and end in the next process", async () => {
        const both = await family(2_000);
        const [first, second] = [await engineOf(both), await engineOf(both)];
        const id = await start(first.engine, both.caller);
        const running = "node_attempts a right join executions e on e.id = a.execution_id";
        const open = `${running} where e.caller_execution_id = $1 and e.status = 'running'`;
        await expect.poll(() => count(open, [id])).toBe(1);
        const began = performance.now();
        await first.stop();
        expect(performance.now() - began).toBeLessThan(10_000);
        expect(await second.engine.settled(id, 15_000)).toBe(true);
        expect(await outputsOf(id)).toEqual(ENDED);
        await second.stop();
    });

    it("find each other though the caller sleeps meanwhile", async () => {
        const both = await family(6_000);
        const [first, second] = [await engineOf(both), await engineOf(both)];
        const id = await start(first.engine, both.caller);
        const asleep = "executions where id = $1 and owner is null and wake_at is not null";
        await expect.poll(() => count(asleep, [id])).toBe(1);
        const settled = await Promise.all(
            [first, second].map(({ engine }) => engine.settled(id, 15_000))
        );
        expect(settled).toEqual([true, true]);
        expect(await outputsOf(id)).toEqual(ENDED);
        await first.stop();
        await second.stop();
    });
});
