import { describe, expect, test } from "vitest";
import { GRACE_MS } from "./deciding.ts";
import { evolve } from "./evolve.ts";
import { instances } from "./instances.ts";
import { pending } from "./pending.ts";
import { buildPlan, type PlanOverrides } from "./testing/plan-builder.ts";
import { failure, hostOf, speak, statuses, statusOf, told } from "./testing/host.ts";

// Pictures: ──► an edge by `out`, ─x─► by the port x.

function begin(text: string, overrides?: PlanOverrides) {
    const host = hostOf(buildPlan(text, overrides));
    const say = speak(host);
    say.start();
    return { host, say };
}

describe("a failure", () => {
    //   a ──► x ──► y
    //   b ──► z
    test("that nobody handles fails the execution; what was never reached is skipped", () => {
        const { host, say } = begin("a -> x -> y");
        const facts = say.fail("a");
        expect(told(facts)).toEqual([
            "failed a fail",
            "scope:failing top by a",
            "execution:failed"
        ]);
        expect(facts.at(-1)).toMatchObject({ instance: "a", error: failure("ECHO_FAILED") });
        expect(statuses(host)).toEqual({ a: "failed", x: "skipped", y: "skipped" });
        expect(statusOf(host)).toBe("failed");
    });

    test("leaves what runs ten seconds, and takes its result", () => {
        const { host, say } = begin("a -> x, b -> z");
        expect(told(say.fail("a"))).toEqual([
            "failed a fail",
            "scope:failing top by a",
            "stopping b"
        ]);
        expect([...host.open.values()]).toEqual([
            { kind: "run", id: "b", node: 2, deadline: host.now + GRACE_MS, stopping: true }
        ]);
        expect(told(say.done("b"))).toEqual(["completed b out", "execution:failed"]);
        expect(statuses(host)).toEqual({ a: "failed", x: "skipped", b: "completed", z: "skipped" });
    });

    test("ends what does not end within the grace", () => {
        const { host, say } = begin("a, b, c");
        say.fail("a");
        expect(say.due("b", host.now + 5)).toEqual([]);
        expect(told(say.due("b"))).toEqual(["cancelled b scope_failed"]);
        expect(say.done("b")).toEqual([]);
        expect(told(say.due("c"))).toEqual(["cancelled c scope_failed", "execution:failed"]);
        expect(host.open.size).toBe(0);
    });

    test("of a second one in the grace is recorded, the first stays the cause", () => {
        const { say } = begin("a, b");
        say.fail("a", "FIRST");
        const facts = say.fail("b", "SECOND");
        expect(told(facts)).toEqual(["failed b fail", "execution:failed"]);
        expect(facts.at(-1)).toMatchObject({ error: { code: "FIRST" }, instance: "a" });
    });

    //   a(continue) ──► b
    //       └─error─► c
    test("with `continue` goes on by out", () => {
        const { host, say } = begin("a(continue) -> b, a:other -> c");
        expect(told(say.fail("a"))).toEqual([
            "failed a continue",
            "skipped c not_taken",
            "started b"
        ]);
        say.done("b");
        expect(statusOf(host)).toBe("completed");
    });

    //   a ──► b
    //   └─error─► c
    test("with `branch` goes on by error only", () => {
        const { host, say } = begin("a -> b, a:error -> c");
        const facts = say.fail("a");
        expect(told(facts)).toEqual(["failed a branch", "skipped b not_taken", "started c"]);
        expect(facts[1]).toMatchObject({
            reason: { details: { edges: [{ source: "a", port: "out", took: "error" }] } }
        });
        say.done("c");
        expect(statusOf(host)).toBe("completed");
    });

    test("with `branch` and no error edge counts as handled", () => {
        const { say } = begin("a(branch) -> b");
        expect(told(say.fail("a"))).toEqual([
            "failed a branch",
            "skipped b not_taken",
            "execution:completed"
        ]);
    });

    test("skips what is held, and gives no slot to it", () => {
        const { say } = begin("a, b", { settings: { concurrency: 1 } });
        expect(told(say.fail("a"))).toEqual([
            "failed a fail",
            "scope:failing top by a",
            "skipped b scope_failed",
            "execution:failed"
        ]);
    });

    test("does not start what became ready in the same moment", () => {
        //   a ──► b      x(fail) ends: nothing starts although a is done in the grace
        const { say } = begin("a -> b, x");
        say.fail("x");
        expect(told(say.done("a"))).toEqual(["completed a out", "execution:failed"]);
    });
});

