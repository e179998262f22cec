import { describe, expect, test } from "vitest";
import type { WaitResult } from "./events.ts";
import { buildPlan, type PlanOverrides } from "./testing/plan-builder.ts";
import { hostOf, speak, statuses, statusOf, told, value } from "./testing/host.ts";

function begin(text: string, overrides?: PlanOverrides) {
    const host = hostOf(buildPlan(text, overrides));
    const say = speak(host);
    say.start();
    return { host, say };
}

const HOUR = 3_600_000;

describe("a wait", () => {
    test("for a time ends when it is due, not earlier, and not twice", () => {
        const { host, say } = begin("w -> b");
        const until = host.now + HOUR;
        const facts = say.settle("w", {
            kind: "wait",
            until,
            on_timeout: "continue",
            timeout_output: value({ waited_until: "then" })
        });
        expect(told(facts)).toEqual(["waiting w", "execution:waiting"]);
        expect(statusOf(host)).toBe("waiting");
        expect(host.open.get("w")).toEqual({ kind: "wait", id: "w", node: 0, deadline: until });
        expect(say.due("w", until - 1)).toEqual([]);
        const due = say.due("w", until);
        expect(told(due)).toEqual(["completed w out", "started b"]);
        expect(due[0]).toMatchObject({ output: value({ waited_until: "then" }) });
        expect(say.due("w", until)).toEqual([]);
    });

    test("without an event cannot be answered", () => {
        const { say } = begin("w");
        say.settle("w", { kind: "wait", until: 9e9, on_timeout: "continue" });
        expect(say.answer("w")).toEqual([]);
    });

    test("for a signal ends with the first that comes", () => {
        const { host, say } = begin("w -> b");
        say.settle("w", { kind: "wait", event: "paid", on_timeout: "fail" });
        expect(host.open.get("w")).toEqual({ kind: "wait", id: "w", node: 0, event: "paid" });
        const facts = say.answer("w", "bob", { amount: 3 });
        expect(told(facts)).toEqual(["signal:received w", "completed w out", "started b"]);
        expect(facts[0]).toMatchObject({ by: "bob" });
        expect(say.answer("w", "eve")).toEqual([]);
    });

    const timedOut = (text: string, on_timeout: WaitResult["on_timeout"]) => {
        const { host, say } = begin(text);
        const until = host.now + 10;
        say.settle("w", { kind: "wait", event: "e", until, on_timeout, timeout_port: "timeout" });
        return say.due("w", until);
    };

    test("whose time runs out fails, or goes on by `timeout`, or by `out` where no edge leaves so", () => {
        const facts = timedOut("w -> b", "fail");
        expect(facts[0]).toMatchObject({ kind: "node:failed", error: { code: "NODE_TIMEOUT" } });
        expect(told(timedOut("w -> b, w:timeout -> c", "continue"))).toContain("started c");
        expect(told(timedOut("w -> b", "continue"))).toEqual(["completed w out", "started b"]);
    });

    test("for nothing at all is refused", () => {
        const { say } = begin("w");
        const facts = say.settle("w", { kind: "wait", on_timeout: "fail" });
        expect(facts[0]).toMatchObject({ error: { code: "INVALID_OUTPUT" } });
    });

    test("keeps no slot of the cap", () => {
        const { say } = begin("w, b", { settings: { concurrency: 1 } });
        const facts = say.settle("w", { kind: "wait", event: "e", on_timeout: "fail" });
        expect(told(facts)).toEqual(["waiting w", "started b"]);
    });
});

