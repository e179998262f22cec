import { describe, expect, test } from "vitest";
import { buildPlan, type PlanOverrides } from "./testing/plan-builder.ts";
import { hostOf, speak, statuses, statusOf, told } from "./testing/host.ts";

// Pictures: each { … } a container with its body, ──► an edge by `out`.

function begin(text: string, overrides?: PlanOverrides) {
    const host = hostOf(buildPlan(text, overrides));
    const say = speak(host);
    say.start();
    return { host, say };
}

describe("for-each and times", () => {
    // each { x ──► y } ──► z
    test("run turn after turn, collect, and go on", () => {
        const { host, say } = begin("each { x -> y }, each -> z");
        expect(told(say.turns("each", 2))).toEqual([
            "scope:opened each",
            "turn:started each[0]",
            "started each[0]/x"
        ]);
        expect(statuses(host)).toEqual({
            each: "running",
            z: "pending",
            "each[0]/x": "running",
            "each[0]/y": "pending"
        });
        expect(told(say.done("each[0]/x"))).toEqual([
            "completed each[0]/x out",
            "started each[0]/y"
        ]);
        expect(told(say.done("each[0]/y"))).toEqual([
            "completed each[0]/y out",
            "turn:completed each[0]",
            "turn:started each[1]",
            "started each[1]/x"
        ]);
        say.done("each[1]/x");
        expect(told(say.done("each[1]/y"))).toEqual([
            "completed each[1]/y out",
            "turn:completed each[1]",
            "scope:collecting each"
        ]);
        expect([...host.open.keys()]).toEqual(["", "each/collect"]);
        const facts = say.done("each/collect");
        expect(told(facts)).toEqual(["completed each out", "started z"]);
        expect(facts[0]).toMatchObject({ run: "each/collect" });
        say.done("z");
        expect(statusOf(host)).toBe("completed");
    });

    test("over nothing collect at once", () => {
        const { say } = begin("each { x }");
        expect(told(say.turns("each", 0))).toEqual(["scope:opened each", "scope:collecting each"]);
    });

    test("keep as many turns live as allowed, whichever ends first", () => {
        const { host, say } = begin("each { x }");
        expect(told(say.turns("each", 4, { concurrency: 2 }))).toEqual([
            "scope:opened each",
            "turn:started each[0]",
            "turn:started each[1]",
            "started each[0]/x",
            "started each[1]/x"
        ]);
        expect(told(say.done("each[1]/x")).slice(1)).toEqual([
            "turn:completed each[1]",
            "turn:started each[2]",
            "started each[2]/x"
        ]);
        say.done("each[2]/x");
        say.done("each[3]/x");
        expect(told(say.done("each[0]/x"))).toContain("scope:collecting each");
        expect(Object.keys(host.state.frames)).toEqual([""]);
    });

    test("tell a container's time from its first run on", () => {
        const { host, say } = begin("each { x }");
        const began = host.now;
        say.turns("each", 1);
        say.done("each[0]/x");
        host.now += 5000;
        expect(say.done("each/collect")[0]).toMatchObject({
            started_at: began,
            ended_at: host.now
        });
    });

    test("refuse what cannot be counted, and bodies that are empty", () => {
        const { say } = begin("each { x }");
        expect(told(say.turns("each", -1))[0]).toBe("failed each fail");
        expect(say.turns("each", 1)).toEqual([]);
        const other = begin("a");
        const facts = other.say.turns("a", 1);
        expect(facts[0]).toMatchObject({ kind: "node:failed", error: { code: "INVALID_OUTPUT" } });
    });
});

