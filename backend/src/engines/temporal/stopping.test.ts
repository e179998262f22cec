import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { done } from "@flowmaestro/nodes/kit/context.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import type { TemporalEnv } from "../../env/temporal.ts";
import { baseType } from "../embedded/testing/test-nodes.ts";
import { openLab } from "./testing/lab.ts";
import { plan } from "./testing/plans.ts";
import { testTemporalEngine } from "./testing/test-temporal.ts";
import type { TestTemporal } from "./testing/test-temporal.ts";

/** A worker that is asked to stop takes nothing along: what it interrupts goes on elsewhere, uncounted. */
const database = await testDatabase();
const env = await testTemporal();
const atEnd: (() => Promise<void>)[] = [];
afterAll(async () => {
    for (const end of atEnd.reverse()) await end();
});

/** Two that work for as long as the gate is shut: one hears that it is to end, the other does not. */
function working() {
    const gate = { isOpen: false };
    const begun = { hears: 0, deaf: 0 };
    const node = (type: "hears" | "deaf") =>
        implementNode(
            { ...baseType, type, name: type, lane: "io", effect: "read", config: z.object({}) },
            async (_config, { signal }) => {
                begun[type] += 1;
                while (!gate.isOpen)
                    await (type === "hears" ? sleep(10, undefined, { signal }) : sleep(10));
                return done(7);
            }
        ) as Executor;
    const types = new Map([
        ["hears", node("hears")],
        ["deaf", node("deaf")]
    ]);
    return { gate, begun, executors: { get: (type: string) => types.get(type) } };
}

const STOPS = 6;
/** Of the test's workers; then they are told to end. */
const GRACE_MS = 1_000;

describe("a run that is interrupted by the stop of its worker", { timeout: 120_000 }, () => {
    it("goes on at once on another one, is not lost, and completes after six of them", async () => {
        if (env === null) throw new Error("There is no Temporal.");
        const own: TemporalEnv = { ...env, task_queue: "q-stopping" };
        const { gate, begun, executors } = working();
        const hire = (): Promise<TestTemporal> =>
            testTemporalEngine(database.address, own, executors);
        const lab = await openLab(database, own, { hasWorker: false });
        atEnd.push(() => lab.stop());
        const io = { lane: "io", effect: "read", config: {} } as const;
        const both = plan("a; b", { a: { ...io, type: "hears" }, b: { ...io, type: "deaf" } });
        let worker = await hire();
        atEnd.push(() => worker.stop());
        const id = await lab.start(both);
        const hasBegun = async (times: number): Promise<void> => {
            await expect
                .poll(() => begun, { timeout: 15_000 })
                .toEqual({ hears: times, deaf: times });
        };
        await hasBegun(1);
        let longest = 0;
        for (let stops = 1; stops <= STOPS; stops += 1) {
            const next = await hire();
            const since = performance.now();
            const stopped = worker.stop();
            await hasBegun(stops + 1);
            longest = Math.max(longest, performance.now() - since);
            await stopped;
            worker = next;
        }
        gate.isOpen = true;
        const log = await lab.ended(id, both);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        for (const instance of ["a", "b"]) {
            const ended = log.find(
                (fact) => fact.kind === "node:completed" && fact.instance === instance
            );
            expect(ended).toMatchObject({ attempts: 1 });
            const rows = (await lab.test.data.rows.attempts(id)).filter(
                (row) => row.instance === instance
            );
            expect(rows.map(({ status }) => status)).toEqual(Array(STOPS).fill("interrupted"));
        }
        console.log(`stops: the longest way to the next worker took ${Math.round(longest)} ms`);
        expect(longest).toBeLessThan(GRACE_MS + 6_000);
    });
});
