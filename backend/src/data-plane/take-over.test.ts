import { expect, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { testDatabase } from "../../test/database.ts";
import { start, storeWorkflow, testEngine } from "../engines/embedded/testing/test-engine.ts";
import { planOf } from "./testing/run-definition.ts";

const database = await testDatabase();
const position = { x: 0, y: 0 };

//  each, 3 at once { set n ─▶ wait a little ─▶ line }   with large items, results and a variable
const definition = {
    nodes: {
        each: {
            id: "each",
            type: "loop",
            position,
            data: { mode: "each", items: "${inputs.items}", concurrency: 3 }
        },
        count: {
            id: "count",
            type: "variable",
            parentId: "each",
            position,
            data: { operation: "increment", name: "n" }
        },
        pause: {
            id: "pause",
            type: "echo",
            parentId: "each",
            position,
            data: { value: "${each.item.text}", delay_ms: 40 }
        },
        line: {
            id: "line",
            type: "echo",
            parentId: "each",
            position,
            data: { value: { n: "${each.index}", of: "${each.count}", text: "${pause.output}" } }
        },
        done: {
            id: "done",
            type: "output",
            position,
            data: { output: { list: "${each.output}", n: "${vars.n}" } }
        }
    },
    edges: [
        { id: "e1", source: "count", target: "pause" },
        { id: "e2", source: "pause", target: "line" },
        { id: "e3", source: "each", target: "done" }
    ]
};

it("a loop goes on in another process where the first one left it", async () => {
    const workflow = await storeWorkflow(
        database.admin,
        await database.createWorkspace(),
        planOf(definition)
    );
    const items = Array.from({ length: 30 }, (_, n) => ({ text: `${n} ${"x".repeat(600)}` }));
    const first = await testEngine(database.address, executors);
    const id = await start(first.engine, workflow, { items });
    await expect
        .poll(async () => (await first.data.rows.facts(id)).length, { timeout: 5_000 })
        .toBeGreaterThan(60);
    await first.engine.stop(0);
    await first.stop();
    const second = await testEngine(database.address, executors);
    expect(await second.engine.settled(id, 20_000)).toBe(true);
    const facts = await second.data.rows.facts(id);
    const last = facts.at(-1);
    expect(last?.kind).toBe("execution:completed");
    const done = last?.kind === "execution:completed" ? last.outputs["done"] : undefined;
    const json: Json = done === undefined ? null : await second.data.values.read(done);
    expect(json).toEqual({
        list: items.map(({ text }, n) => ({ n, of: 30, text })),
        n: 30
    });
    expect(facts.filter(({ kind }) => kind === "turn:completed")).toHaveLength(30);
    await second.stop();
}, 60_000);
