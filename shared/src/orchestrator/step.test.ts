import { describe, expect, test } from "vitest";
import { buildPlan, type PlanOverrides } from "./testing/plan-builder.ts";
import { hostOf, speak, statuses, statusOf, told, value } from "./testing/host.ts";

// Pictures: ──► an edge by `out`, ─x─► by the port x, [n] a held node. Keep them in step.

function begin(text: string, overrides?: PlanOverrides) {
    const host = hostOf(buildPlan(text, overrides));
    const say = speak(host);
    return { host, say, started: say.start() };
}

describe("a chain", () => {
    // a ──► b ──► c
    test("runs one after the other and completes with its outputs", () => {
        const { host, say, started } = begin("a -> b -> c(output=result)");
        expect(told(started)).toEqual(["execution:started", "started a"]);
        expect(told(say.done("a"))).toEqual(["completed a out", "started b"]);
        expect(told(say.done("b"))).toEqual(["completed b out", "started c"]);
        const last = say.done("c", "out", 42);
        expect(told(last)).toEqual(["completed c out", "execution:completed"]);
        expect(last.at(-1)).toMatchObject({ outputs: { result: value(42) } });
        expect(statusOf(host)).toBe("completed");
        expect(host.open.size).toBe(0);
    });

    test("is completed at once without nodes", () => {
        const { started } = begin("");
        expect(told(started)).toEqual(["execution:started", "execution:completed"]);
        expect(started.at(-1)).toMatchObject({ outputs: {} });
    });

    test("starts once", () => {
        const { host, say } = begin("a");
        expect(say.start()).toEqual([]);
        expect(statusOf(host)).toBe("running");
    });

    test("never goes back in time", () => {
        const { host, say } = begin("a -> b");
        host.now = 5;
        expect(say.done("a")[0]?.at).toBe(host.log[0]?.at);
    });
});

describe("branches", () => {
    //        ┌─true──► yes ─┐
    //     a ─┤              ├──► end
    //        └─false─► no ──┘
    test("a port not taken skips what hangs on it, with the values that decided", () => {
        const { host, say } = begin("a:true -> yes -> end, a:false -> no -> end");
        const facts = say.done("a", "true");
        expect(told(facts)).toEqual(["completed a true", "skipped no not_taken", "started yes"]);
        expect(facts[1]).toMatchObject({
            reason: { details: { edges: [{ source: "a", port: "false", took: "true" }] } }
        });
        say.done("yes");
        expect(told(say.done("end"))).toEqual(["completed end out", "execution:completed"]);
        expect(statuses(host)).toEqual({
            a: "completed",
            yes: "completed",
            end: "completed",
            no: "skipped"
        });
    });

    // a ─true─► b ──► c ──► d
    test("dead paths propagate to their end", () => {
        const { say } = begin("a:true -> b -> c -> d");
        const facts = say.done("a", "false");
        expect(told(facts)).toEqual([
            "completed a false",
            "skipped b not_taken",
            "skipped c not_taken",
            "skipped d not_taken",
            "execution:completed"
        ]);
        expect(facts[2]).toMatchObject({
            reason: { details: { edges: [{ source: "b", port: "out", took: null }] } }
        });
    });

    test("several ports may be live", () => {
        const { say } = begin("a:x -> b, a:y -> c, a:z -> d");
        const facts = say.settle("a", {
            kind: "done",
            port: "x",
            ports: ["x", "z"],
            output: value(1)
        });
        expect(told(facts)).toEqual([
            "completed a x+z",
            "skipped c not_taken",
            "started b",
            "started d"
        ]);
    });

    //  a -/-> b ──► c        the edge is dead from the start
    test("an edge that is dead from the start counts as settled", () => {
        const { started } = begin("a -/-> b -> c");
        expect(told(started)).toEqual([
            "execution:started",
            "skipped b disabled",
            "skipped c not_taken",
            "started a"
        ]);
        const { say } = begin("a -/-> t, b -> t");
        say.done("a");
        expect(told(say.done("b"))).toContain("started t");
    });

    test("an edge of a disabled node, which is not in the plan, names it", () => {
        const plan = buildPlan("a -/-> b");
        const edges = plan.edges.map((edge) => ({ ...edge, source: -1, via: ["off"] }));
        const nodes = plan.nodes.map((node) => ({ ...node, outs: [] }));
        const facts = speak(hostOf({ ...plan, nodes, edges })).start();
        expect(told(facts)).toEqual(["execution:started", "skipped b disabled", "started a"]);
        expect(facts[1]).toMatchObject({
            reason: { details: { edges: [{ source: "off", port: "out", dead: "disabled" }] } }
        });
    });

    test("hostile names are names", () => {
        const { host, say } = begin("constructor -> toString -> hasOwnProperty(output)");
        say.done("constructor");
        say.done("toString");
        say.done("hasOwnProperty");
        expect(statusOf(host)).toBe("completed");
        expect(say.done("__proto__")).toEqual([]);
    });
});

