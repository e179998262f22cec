import { describe, expect, it } from "vitest";
import { z } from "zod";
import { done, failed } from "@flowmaestro/nodes/kit/context.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { readExecution, start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestEngine } from "./testing/test-engine.ts";
import { baseType } from "./testing/test-nodes.ts";

/** A process that is asked to stop takes nothing along: what it interrupts goes on elsewhere, uncounted. */
const database = await testDatabase();

/** Reads for as long as the gate is shut; `flaky` fails its first attempt at once. */
function reading() {
    const gate = { isOpen: false };
    const begun: number[] = [];
    const node = (type: string, failures: number) =>
        implementNode(
            { ...baseType, type, name: type, lane: "io", effect: "read", config: z.object({}) },
            async (_config, { attempt, sleep }) => {
                begun.push(attempt);
                if (attempt <= failures)
                    return failed({ code: "ECHO_FAILED", message: "Once.", is_retryable: true });
                while (!gate.isOpen) await sleep(10);
                return done(7);
            }
        ) as Executor;
    const types = new Map([
        ["reads", node("reads", 0)],
        ["flaky", node("flaky", 1)]
    ]);
    return { gate, begun, executors: { get: (type: string) => types.get(type) } };
}

async function scene(type: string, backoff_ms = 1) {
    const { gate, begun, executors } = reading();
    const workspace = await database.createWorkspace();
    const retry = {
        attempts: 2,
        initial_ms: backoff_ms,
        multiplier: 1,
        max_ms: backoff_ms,
        jitter: false
    };
    const plan = buildPlan("a", { nodes: { a: { type, lane: "io", effect: "read", retry } } });
    const workflow = await storeWorkflow(database.admin, workspace, plan);
    const boot = () => testEngine(database.address, executors);
    const first = await boot();
    const id = await start(first.engine, workflow);
    const tried = async (test: TestEngine) =>
        (await test.data.rows.attempts(id)).map(({ status }) => status);
    const hasBegun = async (times: number) => {
        await expect.poll(() => begun.length).toBe(times);
    };
    return { gate, begun, boot, first, id, tried, hasBegun };
}

/** Nobody is asked: the lease of whoever had it runs out under it. */
async function outlive(test: TestEngine, boot: () => Promise<TestEngine>): Promise<TestEngine> {
    await database.admin.query("update engine_workers set lease_until = now() - interval '1 s'");
    const next = await boot();
    await test.stop();
    return next;
}

describe("a run that is interrupted by a stop", () => {
    it("is not lost: six in a row, and it completes", async () => {
        const { gate, boot, first, id, tried, hasBegun } = await scene("reads");
        let test = first;
        for (let stops = 1; stops <= 6; stops += 1) {
            await hasBegun(stops);
            await test.stop();
            test = await boot();
        }
        await hasBegun(7);
        gate.isOpen = true;
        expect(await test.engine.settled(id, 15_000)).toBe(true);
        const { row, facts } = await readExecution(test, database, id);
        expect(row.status).toBe("completed");
        expect(facts.find(({ kind }) => kind === "node:completed")).toMatchObject({ attempts: 1 });
        expect(await tried(test)).toEqual([...Array<string>(6).fill("interrupted"), "completed"]);
        await test.stop();
    });

    it("is still seen to take processes along: five that die end it, however many stopped", async () => {
        const { boot, first, id, tried, hasBegun } = await scene("reads");
        await hasBegun(1);
        await first.stop();
        let test = await boot();
        for (let deaths = 1; deaths <= 5; deaths += 1) {
            await hasBegun(deaths + 1);
            test = await outlive(test, boot);
        }
        expect(await test.engine.settled(id, 15_000)).toBe(true);
        const { facts } = await readExecution(test, database, id);
        expect(facts.at(-1)).toMatchObject({ kind: "execution:failed", error: { code: "POISON" } });
        expect(await tried(test)).toEqual(["interrupted", ...Array<string>(5).fill("lost")]);
        await test.stop();
    });

    it("waits on for its next attempt where it was waiting, and is not lost when that is over", async () => {
        const { gate, boot, begun, first, id, tried, hasBegun } = await scene("flaky", 1_500);
        await hasBegun(1);
        await expect.poll(() => tried(first)).toEqual(["failed"]);
        await first.stop();
        const second = await boot();
        expect(await tried(second)).toEqual(["failed", "interrupted"]);
        await second.stop();
        expect(begun).toEqual([1]);
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        const third = await boot();
        await hasBegun(2);
        gate.isOpen = true;
        expect(await third.engine.settled(id, 15_000)).toBe(true);
        expect(begun).toEqual([1, 2]);
        expect(await tried(third)).toEqual(["failed", "interrupted", "completed"]);
        const { facts } = await readExecution(third, database, id);
        expect(facts.find(({ kind }) => kind === "node:completed")).toMatchObject({ attempts: 2 });
        await third.stop();
    });
});
