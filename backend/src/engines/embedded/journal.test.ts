import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { testDatabase } from "../../../test/database.ts";
import { newId } from "../../platform/ids.ts";
import { readExecution, start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestEngine } from "./testing/test-engine.ts";
import { testExecutors } from "./testing/test-nodes.ts";
import type { EffectLog } from "./testing/test-nodes.ts";

const database = await testDatabase();
const log: EffectLog = { sent: [] };
let test: TestEngine;

beforeAll(async () => {
    test = await testEngine(database.address, testExecutors(log));
});
afterAll(() => test.stop());

type Nodes = { readonly [id: string]: Partial<PlanNode> };

async function prepare(drawing: string, nodes: Nodes) {
    const workspace = await database.createWorkspace();
    return storeWorkflow(database.admin, workspace, buildPlan(drawing, { nodes }));
}

const read = (id: string) => readExecution(test, database, id);

describe("a batch that the database refuses", () => {
    it("fails the one execution that is to blame; the others go through", async () => {
        const workflow = await prepare("a -> b", {
            a: { type: "effect", lane: "io" },
            b: { type: "effect", lane: "io" }
        });
        await database.admin
            .query(`create function refuse_evil() returns trigger language plpgsql as $$
            begin
                if new.facts like '%"instance":"b"%evil%' then raise exception 'no' using errcode = '22000'; end if;
                return new;
            end $$`);
        await database.admin.query(
            "create trigger refuse_evil before insert on execution_log for each row execute function refuse_evil()"
        );
        const evil = await prepare("a -> b", {
            a: { type: "effect", lane: "io" },
            b: { type: "effect", lane: "io", config: { value: "evil" } }
        });
        const ids = await Promise.all([
            ...Array.from({ length: 20 }, () => start(test.engine, workflow)),
            start(test.engine, evil),
            ...Array.from({ length: 20 }, () => start(test.engine, workflow))
        ]);
        for (const id of ids) expect(await test.engine.settled(id, 15_000)).toBe(true);
        await database.admin.query("drop trigger refuse_evil on execution_log");
        for (const [index, id] of ids.entries()) {
            const { row, facts } = await read(id);
            expect(row.status).toBe(index === 20 ? "failed" : "completed");
            if (index !== 20) continue;
            expect(JSON.parse(row.error ?? "")).toMatchObject({ code: "STORAGE_REJECTED" });
            expect(facts.at(-1)).toMatchObject({ error: { code: "STORAGE_REJECTED" } });
        }
    });

    it("refuses a start that cannot be stored, and has nothing of it", async () => {
        const workflow = await prepare("a", { a: { type: "light" } });
        const request = { ...workflow.request, trigger: "no\u0000text", inputs: {} };
        const execution_id = newId();
        await expect(test.engine.start({ ...request, execution_id })).rejects.toMatchObject({
            code: "STORAGE_REJECTED"
        });
        const { rows } = await database.admin.query("select id from executions where id = $1", [
            execution_id
        ]);
        expect(rows).toEqual([]);
        expect(test.engine.owns(execution_id)).toBe(false);
    });
});

describe("connections that break", () => {
    it("cost nothing: each batch is stored exactly once", async () => {
        const workflow = await prepare("a -> b -> c", {
            a: { type: "effect", lane: "io" },
            b: { type: "slow", lane: "io", config: { ms: 5 } },
            c: { type: "light" }
        });
        let isOver = false;
        const nemesis = (async () => {
            while (!isOver) {
                await database.admin.query(
                    `select pg_terminate_backend(pid)
                     from pg_stat_activity
                     where datname = current_database()
                         and application_name = 'test:engine:engine'`
                );
                await new Promise((resolve) => setTimeout(resolve, 40));
            }
        })();
        const ids: string[] = [];
        for (let round = 0; round < 30; round += 1) {
            ids.push(
                ...(await Promise.all([start(test.engine, workflow), start(test.engine, workflow)]))
            );
        }
        isOver = true;
        await nemesis;
        for (const id of ids) {
            await expect
                .poll(async () => (await read(id)).row.status, { timeout: 10_000 })
                .toBe("completed");
            const { facts } = await read(id);
            const started = facts.filter(({ kind }) => kind === "node:started");
            expect(started).toHaveLength(3);
        }
        await expect.poll(() => test.engine.describe().ready).toBe(true);
    }, 60_000);
});

describe("overload", () => {
    it("refuses starts early with when to come back, and ends what it took", async () => {
        const small = await testEngine(database.address, testExecutors(), { max_backlog: 20 });
        const workflow = await prepare("a", { a: { type: "light" } });
        const results = await Promise.allSettled(
            Array.from({ length: 100 }, () => start(small.engine, workflow))
        );
        const taken = results.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
        const refused = results.flatMap((each): unknown[] =>
            each.status === "rejected" ? [each.reason] : []
        );
        expect(taken.length).toBeGreaterThan(0);
        expect(refused.length).toBeGreaterThan(0);
        for (const error of refused)
            expect(error).toMatchObject({
                code: expect.stringMatching(/^(OVERLOADED|RATE_LIMITED)$/) as string,
                headers: { "retry-after": "1" }
            });
        for (const id of taken) expect(await small.engine.settled(id, 15_000)).toBe(true);
        await small.stop();
    });
});
