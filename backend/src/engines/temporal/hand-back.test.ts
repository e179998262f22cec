import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { createClock, synchronise } from "../../platform/clock.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { handBack } from "./hand-back.ts";
import { isOver, openLab, present } from "./testing/lab.ts";
import { plan, slow } from "./testing/plans.ts";

/** Runs that were given to a worker which had hung up: here to a poll that nobody reads. */
const database = await testDatabase();
const env = await testTemporal();
const own = env === null ? null : { ...env, task_queue: "q-hand-back" };
const lab = own === null ? null : await openLab(database, own);
afterAll(() => lab?.stop());

const LEFT = "one that has left";
const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
const wide = plan(names.join("; "), Object.fromEntries(names.map((name) => [name, slow(200)])), {
    concurrency: 12
});

/** So many polls take what comes next, and nobody performs it. */
function polling(polls: number): () => number {
    const { link } = present(lab).test;
    const name = own?.task_queue ?? "";
    let taken = 0;
    for (let count = 0; count < polls; count += 1) {
        const poll = { namespace: link.namespace, taskQueue: { name }, identity: LEFT };
        void link.client.workflowService.pollActivityTaskQueue(poll).then(
            ({ taskToken }) => {
                if (taskToken.length > 0) taken += 1;
            },
            () => undefined
        );
    }
    return () => taken;
}

/** As it does when it has left. */
async function giveBack(): Promise<void> {
    const { data, link } = present(lab).test;
    const { pools } = database;
    const clock = createClock();
    await synchronise(clock, pools.engine);
    const logger = createServiceLogger("test", { level: "silent" });
    await handBack({ client: link.client, identity: LEFT, pools, data, clock, logger });
}

/** Executions, until so many runs of theirs are nobody's. */
async function startUntilTaken(polls: number): Promise<string[]> {
    const taken = polling(polls);
    const ids: string[] = [];
    while (taken() < polls) {
        ids.push(await present(lab).start(wide));
        await sleep(1_000);
    }
    return ids;
}

it(
    "are begun anew at once by somebody else, and count as nothing",
    { timeout: 90_000 },
    async () => {
        const ids = await startUntilTaken(2);
        await giveBack();
        const { ended, test } = present(lab);
        const rows = [];
        for (const id of ids) {
            // Long before their heartbeats are missed.
            const log = await ended(id, wide, 15_000);
            expect(log.at(-1)?.kind).toBe("execution:completed");
            const tries = log.flatMap((fact) =>
                fact.kind === "node:completed" ? fact.attempts : []
            );
            expect(tries.filter((attempts) => attempts !== 1)).toEqual([]);
            rows.push(...(await test.data.rows.attempts(id)));
        }
        const interrupted = { attempt: 1, status: "interrupted" };
        expect(rows.map(({ attempt, status }) => ({ attempt, status }))).toEqual([
            interrupted,
            interrupted
        ]);
    }
);

it("end as cancelled where somebody cancelled them meanwhile", { timeout: 60_000 }, async () => {
    const { signal, facts, until, ended } = present(lab);
    const ids = await startUntilTaken(1);
    const id = ids.at(-1) ?? "";
    // All others of its runs have ended.
    await until(id, (log) => log.filter(({ kind }) => kind === "node:completed").length === 11);
    expect(isOver((await facts(id)).at(-1))).toBe(false);
    await signal(id, { kind: "cancel", by: "somebody" });
    await until(id, (log) => log.some(({ kind }) => kind === "execution:cancelling"));
    await giveBack();
    const log = await ended(id, wide, 15_000);
    expect(log.at(-1)?.kind).toBe("execution:cancelled");
    expect(log.flatMap(({ kind }) => (kind === "node:failed" ? kind : []))).toEqual([]);
    expect(log.filter(({ kind }) => kind === "node:cancelled").length).toBe(1);
});
