import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { unusedPort } from "../../../test/process.ts";
import { startTemporalServer } from "../../../test/temporal-server.ts";
import type { TemporalServer } from "../../../test/temporal-server.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { newId } from "../../platform/ids.ts";
import { requestId } from "../derived-ids.ts";
import { storeWorkflow } from "../embedded/testing/test-engine.ts";
import { testTemporalEngine } from "./testing/test-temporal.ts";
import type { TestTemporal } from "./testing/test-temporal.ts";

/** Temporal goes away and comes back; so do all workers. */
const database = await testDatabase();
const common = await testTemporal();
const workspace = await database.createWorkspace();
const { workspace_id } = workspace;
const folder = mkdtempSync(join(tmpdir(), "fm-temporal-"));
const db_filename = join(folder, "temporal.db");
const port = await unusedPort();
let server: TemporalServer | null =
    common === null ? null : await startTemporalServer({ port, ui_port: null, db_filename });
const env = { ...common!, address: `127.0.0.1:${port}`, namespace: "default" };
const test = common === null ? null : await testTemporalEngine(database.address, env, executors);

afterAll(async () => {
    await test?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
});

function here(): TestTemporal {
    if (test === null) throw new Error("No Temporal.");
    return test;
}

async function killServer(): Promise<void> {
    server?.abandon();
    await server?.ended;
    server = null;
}

async function startServer(): Promise<void> {
    server = await startTemporalServer({ port, ui_port: null, db_filename });
}

const hello = buildPlan("out(output)", {
    nodes: { out: { type: "output", lane: "inline", config: { output: "hello" }, reads: [] } }
});
const ask: Partial<PlanNode> = {
    type: "user-input",
    lane: "inline",
    config: { interaction: "input", prompt: "Which?", timeout_seconds: 3_600 }
};
const question = buildPlan("a", { nodes: { a: ask } });

async function start(plan = hello): Promise<{ readonly id: string; readonly ms: number }> {
    const workflow = await storeWorkflow(database.admin, workspace, plan);
    const id = newId();
    const before = performance.now();
    await here().engine.start({ ...workflow.request, execution_id: id, inputs: {} });
    return { id, ms: performance.now() - before };
}

async function statusOf(id: string): Promise<string | undefined> {
    const { rows } = await database.admin.query<{ status: string }>(
        "select status from executions where id = $1",
        [id]
    );
    return rows[0]?.status;
}

async function moveWorkers(task_queue: string): Promise<void> {
    await database.admin.query("update temporal_workers set task_queue = $1", [task_queue]);
}

describe("while Temporal is away", { timeout: 120_000 }, () => {
    it("starts and answers are accepted, and all of it is done once it is back", async () => {
        const { id: asking } = await start(question);
        const isOpen = async (): Promise<boolean> => {
            const { rows } = await database.admin.query(
                "select from requests where id = $1 and status = 'open'",
                [requestId(asking, "a")]
            );
            return rows.length === 1;
        };
        await expect.poll(isOpen, { timeout: 20_000 }).toBe(true);
        await killServer();

        const first = await start();
        expect(first.ms).toBeLessThan(10_000);
        expect(await statusOf(first.id)).toBe("pending");
        await expect.poll(() => here().engine.describe().ready, { timeout: 30_000 }).toBe(false);
        // By now nobody waits to find out.
        const later = await Promise.all(Array.from({ length: 10 }, () => start()));
        for (const { ms } of later) expect(ms).toBeLessThan(4_000);
        const signal = {
            execution_id: asking,
            workspace_id,
            dedupe_key: "answer",
            signal: {
                kind: "answer",
                id: "a",
                answer: { port: "out", output: { json: 1 }, by: "somebody" }
            }
        } as const;
        expect(await here().engine.signal(signal)).toEqual({ kind: "pending" });

        await startServer();
        const ids = [asking, first.id, ...later.map(({ id }) => id)];
        const ends = await Promise.all(ids.map((id) => here().engine.settled(id, 60_000)));
        expect(ends).not.toContain(false);
        const statuses = await Promise.all(ids.map(statusOf));
        expect(new Set(statuses)).toEqual(new Set(["completed"]));
        expect(await here().engine.signal(signal)).toEqual({ kind: "accepted" });
        await expect.poll(() => here().engine.describe().ready, { timeout: 30_000 }).toBe(true);
    });

    it("what is cancelled before it was ever started is cancelled once it is back", async () => {
        await killServer();
        const { id } = await start(question);
        const cancel = {
            execution_id: id,
            workspace_id,
            dedupe_key: "cancel",
            signal: { kind: "cancel", by: workspace.user_id }
        } as const;
        expect(await here().engine.signal(cancel)).toEqual({ kind: "pending" });
        await startServer();
        expect(await here().engine.settled(id, 60_000)).toBe(true);
        expect(await statusOf(id)).toBe("cancelled");
        expect(await here().engine.signal(cancel)).toEqual({ kind: "accepted" });
        const facts = await here().data.rows.facts(id);
        expect(facts.at(-1)).toMatchObject({ by: workspace.user_id });
    });
});

describe("without workers", { timeout: 90_000 }, () => {
    it("nothing is accepted, and nothing is written", async () => {
        await moveWorkers("elsewhere");
        // A yes is believed for a moment.
        await new Promise((resolve) => setTimeout(resolve, 2_100));
        const before = await database.admin.query("select from executions");
        await expect(start()).rejects.toMatchObject({ code: "NO_WORKERS", status: 503 });
        const after = await database.admin.query("select from executions");
        expect(after.rowCount).toBe(before.rowCount);
        await moveWorkers(env.task_queue);
        const { id } = await start();
        expect(await here().engine.settled(id, 20_000)).toBe(true);
    });
});
