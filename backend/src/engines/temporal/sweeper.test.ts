import { afterAll, describe, expect, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { newId } from "../../platform/ids.ts";
import { requestId } from "../derived-ids.ts";
import { storeWorkflow } from "../embedded/testing/test-engine.ts";
import type { Caller } from "../engine.ts";
import { InboxRows } from "../hosting/inbox-rows.ts";
import { startDraft } from "./start-draft.ts";
import { isDue } from "./sweeper.ts";
import { TemporalRows } from "./temporal-rows.ts";
import { testTemporalEngine } from "./testing/test-temporal.ts";
import type { TestTemporal } from "./testing/test-temporal.ts";

/** Rows whose news got lost between the database and Temporal: whoever stored them died right after. */
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

const rows = new TemporalRows(database.pools.engine);
const inbox = new InboxRows(database.pools.engine);
const ask: Partial<PlanNode> = {
    type: "user-input",
    lane: "inline",
    config: { interaction: "input", prompt: "Which?", timeout_seconds: 3_600 }
};
const question = buildPlan("a", { nodes: { a: ask } });
const hello = buildPlan("out(output)", {
    nodes: { out: { type: "output", lane: "inline", config: { output: "hello" }, reads: [] } }
});

/** Stored twenty seconds ago, and nothing else. */
async function stored(plan = hello, caller?: Caller): Promise<string> {
    const workflow = await storeWorkflow(database.admin, workspace, plan);
    const execution_id = newId();
    const request = { ...workflow.request, execution_id, inputs: {}, caller };
    await rows.insert(await startDraft(here().data.values, request, Date.now()));
    await database.admin.query(
        "update executions set created_at = now() - interval '20 seconds' where id = $1",
        [execution_id]
    );
    return execution_id;
}

async function started(plan = question): Promise<string> {
    const workflow = await storeWorkflow(database.admin, workspace, plan);
    const execution_id = newId();
    await here().engine.start({ ...workflow.request, execution_id, inputs: {} });
    if (plan !== question) return execution_id;
    await expect
        .poll(
            async () => {
                const { rowCount } = await database.admin.query(
                    "select from requests where id = $1 and status = 'open'",
                    [requestId(execution_id, "a")]
                );
                return rowCount;
            },
            { timeout: 20_000 }
        )
        .toBe(1);
    return execution_id;
}

async function statusOf(id: string): Promise<string | undefined> {
    const found = await database.admin.query<{ status: string }>(
        "select status from executions where id = $1",
        [id]
    );
    return found.rows[0]?.status;
}

describe("what was stored and not told", { timeout: 60_000 }, () => {
    it("a row without a workflow is started, more than fit one look too", async () => {
        const ids = await Promise.all(Array.from({ length: 130 }, () => stored()));
        const ends = await Promise.all(ids.map((id) => here().engine.settled(id, 50_000)));
        expect(ends.every(Boolean)).toBe(true);
        const statuses = await Promise.all(ids.map(statusOf));
        expect(new Set(statuses)).toEqual(new Set(["completed"]));
    });

    it("a row of the inbox is read", async () => {
        const execution_id = await started();
        const id = newId();
        await inbox.put({
            id,
            execution_id,
            workspace_id,
            kind: "pause",
            dedupe_key: "pause:lost",
            payload: { kind: "pause", by: "somebody" }
        });
        await expect
            .poll(() => inbox.outcome(id), { timeout: 20_000 })
            .toEqual({
                kind: "accepted"
            });
        expect(await statusOf(execution_id)).toBe("paused");
    });

    it("a row for what has ended is settled", async () => {
        const execution_id = await started(hello);
        expect(await here().engine.settled(execution_id, 20_000)).toBe(true);
        const id = newId();
        await database.admin.query(
            `insert into execution_inbox (id, workspace_id, execution_id, kind, dedupe_key, payload)
             values ($1, $2, $3, 'pause', 'late', '{"kind":"pause","by":"somebody"}')`,
            [id, workspace_id, execution_id]
        );
        await expect
            .poll(() => inbox.outcome(id), { timeout: 20_000 })
            .toEqual({
                kind: "finished",
                status: "completed"
            });
    });

    it("a child of a caller that has ended is cancelled", async () => {
        const caller = await started(hello);
        expect(await here().engine.settled(caller, 20_000)).toBe(true);
        const called = { execution_id: caller, instance: "call", is_awaited: true, depth: 2 };
        const child = await stored(question, called);
        expect(await here().engine.settled(child, 50_000)).toBe(true);
        expect(await statusOf(child)).toBe("cancelled");
    });
});

describe("telling again", () => {
    it("comes at once, then less and less often, never more than once a minute for long", () => {
        const told: number[] = [];
        let last = 0;
        for (let age = 0; age <= 600_000; age += 2_100) {
            if (isDue(age, age - last)) told.push(age);
            last = age;
        }
        expect(told[0]).toBeLessThan(4_300);
        expect(told.length).toBeGreaterThan(12);
        expect(told.length).toBeLessThan(17);
        const gaps = told.slice(1).map((at, index) => at - (told[index] ?? 0));
        expect(Math.max(...gaps)).toBeLessThan(64_000);
    });

    it("makes up for looks that nobody made", () => {
        expect(isDue(100_000, 60_000)).toBe(true);
        expect(isDue(9_000, 8_500)).toBe(true);
        expect(isDue(9_000, 900)).toBe(false);
        expect(isDue(1_900, 60_000)).toBe(false);
    });
});