describe("a question", () => {
    const ask = (until: number): WaitResult => ({
        kind: "wait",
        request: { prompt: "May I?" },
        until,
        warn_at: until - 100,
        on_timeout: "default",
        timeout_output: value("default"),
        timeout_port: "timeout"
    });

    test("has one winner", () => {
        const { host, say } = begin("q:approved -> yes, q:rejected -> no");
        expect(told(say.settle("q", ask(host.now + HOUR)))[0]).toBe("user:input:required q");
        expect(host.open.get("q")).toMatchObject({ kind: "ask", request: { prompt: "May I?" } });
        const facts = say.answer("q", "bob", "fine", "approved");
        expect(told(facts)).toEqual([
            "user:input:response q",
            "completed q approved",
            "skipped no not_taken",
            "started yes"
        ]);
        expect(facts[0]).toMatchObject({ by: "bob" });
        expect(say.answer("q", "eve", "no", "rejected")).toEqual([]);
    });

    test("warns once before its deadline", () => {
        const { host, say } = begin("q");
        const until = host.now + HOUR;
        say.settle("q", ask(until));
        expect(say.due("q", until - 101)).toEqual([]);
        expect(told(say.due("q", until - 100))).toEqual(["user:input:warning q"]);
        expect(say.due("q", until - 50)).toEqual([]);
        const facts = say.due("q", until);
        expect(told(facts)).toEqual(["completed q out", "execution:completed"]);
        expect(facts[0]).toMatchObject({ output: value("default") });
    });

    test("in concurrent turns is asked per turn and answered in any order", () => {
        const { host, say } = begin("each { q }");
        say.turns("each", 3, { concurrency: 3 });
        for (const index of [0, 1, 2]) say.settle(`each[${index}]/q`, ask(host.now + HOUR));
        expect(statusOf(host)).toBe("waiting");
        for (const index of [2, 1, 0]) {
            expect(told(say.answer(`each[${index}]/q`))[0]).toBe(
                `user:input:response each[${index}]/q`
            );
        }
        say.done("each/collect");
        expect(statusOf(host)).toBe("completed");
    });

    test("ends at once when its scope closes", () => {
        const { host, say } = begin("q, b");
        say.settle("q", ask(host.now + HOUR));
        expect(told(say.fail("b"))).toEqual([
            "failed b fail",
            "scope:failing top by b",
            "cancelled q scope_failed",
            "execution:failed"
        ]);
        expect(say.answer("q")).toEqual([]);
    });
});

describe("a child", () => {
    const call = (detached = false) => ({
        kind: "child" as const,
        workflow_id: "w-1",
        version: 3,
        input: value({}),
        detached
    });

    test("is open until it reports, and its end is the node's", () => {
        const { host, say } = begin("c(continue) -> b");
        expect(told(say.settle("c", call()))).toEqual(["child:opened c", "execution:waiting"]);
        expect(host.open.get("c")).toMatchObject({ kind: "child", workflow_id: "w-1", version: 3 });
        const error = { code: "INNER", message: "no", is_retryable: false };
        const facts = host.feed({
            kind: "child",
            at: host.now,
            id: "c",
            result: { kind: "failed", error }
        });
        expect(told(facts)).toEqual(["failed c continue", "started b"]);
        expect(facts[0]).toMatchObject({ error: { code: "INNER" } });
    });

    test("is not started in a pause: the call runs again afterwards", () => {
        const { host, say } = begin("c -> b");
        say.pause();
        expect(told(say.settle("c", call()))).toEqual(["held c paused"]);
        expect([...host.open.keys()]).toEqual([""]);
        expect(told(say.resume())).toEqual(["execution:resumed", "started c"]);
        expect(told(say.settle("c", call()))).toContain("child:opened c");
    });

    test("asked for while its scope closes is not started", () => {
        const { host, say } = begin("c");
        say.cancel();
        expect(told(say.settle("c", call()))).toEqual([
            "cancelled c cancelled",
            "execution:cancelled"
        ]);
        expect(statusOf(host)).toBe("cancelled");
    });
});