describe("a cancel", () => {
    test("stops what is open and ends with one terminal fact", () => {
        const { host, say } = begin("a -> b, c -> d");
        say.done("a");
        const facts = say.cancel("enough");
        expect(told(facts)).toEqual(["execution:cancelling", "stopping b", "stopping c"]);
        expect(facts[0]).toMatchObject({ by: "ann", reason: "enough" });
        expect(statusOf(host)).toBe("running");
        expect(told(say.done("c"))).toEqual(["completed c out"]);
        const last = say.due("b");
        expect(told(last)).toEqual(["cancelled b cancelled", "execution:cancelled"]);
        expect(last.at(-1)).toMatchObject({ by: "ann", reason: "enough" });
        expect(statuses(host)).toEqual({
            a: "completed",
            b: "cancelled",
            c: "completed",
            d: "skipped"
        });
        expect(statusOf(host)).toBe("cancelled");
    });

    test("comes once, not before the start, and not after the end", () => {
        const host = hostOf(buildPlan("a"));
        const say = speak(host);
        expect(say.cancel()).toEqual([]);
        say.start();
        say.cancel();
        expect(say.cancel()).toEqual([]);
        say.done("a");
        expect(say.cancel()).toEqual([]);
        expect(say.start()).toEqual([]);
        expect(statusOf(host)).toBe("cancelled");
    });

    test("after a failure changes nothing: the first cause stays", () => {
        const { host, say } = begin("a, b");
        say.fail("a");
        expect(say.cancel()).toEqual([]);
        say.done("b");
        expect(statusOf(host)).toBe("failed");
    });

    test("a run that gave up because it was asked to is cancelled, not failed", () => {
        const { say } = begin("a, b");
        say.cancel();
        expect(told(say.fail("a", "CANCELLED"))).toEqual(["cancelled a cancelled"]);
        expect(told(say.done("b"))).toEqual(["completed b out", "execution:cancelled"]);
    });

    test("what fails in the grace does not fail the execution", () => {
        const { host, say } = begin("a, b");
        say.cancel();
        expect(told(say.fail("a"))).toEqual(["failed a fail"]);
        say.done("b");
        expect(statusOf(host)).toBe("cancelled");
    });
});

describe("the execution's own time", () => {
    test("is an open clock under the empty id, and closes the execution", () => {
        const { host, say } = begin("a, b", { settings: { timeout_ms: 5000 } });
        const deadline = (host.log[0]?.at ?? 0) + 5000;
        expect(host.open.get("")).toEqual({ kind: "clock", id: "", node: -1, deadline });
        expect(say.due("", deadline - 1)).toEqual([]);
        expect(told(say.due("", deadline))).toEqual([
            "execution:timing_out",
            "stopping a",
            "stopping b"
        ]);
        expect(host.open.has("")).toBe(false);
        say.done("a");
        const last = say.due("b");
        expect(told(last)).toEqual(["cancelled b timed_out", "execution:timed_out"]);
        expect(last.at(-1)).toMatchObject({ error: { code: "EXECUTION_TIMED_OUT" } });
        expect(statusOf(host)).toBe("timed_out");
    });
});

describe("an end from outside, a fact that no step made", () => {
    // What an operator terminated, or what no database would store.
    test("leaves nothing open and every instance with an end", () => {
        const { host, say } = begin("a -> b, c, d", { settings: { concurrency: 2 } });
        say.settle("c", { kind: "wait", event: "e", on_timeout: "fail" });
        const { plan, state } = host;
        const error = failure("STORAGE_REJECTED");
        evolve(plan, state, { kind: "execution:failed", at: host.now, error });
        expect(pending(plan, state)).toEqual([]);
        expect([...instances(plan, state)].map((each) => each.seq)).toEqual([7, 7, 7, 7]);
        expect(statuses(host)).toEqual({
            a: "cancelled",
            b: "skipped",
            c: "cancelled",
            d: "cancelled"
        });
        expect([...say.done("a"), ...say.answer("c"), ...say.cancel()]).toEqual([]);
    });
});

describe("news that comes late, twice or for nothing", () => {
    test("yields no facts", () => {
        const { host, say } = begin("a -> b");
        const before = JSON.stringify(host.state);
        for (const id of ["b", "nobody", "a[0]/b", "a?0", "a/collect", "", "[", "?", "/"]) {
            expect([id, ...say.done(id), ...say.answer(id), ...say.due(id, 0)]).toEqual([id]);
        }
        expect(JSON.stringify(host.state)).toBe(before);
        say.done("a");
        expect(say.done("a")).toEqual([]);
        expect(say.fail("a")).toEqual([]);
    });
});
