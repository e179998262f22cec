import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { testDatabase } from "../../../test/database.ts";
import { start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
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

function nodes(overrides: { [id: string]: Partial<PlanNode> }) {
    return { nodes: overrides };
}

async function run(text: string, overrides: { [id: string]: Partial<PlanNode> }, inputs = {}) {
    const workspace = await database.createWorkspace();
    const workflow = await storeWorkflow(
        database.admin,
        workspace,
        buildPlan(text, nodes(overrides))
    );
    const id = await start(test.engine, workflow, inputs);
    expect(await test.engine.settled(id, 10_000)).toBe(true);
    const { rows } = await database.admin.query("select * from executions where id = $1", [id]);
    return { id, row: rows[0], facts: await test.data.rows.facts(id) };
}

describe("the embedded engine", () => {
    it("runs light nodes to the end and stores what they gave", async () => {
        const { row, facts } = await run(
            "a -> b -> c(output=answer)",
            {
                a: { type: "light", config: { value: { n: 1 } } },
                b: { type: "light", config: { value: "${a.output.n}" }, reads: ["a"] },
                c: { type: "light", config: { value: "got ${b.output}" }, reads: ["b"] }
            },
            { message: "hello" }
        );
        expect(row.status).toBe("completed");
        expect(JSON.parse(row.outputs)).toEqual({ answer: { json: "got 1" } });
        expect(facts.map((fact) => fact.kind)).toEqual([
            "execution:started",
            "node:started",
            "node:completed",
            "node:started",
            "node:completed",
            "node:started",
            "node:completed",
            "execution:completed"
        ]);
        expect(row.number).toBe(1);
    });

    it("sends an effect only once its start is stored", async () => {
        const { id, row } = await run("a -> b", {
            a: { type: "light", config: { value: 7 } },
            b: { type: "effect", lane: "io", config: { value: "${a.output}" }, reads: ["a"] }
        });
        expect(row.status).toBe("completed");
        expect(log.sent).toContainEqual({ key: `fm:${id}:b`, attempt: 1, config: 7 });
    });
});
