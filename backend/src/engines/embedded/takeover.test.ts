import { describe, expect, it } from "vitest";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestEngine } from "./testing/test-engine.ts";

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
            if (!isLast)
                await expect.poll(() => count(running, [death + 1]), { timeout: 5_000 }).toBe(3);
        }
        for (const id of ids) expect(await engine.engine.settled(id, 10_000)).toBe(true);
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