describe("joins", () => {
    //   a ─┐
    //   b ─┼──► t
    //   c ─┘
    const three = (words: string) => `a -> t${words}, b -> t, c -> t`;

    test("all starts when every edge is settled and one is live", () => {
        const { say } = begin("a:x -> t, b -> t, c -> t");
        expect(told(say.done("a"))).toEqual(["completed a out"]);
        expect(told(say.done("b"))).toEqual(["completed b out"]);
        expect(told(say.done("c"))).toEqual(["completed c out", "started t"]);
    });

    test("any starts at the first, and later arrivals start nothing", () => {
        const { say } = begin(three("(any)"));
        expect(told(say.done("b"))).toEqual(["completed b out", "started t"]);
        expect(told(say.done("a"))).toEqual(["completed a out"]);
        expect(told(say.done("t"))).toEqual(["completed t out"]);
        expect(told(say.done("c"))).toEqual(["completed c out", "execution:completed"]);
    });

    test("at least two starts at the second", () => {
        const { say } = begin(three("(2)"));
        expect(told(say.done("b"))).toEqual(["completed b out"]);
        expect(told(say.done("c"))).toEqual(["completed c out", "started t"]);
    });

    test("a join that can no longer be reached is skipped, long before its last edge", () => {
        const { say } = begin("a:x -> t(3), b -> t, c -> t");
        const facts = say.done("a");
        expect(told(facts)).toEqual(["completed a out", "skipped t join_short"]);
        expect(facts[1]).toMatchObject({ reason: { details: { needed: 3, live: 2 } } });
    });

    //   a ──► x ─┐
    //   b ───────┼──► t(any cancel)      a also leads to z: it is needed
    //   a ──► z
    test("losers end when the join that cancels them goes ahead", () => {
        const { host, say } = begin("a -> x -> t(any cancel), b -> t, a -> z, c -> t");
        say.done("a");
        const facts = say.done("b");
        expect(told(facts)).toEqual([
            "completed b out",
            "cancelled x lost",
            "cancelled c lost",
            "started t"
        ]);
        expect(facts[1]).toMatchObject({ reason: { details: { winner: "t" } } });
        expect(say.done("c")).toEqual([]);
        say.done("t");
        say.done("z");
        expect(statusOf(host)).toBe("completed");
    });

    //   a ──────┐
    //   b ──────┼──► t(any cancel)      a also leads to z, but that edge is dead: it is lost
    //   c ─/────┘                       c leads nowhere at all: it never was in the race
    test("dead edges lead nowhere: by them nobody loses, and nobody is needed", () => {
        const { host, say } = begin("a -> t(any cancel), a -/-> z, b -> t, c -/-> t, d -> z");
        expect(told(say.done("b"))).toEqual(["completed b out", "cancelled a lost", "started t"]);
        say.done("t");
        say.done("c");
        say.done("d");
        say.done("z");
        expect(statusOf(host)).toBe("completed");
    });

    //   p ──────┐
    //   y ──────┴─► x ──► t(any cancel) ◄── b      x has one of its edges when y is lost
    test("a loser that was half reached does not start because the other half is lost", () => {
        const { host, say } = begin("p -> x -> t(any cancel), y -> x, b -> t");
        say.done("p");
        expect(told(say.done("b"))).toEqual([
            "completed b out",
            "skipped x lost",
            "cancelled y lost",
            "started t"
        ]);
        say.done("t");
        expect(statusOf(host)).toBe("completed");
    });

    //   a ──► x ──► t(any cancel) ◄── a
    test("a loser that its join overtakes in one step does not start", () => {
        for (const text of ["a -> x -> t(any cancel), a -> t", "a -> t(any cancel), a -> x -> t"]) {
            const { say } = begin(text);
            const facts = told(say.done("a"));
            expect(facts).toEqual(["completed a out", "skipped x lost", "started t"]);
        }
    });

    //   s ──► x ──► t(any cancel) ◄── b      s ──► z: it runs on, and x is lost all the same
    test("a loser that is reached later does not start", () => {
        const { host, say } = begin("s -> x -> t(any cancel), s -> z, b -> t");
        const facts = say.done("b");
        expect(told(facts)).toEqual(["completed b out", "skipped x lost", "started t"]);
        expect(told(say.done("s"))).toEqual(["completed s out", "started z"]);
        say.done("t");
        say.done("z");
        expect(statusOf(host)).toBe("completed");
    });

    test("a source that also leads elsewhere is no loser", () => {
        const { say } = begin("a -> t(any cancel), a -> z, b -> t");
        expect(told(say.done("b"))).toEqual(["completed b out", "started t"]);
    });
});