describe("while and until", () => {
    test("ask for every turn under an id of its own", () => {
        const { host, say } = begin("poll { x }");
        const loop = { kind: "loop", concurrency: 1, on_item_error: "stop" } as const;
        expect(told(say.settle("poll", loop))).toEqual([
            "scope:opened poll",
            "scope:checking poll 0"
        ]);
        expect([...host.open.keys()]).toEqual(["", "poll?0"]);
        expect(told(say.again("poll?0", true))).toEqual([
            "scope:checked poll",
            "turn:started poll[0]",
            "started poll[0]/x"
        ]);
        // A duplicate of the first answer decides nothing.
        expect(say.again("poll?0", false)).toEqual([]);
        expect(told(say.done("poll[0]/x")).slice(1)).toEqual([
            "turn:completed poll[0]",
            "scope:checking poll 1"
        ]);
        expect(say.again("poll?0", false)).toEqual([]);
        expect(told(say.again("poll?1", false))).toEqual([
            "scope:checked poll",
            "scope:collecting poll"
        ]);
        say.done("poll/collect");
        expect(statusOf(host)).toBe("completed");
    });

    test("an until starts its first turn unasked", () => {
        const { say } = begin("poll { x }");
        expect(told(say.again("poll", true))).toEqual([
            "scope:opened poll",
            "turn:started poll[0]",
            "started poll[0]/x"
        ]);
    });

    test("a check that fails, or answers something else, fails the container", () => {
        const first = begin("poll { x }");
        first.say.again("poll", true);
        first.say.done("poll[0]/x");
        const facts = first.say.fail("poll?1", "LOOP_LIMIT");
        expect(told(facts)[0]).toBe("failed poll fail");
        expect(facts[0]).toMatchObject({ run: "poll?1", error: { code: "LOOP_LIMIT" } });
        const second = begin("poll { x }");
        second.say.again("poll", true);
        second.say.done("poll[0]/x");
        expect(second.say.done("poll?1")[0]).toMatchObject({ error: { code: "INVALID_OUTPUT" } });
    });
});

describe("a turn that fails", () => {
    // each { x ──► y } ──► z
    test("stops its loop, which fails with the turn's error and index", () => {
        const { host, say } = begin("each { x -> y }, each:error -> z");
        say.turns("each", 3);
        say.done("each[0]/x");
        say.done("each[0]/y");
        const facts = say.fail("each[1]/x", "NO_STOCK");
        expect(told(facts)).toEqual([
            "failed each[1]/x fail",
            "scope:failing each[1] by each[1]/x",
            "turn:completed each[1] NO_STOCK",
            "failed each branch",
            "started z"
        ]);
        expect(facts[3]).toMatchObject({ error: { code: "NO_STOCK", details: { index: 1 } } });
        say.done("z");
        expect(statusOf(host)).toBe("completed");
    });

    test("aborts the other turns, whose results are taken in the grace", () => {
        const { host, say } = begin("each { x -> y }");
        say.turns("each", 5, { concurrency: 3 });
        say.done("each[2]/x");
        const facts = say.fail("each[0]/x");
        expect(told(facts)).toEqual([
            "failed each[0]/x fail",
            "scope:failing each[0] by each[0]/x",
            "scope:stopping each[1]",
            "stopping each[1]/x",
            "scope:stopping each[2]",
            "stopping each[2]/y",
            "turn:completed each[0] ECHO_FAILED"
        ]);
        expect(told(say.done("each[1]/x"))).toEqual([
            "completed each[1]/x out",
            "turn:cancelled each[1]"
        ]);
        expect(told(say.due("each[2]/y"))).toEqual([
            "cancelled each[2]/y scope_failed",
            "turn:cancelled each[2]",
            "failed each fail",
            "scope:failing top by each",
            "execution:failed"
        ]);
        expect(statusOf(host)).toBe("failed");
    });

    test("is collected where the loop says so, and the loop completes", () => {
        const { host, say } = begin("each { x -> y }");
        say.turns("each", 2, { collect: true });
        const facts = say.fail("each[0]/x", "NO_STOCK");
        expect(told(facts)).toEqual([
            "failed each[0]/x fail",
            "scope:failing each[0] by each[0]/x",
            "turn:completed each[0] NO_STOCK",
            "turn:started each[1]",
            "started each[1]/x"
        ]);
        expect(facts[2]).toMatchObject({ instance: "each[0]/x" });
        say.done("each[1]/x");
        say.done("each[1]/y");
        say.done("each/collect");
        expect(statusOf(host)).toBe("completed");
    });

    test("that handles its failure is no failed turn", () => {
        const { say } = begin("each { x(continue) -> y }");
        say.turns("each", 1);
        expect(told(say.fail("each[0]/x"))).toEqual([
            "failed each[0]/x continue",
            "started each[0]/y"
        ]);
    });
});

