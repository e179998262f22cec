import { expect, it } from "vitest";
import { explained } from "@flowmaestro/shared/contract/error-help.ts";
import { failure, hostOf, speak } from "@flowmaestro/shared/orchestrator/testing/host.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { errorWithCause } from "./failing-node.ts";

function playing(drawing: string) {
    const host = hostOf(buildPlan(drawing));
    const say = speak(host);
    say.start();
    /** As the row of the execution has it: naming what failed at the top. */
    const named = () => {
        const last = host.log.at(-1);
        if (last?.kind !== "execution:failed") throw new Error(`It ended by ${last?.kind}.`);
        const { error, instance = "" } = last;
        const stored = explained({ ...error, details: { ...error.details, instance } });
        const { reason: _why, solution: _fix, ...place } = errorWithCause(stored, host.log).details;
        return place;
    };
    return { host, say, named };
}

it("names a node at the top", () => {
    const { say, named } = playing("a -> b");
    say.fail("a");
    expect(named()).toEqual({ instance: "a" });
});

it("names the step in loops in loops", () => {
    const { say, named } = playing("region { shop { check -> tell } }");
    say.turns("region", 3);
    say.turns("region[0]/shop", 1);
    say.done("region[0]/shop[0]/check");
    say.done("region[0]/shop[0]/tell");
    say.done("region[0]/shop/collect");
    say.turns("region[1]/shop", 2);
    say.fail("region[1]/shop[0]/check");
    expect(named()).toEqual({
        instance: "region",
        index: 1,
        caused_by: { node_id: "check", instance: "region[1]/shop[0]/check" }
    });
});

it("names of several turns the one that failed the loop, not those that failed in its grace", () => {
    const { say, named } = playing("each { x }");
    say.turns("each", 3, { concurrency: 3 });
    say.fail("each[1]/x", "FIRST");
    say.fail("each[0]/x", "SECOND");
    say.done("each[2]/x");
    expect(named()).toMatchObject({
        instance: "each",
        caused_by: { node_id: "x", instance: "each[1]/x" }
    });
});

it("names a loop that failed by itself", () => {
    const { host, say, named } = playing("each { x }");
    say.turns("each", 2, { collect: true });
    say.fail("each[0]/x");
    say.done("each[1]/x");
    const error = { ...failure("TOO_LARGE"), details: { index: 0 } };
    say.settle("each/collect", { kind: "failed", error });
    expect(host.log.at(-1)).toMatchObject({ error: { code: "TOO_LARGE" } });
    expect(named()).toEqual({ instance: "each", index: 0 });
});

it("leaves an end that is no node's as it is", () => {
    const error = explained(failure("STORAGE_REJECTED"));
    const { host } = playing("a");
    const facts = [...host.log, { kind: "execution:failed" as const, at: 1, error }];
    expect(errorWithCause(error, facts)).toBe(error);
});
