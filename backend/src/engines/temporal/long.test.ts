import { afterAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { childId } from "../derived-ids.ts";
import type { Signal } from "../engine.ts";
import { openLab, present } from "./testing/lab.ts";
import type { Recorded } from "./testing/lab.ts";
import { asks, calls, effect, light, plan, slow, times, waits } from "./testing/plans.ts";

/** Executions that outgrow one run of their workflow, and turns that outgrow a marker. */
const env = await testTemporal();
const shortEnv = await testTemporal();
const [database, shortDatabase] = [await testDatabase(), await testDatabase()];
const lab = env === null ? null : await openLab(database, env);
const SHORT = { limits: { events: 50, bytes: 2_000_000, patience_ms: 1_500 } };
const shortLab = shortEnv === null ? null : await openLab(shortDatabase, shortEnv, SHORT);
afterAll(async () => {
    await lab?.stop();
    await shortLab?.stop();
});

function figures(what: string, runs: readonly Recorded[], begun: number): void {
    const events = runs.reduce((sum, run) => sum + run.events, 0);
    const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    const kilobytes = Math.round(bytes / 1_000);
    console.log(`${what}: ${seconds} s, ${runs.length} runs, ${events} events, ${kilobytes} KB`);
}

const has =
    (kind: Fact["kind"], count = 1) =>
    (facts: readonly Fact[]): boolean =>
        facts.filter((fact) => fact.kind === kind).length >= count;

const event = (name: string, ids: readonly string[]): Signal => ({
    kind: "signal",
    name,
    answers: ids.map((id) => ({ id, answer: { port: "out", output: { json: 1 }, by: "x" } }))
});

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

describe("a loop of 10 000 light turns", { timeout: 240_000 }, () => {
    const loop = plan("each { a }", { each: times(10_000, 10), a: light() });

    it("completes", async () => {
        const begun = performance.now();
        const id = await present(lab).start(loop);
        const log = await present(lab).ended(id, loop, 200_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        const runs = await present(lab).histories(id);
        figures("10 000 light turns", runs, begun);
        for (const run of runs) expect(run.bytes).toBeLessThan(4_000_000);
    });

    it("completes in very short runs too", async () => {
        const begun = performance.now();
        const id = await present(shortLab).start(loop);
        const log = await present(shortLab).ended(id, loop, 200_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        const runs = await present(shortLab).histories(id);
        figures("10 000 light turns, 50 events a run", runs, begun);
        expect(runs.length).toBeGreaterThan(1);
    });
});

describe("one step that opens a great many", { timeout: 120_000 }, () => {
    it("of which all are light: 1 500 branches are joined", async () => {
        const begun = performance.now();
        const text = ids(1_500).map((id) => `root -> ${id} -> end`);
        const nodes = Object.fromEntries(ids(1_500).map((id) => [id, light()]));
        const wide = plan(
            text.join("; "),
            { root: light(), end: light(), ...nodes },
            { concurrency: 2_000 }
        );
        const id = await present(lab).start(wide);
        const log = await present(lab).ended(id, wide, 100_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        const runs = await present(lab).histories(id);
        figures("1 500 light branches joined", runs, begun);
    });

    it("of which all wait: its state is too large to be handed on, and is read back", async () => {
        const begun = performance.now();
        const nodes = Object.fromEntries(
            ids(1_900).map((id) => [id, waits({ mode: "event", name: "go" })])
        );
        const wide = plan(
            `${ids(1_900).join("; ")}; each { a }`,
            { ...nodes, each: times(30, 2), a: effect() },
            { concurrency: 2_000 }
        );
        const id = await present(shortLab).start(wide);
        await present(shortLab).until(id, has("turn:completed", 30), 100_000);
        await present(shortLab).signal(id, event("go", ids(1_900)));
        const log = await present(shortLab).ended(id, wide, 100_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        const runs = await present(shortLab).histories(id);
        figures("1 900 open waits across runs", runs, begun);
        expect(runs.length).toBeGreaterThan(1);
    });
});

describe("a run that has grown long", { timeout: 120_000 }, () => {
    it("is not held up by what takes long: the rest goes on meanwhile", async () => {
        const both = plan("each { a }; s", { each: times(40, 2), a: effect(), s: slow(15_000) });
        const id = await present(shortLab).start(both);
        const log = await present(shortLab).until(id, has("node:completed", 41), 60_000);
        const loop = log.find((fact) => fact.kind === "node:completed" && fact.instance === "each");
        const long = log.find((fact) => fact.kind === "node:completed" && fact.instance === "s");
        expect(loop).toBeDefined();
        expect(loop?.at ?? Infinity).toBeLessThan(long?.at ?? Infinity);
        expect((await present(shortLab).ended(id, both)).at(-1)?.kind).toBe("execution:completed");
        // What was under way the whole time is never cut off by a new run.
        expect(await present(shortLab).histories(id)).toHaveLength(1);
    });

    it("hears of a child's end at once, though an earlier run began it", async () => {
        const asking = plan("q", { q: asks(86_400) });
        const workflow = await present(shortLab).store(asking);
        const { workflow_id } = workflow.request;
        present(shortLab).called.set(workflow_id, workflow);
        const caller = plan("c; each { a }", {
            c: calls(workflow_id),
            each: times(30, 2),
            a: effect()
        });
        const heardAfter = async (): Promise<number> => {
            const id = await present(shortLab).start(caller);
            await present(shortLab).until(id, has("turn:completed", 30), 60_000);
            expect((await present(shortLab).histories(id)).length).toBeGreaterThan(1);
            const child = childId(id, "c");
            const answer = { port: "out", output: { json: 1 }, by: "somebody" };
            await present(shortLab).signal(child, { kind: "answer", id: "q", answer });
            const [answered] = (await present(shortLab).ended(child, asking)).slice(-1);
            const [ended] = (await present(shortLab).ended(id, caller)).slice(-1);
            expect(ended?.kind).toBe("execution:completed");
            return (ended?.at ?? Infinity) - (answered?.at ?? 0);
        };
        // Sooner than whoever looks for what was not heard, which takes 2 s at the least.
        let soonest = await heardAfter();
        for (let round = 0; round < 2 && soonest >= 1_800; round += 1)
            soonest = Math.min(soonest, await heardAfter());
        expect(soonest).toBeLessThan(1_800);
    });

    it("hands deadlines of months on as they are, and questions stay open", async () => {
        const patient = plan(
            "each { a }; m; q -> z",
            {
                each: times(20, 2),
                a: effect(),
                m: waits({ mode: "duration", seconds: 90 * 86_400 }),
                q: asks(30 * 86_400),
                z: light()
            },
            { timeout_ms: 200 * 86_400_000 }
        );
        const id = await present(shortLab).start(patient);
        await present(shortLab).until(id, has("turn:completed", 20), 60_000);
        const answer = { port: "out", output: { json: 1 }, by: "somebody" };
        expect(await present(shortLab).signal(id, { kind: "answer", id: "q", answer })).toEqual({
            kind: "accepted"
        });
        await present(shortLab).until(id, has("node:completed", 22), 60_000);
        const runs = await present(shortLab).histories(id);
        expect(runs.length).toBeGreaterThan(1);
        // To the second, what is left of ninety days.
        const { json = "" } = runs.at(-1) ?? {};
        const timers = [...json.matchAll(/"startToFireTimeout":\{"seconds":"(\d+)"/g)];
        const seconds = timers.map(([, of]) => Number(of));
        expect(seconds.some((left) => left > 7_775_900 && left <= 7_776_000)).toBe(true);
        await present(shortLab).signal(id, { kind: "cancel", by: "somebody" });
        expect((await present(shortLab).ended(id, patient)).at(-1)?.kind).toBe(
            "execution:cancelled"
        );
    });
});
