import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "./events.ts";
import type { Plan } from "./plan.ts";
import { reusable, type Reusable } from "./reusable.ts";
import { drive } from "./testing/drive.ts";
import { type Host, hostOf, speak, told } from "./testing/host.ts";
import { brokenLaws } from "./testing/laws.ts";
import { buildPlan } from "./testing/plan-builder.ts";
import { answersOf, randomPlan } from "./testing/random-plan.ts";

// Pictures: each { … } a container with its body, ──► an edge by `out`.

function begin(text: string) {
    const host = hostOf(buildPlan(text));
    const say = speak(host);
    say.start();
    return { host, say };
}

function kept(host: Host, ...from: string[]): string[] {
    return [...reusable(host.plan, host.log, from).keys()];
}

describe("a re-run", () => {
    // a ──► b ──► d
    // c ──────────┘
    test("keeps what does not depend on where it starts", () => {
        const { host, say } = begin("a -> b -> d, c -> d");
        for (const id of ["a", "c", "b", "d"]) say.done(id);
        expect(kept(host, "b")).toEqual(["a", "c"]);
        expect(kept(host, "c")).toEqual(["a", "b"]);
        expect(kept(host, "d")).toEqual(["a", "c", "b"]);
        expect(reusable(host.plan, host.log, ["b"]).get("a")).toMatchObject({
            seq: 4,
            attempts: 1,
            result: { kind: "done", port: "out", output: { json: "a" } }
        });
    });

    test("keeps a failure only where an error edge took it", () => {
        const taken = begin("a -> b, a:error -> c -> d");
        taken.say.fail("a");
        taken.say.done("c");
        taken.say.done("d");
        expect(kept(taken.host, "d")).toEqual(["a", "c"]);
        const went = begin("a(continue) -> b -> c, x");
        went.say.done("x");
        went.say.fail("a");
        went.say.done("b");
        went.say.done("c");
        expect(kept(went.host, "c")).toEqual(["x"]);
        const failed = begin("x -> a -> b");
        failed.say.done("x");
        failed.say.fail("a");
        expect(kept(failed.host)).toEqual(["x"]);
    });

    // each { x ──► y } ──► z
    test("inside a turn keeps the other turns, and runs the end of the container again", () => {
        const { host, say } = begin("each { x -> y }, each -> z");
        say.turns("each", 3);
        for (const turn of [0, 1, 2]) {
            say.done(`each[${turn}]/x`);
            say.done(`each[${turn}]/y`);
        }
        say.done("each/collect");
        say.done("z");
        expect(kept(host, "each[1]/y")).toEqual([
            "each",
            "each[0]/x",
            "each[0]/y",
            "each[1]/x",
            "each[2]/x",
            "each[2]/y"
        ]);
        expect(kept(host, "each")).toEqual([]);
        expect(kept(host, "z")).toHaveLength(8);
    });

    test("inside a while drops the later turns and checks too", () => {
        const { host, say } = begin("a, poll { x }, poll -> z");
        say.done("a");
        say.again("poll", true);
        for (const turn of [0, 1, 2]) {
            say.done(`poll[${turn}]/x`);
            say.again(`poll?${turn + 1}`, turn < 2);
        }
        say.done("poll/collect");
        say.done("z");
        expect(kept(host, "poll[1]/x")).toEqual(["a", "poll", "poll[0]/x", "poll?1"]);
    });

    test("goes outwards through every container", () => {
        const { host, say } = begin("outer { inner { x }, inner -> y }, outer -> z, b");
        say.done("b");
        say.turns("outer", 2);
        for (const turn of [0, 1]) {
            say.turns(`outer[${turn}]/inner`, 1);
            say.done(`outer[${turn}]/inner[0]/x`);
            say.done(`outer[${turn}]/inner/collect`);
            say.done(`outer[${turn}]/y`);
        }
        say.done("outer/collect");
        say.done("z");
        expect(kept(host, "outer[0]/inner[0]/x")).toEqual([
            "b",
            "outer",
            "outer[0]/inner",
            "outer[1]/inner",
            "outer[1]/inner[0]/x",
            "outer[1]/inner/collect",
            "outer[1]/y"
        ]);
    });

    test("of another version keeps only what is still in it, where it was", () => {
        const { host, say } = begin("a -> b, each { x }, c");
        say.turns("each", 1);
        say.done("each[0]/x");
        say.done("each/collect");
        for (const id of ["a", "b", "c"]) say.done(id);
        const keeps = (text: string) => [...reusable(buildPlan(text), host.log, ["b"]).keys()];
        expect(keeps("a -> b, c")).toEqual(["a", "c"]);
        expect(keeps("a -> b, each { y }, x")).toEqual(["each", "each/collect", "a"]);
        expect(keeps("a { q }, each -> b")).toEqual([]);
    });

    test("of a question takes its answer over", () => {
        const { host, say } = begin("q -> b");
        say.settle("q", { kind: "wait", request: {}, on_timeout: "fail" });
        say.answer("q", "bob", "fine");
        say.done("b");
        expect(reusable(host.plan, host.log, ["b"]).get("q")).toMatchObject({
            result: { kind: "done", output: { json: "fine" } }
        });
    });
});

