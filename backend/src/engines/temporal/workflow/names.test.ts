import type { ExecutionFailed } from "@flowmaestro/shared/orchestrator/facts.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { describe, expect, test } from "vitest";
import { labelOf, nameOf, placeOf } from "./names.ts";

const config = { mode: "times", times: 3, concurrency: 1 };
const drawn = buildPlan("each { read }; each -> last", {
    nodes: {
        each: { type: "loop", config, label: "Every region" },
        read: { type: "effect", label: "Audit region" },
        last: { type: "effect", label: "last" }
    }
});

const failed = (instance: string | undefined, index?: number): ExecutionFailed => ({
    kind: "execution:failed",
    at: 1,
    error: {
        code: "HTTP_STATUS",
        message: "No.",
        is_retryable: false,
        ...(index === undefined ? {} : { details: { index } })
    },
    ...(instance === undefined ? {} : { instance })
});

describe("what an operator calls an instance", () => {
    test.each([
        ["each", "Every region", "Every region (each)"],
        ["each[1]", "Every region", "Every region (each[1])"],
        ["each[1]/read", "Audit region", "Audit region (each[1]/read)"],
        ["last", "last", "last"],
        ["gone", "gone", "gone"]
    ])("%s: the label of its node, and which one it is", (instance, label, name) => {
        expect([labelOf(drawn, instance), nameOf(drawn, instance)]).toEqual([label, name]);
    });

    test("of a loop that a turn failed, it is the turn", () => {
        expect(placeOf(drawn, failed("each", 1))).toBe("each[1]");
    });

    test("an index in the words of another node's failure is no turn", () => {
        expect(placeOf(drawn, failed("last", 1))).toBe("last");
        expect(placeOf(drawn, failed(undefined))).toBe("");
    });
});