describe("the cap", () => {
    test("holds the surplus and lets it go in order", () => {
        const { host, say, started } = begin("a, b, c -> d, e", { settings: { concurrency: 2 } });
        expect(told(started).slice(1)).toEqual([
            "started a",
            "started b",
            "held c cap",
            "held e cap"
        ]);
        expect(started.at(-1)).toMatchObject({ reason: { details: { limit: 2 } } });
        expect(told(say.done("b"))).toEqual(["completed b out", "started c"]);
        // d became ready after e was held: it stands behind it.
        expect(told(say.done("c"))).toEqual(["completed c out", "started e", "held d cap"]);
        expect(told(say.done("a"))).toEqual(["completed a out", "started d"]);
        say.done("d");
        say.done("e");
        expect(statusOf(host)).toBe("completed");
    });

    test("a lock keeps two apart, and the next in line gets it", () => {
        const { say, started } = begin("a(lock=x), b(lock=x), c(lock=x lock=y), d(lock=y)");
        expect(told(started).slice(1)).toEqual([
            "started a",
            "held b lock",
            "held c lock",
            "started d"
        ]);
        expect(started[2]).toMatchObject({ reason: { details: { lock: "x", holder: "a" } } });
        expect(told(say.done("a"))).toEqual(["completed a out", "started b"]);
        // c gets x and now waits for y, which d has.
        expect(told(say.done("b"))).toEqual(["completed b out", "held c lock"]);
        expect(told(say.done("d"))).toEqual(["completed d out", "started c"]);
    });

    test("who waits for the cap has its lock already, and gives it back when it never starts", () => {
        //   a ─┐
        //   w ─┴─► t(any cancel)      w holds x in the queue; b waits for x behind it
        const { say, started } = begin("a -> t(any cancel), w(lock=x) -> t, b(lock=x)", {
            settings: { concurrency: 1 }
        });
        expect(told(started).slice(1)).toEqual(["started a", "held w cap", "held b lock"]);
        expect(told(say.done("a"))).toEqual([
            "completed a out",
            "skipped w lost",
            "started b",
            "held t cap"
        ]);
    });
});
