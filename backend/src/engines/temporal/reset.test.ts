import { afterAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { ensureCurrentVersion } from "./deployment.ts";
import { historyOf } from "./histories/kept.ts";
import { resetTo } from "./testing/cases.ts";
import { openLab, present } from "./testing/lab.ts";
import type { Lab } from "./testing/lab.ts";
import { askedHalfWay, asks, chain, effect, light, plan, slow, times } from "./testing/plans.ts";
import { DEPLOYMENT } from "./worker.ts";

/** What operators and deploys do to executions that are under way. */
const database = await testDatabase();
const env = await testTemporal();
const atEnd: (() => Promise<void>)[] = [];
const opened = env === null ? null : await openLab(database, env);
if (opened !== null) atEnd.push(() => opened.stop());
afterAll(async () => {
    for (const end of atEnd.reverse()) await end();
});

const lab = (): Lab => present(opened);

const answer = {
    kind: "answer" as const,
    id: "q",
    answer: { port: "out", output: { json: 1 }, by: "somebody" }
};

/** Where a workflow task was completed: an execution can be reset to each. */
async function places(id: string): Promise<number[]> {
    const [first] = await lab().histories(id);
    const { events } = historyOf(first?.json ?? "{}");
    return (events ?? [])
        .filter((event) => (event.workflowTaskCompletedEventAttributes ?? null) !== null)
        .map(({ eventId }) => Number(eventId));
}

function sentOf(id: string): number {
    return lab().sent.filter(({ key }) => key.startsWith(`fm:${id}:`)).length;
}

describe("a reset", { timeout: 120_000 }, () => {
    const woven = plan("a -> b -> c -> q -> d; each { x }; each -> q; s", {
        a: effect(1),
        b: light(),
        c: effect(2),
        each: times(3, 2),
        x: effect(3),
        q: asks(),
        d: effect(4),
        s: slow(4_000)
    });
    const asked = (facts: readonly Fact[]): boolean =>
        facts.some(({ kind }) => kind === "user:input:required");

    it("to any place goes on from the log: nothing is lost, nothing is sent again", async () => {
        const id = await lab().start(woven);
        const before = await lab().until(id, asked);
        const all = await places(id);
        const [first = 0, last = 0] = [all[0], all.at(-1)];
        const middle = all[Math.floor(all.length / 2)] ?? 0;
        for (const place of [middle, first, last]) {
            await resetTo(lab(), id, place).catch((error: unknown) => {
                // Of the newest run there may be no such event.
                expect(String(error)).toMatch(/event|task|range/i);
            });
            await new Promise((resolve) => setTimeout(resolve, 500));
        }
        expect(sentOf(id)).toBe(5);
        expect((await lab().signal(id, answer)).kind).toBe("accepted");
        const log = await lab().ended(id, woven, 60_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        expect(log.slice(0, before.length)).toEqual(before);
        expect(sentOf(id)).toBe(6);
        expect((await lab().histories(id)).length).toBeGreaterThan(1);
    });

    it("of an earlier run of a long one goes on from its log, too", async () => {
        if (env === null) throw new Error("There is no Temporal.");
        const own = { ...env, task_queue: "q-short" };
        const short = await openLab(database, own, { limits: { events: 60, bytes: 2_000_000 } });
        atEnd.push(() => short.stop());
        const long = askedHalfWay();
        const id = await short.start(long);
        const before = await short.until(id, asked, 60_000);
        const [first, ...more] = await short.histories(id);
        expect(more.length).toBeGreaterThan(0);
        await resetTo(short, id, 4, first?.run_id);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        expect((await short.signal(id, answer)).kind).toBe("accepted");
        const log = await short.ended(id, long, 60_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        expect(log.slice(0, before.length)).toEqual(before);
        expect(short.sent).toHaveLength(48);
    });

    it("of what has ended closes again as it did, and changes nothing", async () => {
        const line = chain(3, () => effect());
        const id = await lab().start(line);
        const before = await lab().ended(id, line);
        await lab().client.workflow.getHandle(id).result();
        await resetTo(lab(), id, 4);
        await expect
            .poll(async () => (await lab().histories(id)).map(({ status }) => status).at(-1), {
                timeout: 20_000
            })
            .toBe("COMPLETED");
        expect(await lab().facts(id)).toEqual(before);
        expect(sentOf(id)).toBe(3);
    });
});

describe("a cancel", { timeout: 60_000 }, () => {
    it("reaches what runs at once, from us and from Temporal", async () => {
        const long = plan("a", { a: slow(60_000) });
        for (const isOurs of [true, false]) {
            const id = await lab().start(long);
            await lab().until(id, (facts) => facts.some(({ kind }) => kind === "node:started"));
            const begun = performance.now();
            if (isOurs) await lab().signal(id, { kind: "cancel", by: "somebody" });
            else await lab().client.workflow.getHandle(id).cancel();
            const log = await lab().ended(id, long);
            const ms = performance.now() - begun;
            console.log(`cancelled after ${Math.round(ms)} ms`);
            expect(log.at(-1)?.kind).toBe("execution:cancelled");
            expect(ms).toBeLessThan(6_000);
        }
    });
});

describe("a second build", { timeout: 120_000 }, () => {
    it("takes new executions once it is current; those under way stay with theirs", async () => {
        if (env === null) throw new Error("There is no Temporal.");
        const own = { ...env, task_queue: "q-builds" };
        const open = async (build_id: string): Promise<Lab> => {
            const one = await openLab(database, own, { build_id });
            atEnd.push(() => one.stop());
            await ensureCurrentVersion({
                connection: one.client.connection,
                namespace: own.namespace,
                deployment: DEPLOYMENT,
                build_id,
                logger: createServiceLogger("test", { level: "silent" })
            });
            return one;
        };
        // As an API process: a worker's own connection may take what it starts for itself.
        const api = await openLab(database, own, { hasWorker: false });
        atEnd.push(() => api.stop());
        const question = plan("q -> z", { q: asks(), z: light() });
        const waiting = async (on: Lab): Promise<string> => {
            const id = await on.start(question);
            await on.until(id, (facts) => facts.some(({ kind }) => kind === "user:input:required"));
            return id;
        };
        // Said with its first task's end, which comes after the facts that are waited for.
        const buildOf = async (on: Lab, id: string): Promise<string> => {
            const described = async (): Promise<string> => {
                const { raw } = await on.client.workflow.getHandle(id).describe();
                return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? "";
            };
            await expect.poll(described, { timeout: 20_000 }).not.toBe("");
            return described();
        };
        await open("blue");
        const first = await waiting(api);
        const green = await open("green");
        // It is there, and not current: a deploy says when.
        const second = await waiting(api);
        expect(await buildOf(api, first)).toBe("blue");
        expect(await buildOf(api, second)).toBe("blue");
        await green.client.connection.workflowService.setWorkerDeploymentCurrentVersion({
            namespace: own.namespace,
            deploymentName: DEPLOYMENT,
            buildId: "green",
            identity: "a deploy"
        });
        // What is current is told to the queue's own servers, which takes a moment.
        const later: string[] = [];
        const newest = async (): Promise<unknown> => {
            later.push(await waiting(api));
            return buildOf(api, later.at(-1) ?? "");
        };
        await expect.poll(newest, { timeout: 30_000 }).toBe("green");
        for (const id of [first, second, ...later])
            expect((await api.signal(id, answer)).kind).toBe("accepted");
        for (const id of [first, second, ...later]) await api.ended(id, question);
        expect(await buildOf(api, first)).toBe("blue");
    });
});