describe("for any plan and any start", () => {
    const cases = fc.record({
        numbers: fc.array(fc.nat(9999), { maxLength: 120, size: "max" }),
        seed: fc.nat(1_000_000),
        dice: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 10 }),
        pick: fc.nat(1000)
    });

    test("the re-run's log keeps the laws, and ends as its parent with the same answers", () => {
        fc.assert(
            fc.property(cases, ({ numbers, seed, dice, pick }) => {
                const plan = randomPlan(numbers, { losers: false });
                const answer = answersOf(plan, seed);
                const parent = hostOf(plan);
                drive(parent, { answer, dice, waits: true });
                const started = parent.log.filter((fact) => fact.kind === "node:started");
                const from = started[pick % Math.max(1, started.length)]?.instance ?? "";
                const stored = reusable(plan, parent.log, [from]);
                expect(stored.has(from)).toBe(false);
                const child = rerun(plan, stored, (host) => drive(host, { answer, dice }));
                expect(brokenLaws(plan, child.log)).toEqual([]);
                // What is over when the parent completed is over again, in the same way.
                const same =
                    parent.state.ended !== "completed" || child.state.ended === "completed";
                expect(same).toBe(true);
            }),
            { numRuns: 300 }
        );
    });
});

/** A host that answers at once what is stored, as an engine does. */
function rerun(plan: Plan, stored: Map<string, Reusable>, play: (host: Host) => void): Host {
    const inner = hostOf(plan);
    const answerStored = () => {
        for (const { id, kind } of Array.from(inner.open.values())) {
            const past = kind === "run" ? stored.get(id) : undefined;
            if (past === undefined) continue;
            const { result, attempts, started_at, ended_at } = past;
            const event: Event = {
                kind: "settled",
                at: inner.now,
                id,
                result,
                attempts,
                started_at,
                ended_at,
                reused: true
            };
            if (inner.feed(event).length > 0) answerStored();
        }
    };
    play({
        ...inner,
        feed: (event) => {
            const facts = inner.feed(event);
            answerStored();
            return facts;
        }
    });
    return inner;
}

test("a reused result says so in its fact", () => {
    const { host, say } = begin("a -> b");
    say.done("a");
    say.fail("b");
    const child = rerun(host.plan, reusable(host.plan, host.log, []), (again) => {
        speak(again).start();
    });
    expect(told(child.log)).toEqual([
        "execution:started",
        "started a",
        "completed a out",
        "started b"
    ]);
    const [, , before] = host.log;
    expect(child.log[2]).toMatchObject({ ...before, at: child.log[0]?.at, reused: true });
});