describe("a pause", () => {
    test("starts nothing; what runs ends, answers count, and a resume goes on in order", () => {
        const { host, say } = begin("a -> b, q -> c, each { x }");
        say.settle("q", { kind: "wait", event: "e", on_timeout: "fail" });
        say.turns("each", 2);
        expect(told(say.pause())).toEqual(["execution:paused"]);
        expect(say.pause()).toEqual([]);
        expect(statusOf(host)).toBe("paused");
        expect(told(say.done("a"))).toEqual(["completed a out", "held b paused"]);
        expect(told(say.answer("q")).at(-1)).toBe("held c paused");
        expect(told(say.done("each[0]/x"))).toEqual([
            "completed each[0]/x out",
            "turn:completed each[0]"
        ]);
        expect(told(say.resume())).toEqual([
            "execution:resumed",
            "turn:started each[1]",
            "started b",
            "started c",
            "started each[1]/x"
        ]);
        expect(say.resume()).toEqual([]);
    });

    test("holds back checks and collecting too", () => {
        const { say } = begin("poll { x }");
        say.again("poll", true);
        say.pause();
        expect(told(say.done("poll[0]/x"))).toEqual([
            "completed poll[0]/x out",
            "turn:completed poll[0]"
        ]);
        expect(told(say.resume())).toEqual(["execution:resumed", "scope:checking poll 1"]);
    });

    test("ends with a cancel", () => {
        const { host, say } = begin("a -> b");
        say.pause();
        say.done("a");
        expect(told(say.cancel())).toEqual([
            "execution:cancelling",
            "skipped b cancelled",
            "execution:cancelled"
        ]);
        expect(statuses(host)).toEqual({ a: "completed", b: "skipped" });
    });
});

describe("budgets", () => {
    test("are compared before each start", () => {
        const { host, say } = begin("a(branch) -> b, c", {
            settings: { budget: { tokens: 10, turns: 9 } }
        });
        const settle = (id: string, tokens: number) =>
            host.feed({
                kind: "settled",
                at: host.now,
                id,
                result: { kind: "done", port: "out", output: value(1) },
                attempts: 1,
                started_at: 1,
                ended_at: 2,
                usage: { tokens, cost_usd: 0.1 }
            });
        settle("c", 4);
        const facts = settle("a", 7);
        expect(told(facts)).toEqual([
            "completed a out",
            "scope:failing top by b",
            "execution:failed"
        ]);
        expect(facts.at(-1)).toMatchObject({
            error: { code: "BUDGET_EXCEEDED", details: { budget: "tokens", limit: 10, used: 11 } }
        });
        expect(statusOf(host)).toBe("failed");
        expect(say.done("b")).toEqual([]);
    });
});

describe("the cleanup lane", () => {
    //   a ──► b        sweep ──► report
    const text = "a -> b, sweep(cleanup) -> report";

    test("never runs where all went well", () => {
        const { host, say } = begin(text);
        say.done("a");
        expect(told(say.done("b"))).toEqual(["completed b out", "execution:completed"]);
        expect(statuses(host)).toMatchObject({ sweep: "skipped", report: "skipped" });
    });

    test("runs after a failure, once, and changes no status", () => {
        const { host, say } = begin(text);
        const facts = say.fail("a");
        expect(told(facts)).toEqual([
            "failed a fail",
            "scope:failing top by a",
            "cleanup:started",
            "started sweep"
        ]);
        expect(host.open.get("")).toMatchObject({ kind: "clock", deadline: host.now + 60_000 });
        expect(statuses(host)).toMatchObject({ b: "skipped", report: "pending" });
        expect(say.cancel()).toEqual([]);
        expect(told(say.done("sweep"))).toEqual(["completed sweep out", "started report"]);
        expect(told(say.fail("report"))).toEqual(["failed report fail", "execution:failed"]);
        expect(host.log.at(-1)).toMatchObject({ instance: "a" });
    });

    test("begins when the grace is over, and is cut off after a minute", () => {
        const { host, say } = begin("a, sweep(cleanup) { x }, sweep -> report");
        say.cancel();
        expect(told(say.due("a"))).toEqual([
            "cancelled a cancelled",
            "cleanup:started",
            "started sweep"
        ]);
        say.turns("sweep", 9, { concurrency: 2 });
        const facts = say.due("");
        expect(told(facts)).toEqual([
            "skipped report timed_out",
            "cancelled sweep[1]/x timed_out",
            "turn:cancelled sweep[1]",
            "cancelled sweep[0]/x timed_out",
            "turn:cancelled sweep[0]",
            "cancelled sweep timed_out",
            "execution:cancelled"
        ]);
        expect(host.open.size).toBe(0);
    });
});