describe("loops in loops", () => {
    // outer { inner { x } ──► y }
    test("name their instances by the whole path", () => {
        const { host, say } = begin("outer { inner { x } , inner -> y }");
        say.turns("outer", 1);
        say.turns("outer[0]/inner", 2);
        expect(Object.keys(statuses(host))).toContain("outer[0]/inner[0]/x");
        say.done("outer[0]/inner[0]/x");
        say.done("outer[0]/inner[1]/x");
        expect(told(say.done("outer[0]/inner/collect"))).toEqual([
            "completed outer[0]/inner out",
            "started outer[0]/y"
        ]);
        say.done("outer[0]/y");
        say.done("outer/collect");
        expect(statusOf(host)).toBe("completed");
    });

    test("a failure goes outwards scope by scope until somebody takes it", () => {
        const { say } = begin("outer { inner { x } }, outer:error -> z");
        say.turns("outer", 1);
        say.turns("outer[0]/inner", 1);
        expect(told(say.fail("outer[0]/inner[0]/x"))).toEqual([
            "failed outer[0]/inner[0]/x fail",
            "scope:failing outer[0]/inner[0] by outer[0]/inner[0]/x",
            "turn:completed outer[0]/inner[0] ECHO_FAILED",
            "failed outer[0]/inner fail",
            "scope:failing outer[0] by outer[0]/inner",
            "turn:completed outer[0] ECHO_FAILED",
            "failed outer branch",
            "started z"
        ]);
    });

    test("a cancel closes from the outside in and ends from the inside out", () => {
        const { host, say } = begin("outer { inner { x } }");
        say.turns("outer", 1);
        say.turns("outer[0]/inner", 3, { concurrency: 2 });
        expect(told(say.cancel())).toEqual([
            "execution:cancelling",
            "scope:stopping outer[0]",
            "scope:stopping outer[0]/inner[0]",
            "scope:stopping outer[0]/inner[1]",
            "stopping outer[0]/inner[0]/x",
            "stopping outer[0]/inner[1]/x"
        ]);
        say.done("outer[0]/inner[1]/x");
        expect(told(say.due("outer[0]/inner[0]/x"))).toEqual([
            "cancelled outer[0]/inner[0]/x cancelled",
            "turn:cancelled outer[0]/inner[0]",
            "cancelled outer[0]/inner cancelled",
            "turn:cancelled outer[0]",
            "cancelled outer cancelled",
            "execution:cancelled"
        ]);
        expect(host.open.size).toBe(0);
    });

    test("a turn that closes already keeps its cause, and its grace", () => {
        const { host, say } = begin("each { x, y }");
        say.turns("each", 1);
        say.fail("each[0]/x", "NO_STOCK");
        expect(told(say.cancel())).toEqual(["execution:cancelling"]);
        const facts = say.done("each[0]/y");
        expect(told(facts)).toEqual([
            "completed each[0]/y out",
            "turn:completed each[0] NO_STOCK",
            "failed each fail",
            "execution:cancelled"
        ]);
        expect(statusOf(host)).toBe("cancelled");
    });

    test("a cancelled check or collecting ends with its container", () => {
        const { host, say } = begin("poll { x }, each { y }");
        say.again("poll", true);
        say.done("poll[0]/x");
        say.turns("each", 0);
        expect([...host.open.keys()]).toEqual(["", "poll?1", "each/collect"]);
        expect(told(say.cancel())).toEqual([
            "execution:cancelling",
            "cancelled poll cancelled",
            "cancelled each cancelled",
            "execution:cancelled"
        ]);
        expect(host.open.size).toBe(0);
    });
});

describe("many turns", () => {
    test("10 000 of them leave the state as small as one", () => {
        const { host, say } = begin("each { x }");
        say.turns("each", 10_000, { concurrency: 3 });
        let largest = 0;
        for (let index = 0; index < 10_000; index += 1) {
            say.done(`each[${index}]/x`);
            if (index % 1000 === 0) {
                largest = Math.max(largest, JSON.stringify(host.state).length);
            }
        }
        say.done("each/collect");
        expect(statusOf(host)).toBe("completed");
        expect(largest).toBeLessThan(1200);
    });

    test("above the turn budget fail the execution", () => {
        const { host, say } = begin("outer(continue) { inner { x } }", {
            settings: { budget: { turns: 3 } }
        });
        say.turns("outer", 1);
        say.turns("outer[0]/inner", 5);
        say.done("outer[0]/inner[0]/x");
        const facts = say.done("outer[0]/inner[1]/x");
        expect(told(facts).slice(-6)).toEqual([
            "scope:failing top by outer[0]/inner",
            "scope:stopping outer[0]",
            "cancelled outer[0]/inner scope_failed",
            "turn:cancelled outer[0]",
            "cancelled outer scope_failed",
            "execution:failed"
        ]);
        expect(facts.at(-1)).toMatchObject({
            error: { code: "BUDGET_EXCEEDED", details: { budget: "turns", limit: 3 } }
        });
        expect(statusOf(host)).toBe("failed");
    });
});
