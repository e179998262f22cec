import { expect, it } from "vitest";
import { ERROR_HELP } from "@flowmaestro/shared/contract/error-help.ts";
import { solutionOf } from "./error-solution.ts";

const error = { code: "EGRESS_DENIED", message: "It was not asked.", is_retryable: false };

it("says what the failure itself says, before what holds for its code", () => {
    const own = { ...error, details: { solution: "Use port 443." } };
    expect(solutionOf(own)).toBe("Use port 443.");
    expect(solutionOf(error)).toBe(ERROR_HELP.EGRESS_DENIED.solution);
});

it("says nothing of a code that nobody knows", () => {
    expect(solutionOf({ ...error, code: "OUT_OF_STOCK" })).toBeUndefined();
});
