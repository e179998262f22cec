import { describe, expect, test } from "vitest";
import { delta } from "./delta.ts";
import { hostOf, speak, statusOf, told } from "./testing/host.ts";
import { buildPlan } from "./testing/plan-builder.ts";

describe("the delta of several events together", () => {
    test("names an instance once, as what it is at the end", () => {
        const host = hostOf(buildPlan("w -> b"));
        const say = speak(host);
        say.start();
        say.settle("w", { kind: "wait", until: 5_000_000, event: "e", on_timeout: "fail" });
        const { opened, ended } = delta(host.plan, host.log);
        expect(opened.map(({ id, kind }) => [id, kind])).toEqual([
            ["", "clock"],
            ["w", "wait"]
        ]);
        expect(ended).toEqual([]);
    });

    test("leaves out what began and ended within it, and names what was open before", () => {
        const host = hostOf(buildPlan("a -> b -> c"));
        const say = speak(host);
        say.start();
        const later = [...say.done("a"), ...say.done("b")];
        expect(delta(host.plan, later)).toEqual({
            opened: [{ kind: "run", id: "c", node: 2 }],
            ended: ["a"]
        });
    });

    test("asks a run to stop by opening it again with a deadline", () => {
        const host = hostOf(buildPlan("a, b"));
        const say = speak(host);
        say.start();
        const { opened, ended } = delta(host.plan, say.fail("a"));
        expect(opened).toEqual([
            { kind: "run", id: "b", node: 1, deadline: host.now + 10_000, stopping: true }
        ]);
        expect(ended).toEqual(["a", ""]);
    });
});

test("10 000 skips in one step are a loop, not a stack", () => {
    const chain = Array.from({ length: 10_000 }, (_, at) => `n${at}`).join(" -> ");
    const host = hostOf(buildPlan(`a:true -> ${chain}`));
    const say = speak(host);
    say.start();
    const facts = say.done("a", "false");
    expect(told(facts.slice(-2))).toEqual(["skipped n9999 not_taken", "execution:completed"]);
    expect(facts).toHaveLength(10_002);
    expect(statusOf(host)).toBe("completed");
});
