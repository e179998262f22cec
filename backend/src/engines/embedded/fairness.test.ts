import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestEngine } from "./testing/test-engine.ts";
import { baseType, testExecutors } from "./testing/test-nodes.ts";

/** Two workspaces on one process: one has a great deal to do, the other one something small. */
const database = await testDatabase();
const turns = implementNode(
    { ...baseType, type: "turns", name: "Turns", lane: "inline", config: z.object({}) },
    (_config, { boundary }) =>
        boundary === null
            ? { kind: "loop", turns: 300, concurrency: 1, on_item_error: "stop" }
            : { kind: "collected" }
) as Executor;
const others = testExecutors();
const executors = { get: (type: string) => (type === "turns" ? turns : others.get(type)) };

let test: TestEngine;
beforeAll(async () => {
    test = await testEngine(database.address, executors);
});
afterAll(() => test.stop());

async function prepare(
    drawing: string,
    nodes: NonNullable<Parameters<typeof buildPlan>[1]>["nodes"]
) {
    return storeWorkflow(
        database.admin,
        await database.createWorkspace(),
        buildPlan(drawing, { nodes })
    );
}

async function latencies(count: number, once: () => Promise<unknown>): Promise<number[]> {
    const taken: number[] = [];
    for (let each = 0; each < count; each += 1) {
        const began = performance.now();
        await once();
        taken.push(performance.now() - began);
    }
    return taken.sort((a, b) => a - b);
}

describe("a workspace with much to do", () => {
    it("does not keep the next one from its turn", async () => {
        const heavy = await prepare("each { x }", {
            each: { type: "turns", config: {} },
            x: { type: "light", config: { value: 1 } }
        });
        const small = await prepare("a -> b", { a: { type: "light" }, b: { type: "light" } });
        const once = async (): Promise<void> => {
            const id = await start(test.engine, small);
            expect(await test.engine.settled(id, 15_000)).toBe(true);
        };
        await once();
        const loops = Array.from({ length: 300 }, () => start(test.engine, heavy));
        const began = performance.now();
        let isBusy = true;
        const all = Promise.all(loops)
            .then((ids) => Promise.all(ids.map((id) => test.engine.settled(id, 60_000))))
            .finally(() => {
                isBusy = false;
            });
        const taken = await latencies(20, once);
        expect(isBusy).toBe(true);
        expect(await all).not.toContain(false);
        // Whoever had to wait in line would come after all of them.
        expect(taken[18]).toBeLessThan((performance.now() - began) / 3);
    });

    it("does not take all the places of a lane", async () => {
        const slow = { type: "slow", lane: "io", config: { ms: 20_000 } } as const;
        const many = await prepare("a", { a: slow });
        const one = await prepare("a", { a: { ...slow, config: { ms: 10 } } });
        await Promise.all(Array.from({ length: 300 }, () => start(test.engine, many)));
        const id = await start(test.engine, one);
        const began = performance.now();
        expect(await test.engine.settled(id, 15_000)).toBe(true);
        expect(performance.now() - began).toBeLessThan(10_000);
    });
});
