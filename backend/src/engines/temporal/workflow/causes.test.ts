import type { ExecutionFailed, Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { describe, expect, test } from "vitest";
import { Causes } from "./causes.ts";

const config = { mode: "times", times: 3, concurrency: 1 };
const drawn = buildPlan("region { shop { check } }; other", {
    nodes: {
        region: { type: "loop", config },
        shop: { type: "loop", config },
        check: { type: "effect" },
        other: { type: "effect" }
    }
});

const error = (index?: number) => ({
    code: "HTTP_STATUS",
    message: "No.",
    is_retryable: false,
    ...(index === undefined ? {} : { details: { index } })
});

const failing = (scope: string, instance: string): Fact => ({
    kind: "scope:failing",
    at: 1,
    scope,
    instance,
    error: error(),
    grace_until: 2
});

const turn = (container: string, index: number): Fact => ({
    kind: "turn:completed",
    at: 1,
    container,
    index,
    error: error()
});

const failed = (instance: string, index?: number): ExecutionFailed => ({
    kind: "execution:failed",
    at: 1,
    instance,
    error: error(index)
});

describe("what failed an execution", () => {
    test("is the node inside of the loops that failed by it", () => {
        const causes = new Causes();
        causes.note([failing("region[2]/shop[0]", "region[2]/shop[0]/check")]);
        causes.note([
            turn("region[2]/shop", 0),
            failing("region[2]", "region[2]/shop"),
            turn("region", 2),
            failing("", "region")
        ]);
        expect(causes.of(drawn, failed("region", 2))).toBe("region[2]/shop[0]/check");
    });

    test("is of several turns the one that failed first", () => {
        const causes = new Causes();
        causes.note([
            failing("region[1]/shop[0]", "region[1]/shop[0]/check"),
            failing("region[1]/shop[2]", "region[1]/shop[2]/check"),
            turn("region[1]/shop", 2),
            turn("region[1]/shop", 0),
            failing("region[1]", "region[1]/shop"),
            turn("region", 1)
        ]);
        expect(causes.of(drawn, failed("region", 1))).toBe("region[1]/shop[2]/check");
    });

    test("is the turn where no more is known, and a node outside of loops itself", () => {
        const causes = new Causes();
        expect(causes.of(drawn, failed("region", 2))).toBe("region[2]");
        causes.note([failing("", "other")]);
        expect(causes.of(drawn, failed("other"))).toBe("other");
    });

    test("is known after thousands of turns that failed and were put up with", () => {
        const causes = new Causes();
        for (let index = 0; index < 5_000; index += 1)
            causes.note([
                failing(`region[${index}]`, `region[${index}]/shop`),
                turn("region", index)
            ]);
        expect(causes.of(drawn, failed("region", 4_999))).toBe("region[4999]/shop");
        expect(causes.of(drawn, failed("region", 0))).toBe("region[0]");
    });
});
