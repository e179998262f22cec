import { expect, it } from "vitest";
import { ERROR_HELP } from "@flowmaestro/shared/contract/error-help.ts";
import { detailsOf } from "./error-details.ts";

const error = { code: "EGRESS_DENIED", message: "It was not asked.", is_retryable: false };

it("says what the failure itself says, before what holds for its code", () => {
    const own = { ...error, details: { solution: "Use port 443." } };
    expect(detailsOf(own).solution).toBe("Use port 443.");
    expect(detailsOf(error).solution).toBe(ERROR_HELP.EGRESS_DENIED.solution);
});

it("says nothing of a code that nobody knows", () => {
    expect(detailsOf({ ...error, code: "OUT_OF_STOCK" }).solution).toBeUndefined();
    expect(detailsOf({ ...error, code: "constructor" }).solution).toBeUndefined();
});

it("says each thing once: the rest is without what stands elsewhere", () => {
    const details = {
        reason: "egress_denied",
        solution: "Use port 443.",
        node_id: "a",
        instance: "a",
        port: 22
    };
    expect(detailsOf({ ...error, details })).toEqual({
        solution: "Use port 443.",
        reason: undefined,
        rest: { port: 22 }
    });
    expect(detailsOf({ ...error, details: { reason: "The port." } }).reason).toBe("The port.");
});

it("keeps what a user's own code put under the same names", () => {
    const { reason, rest } = detailsOf({ ...error, details: { reason: { left: 0 }, solution: 7 } });
    expect(reason).toBeUndefined();
    expect(rest).toEqual({ reason: { left: 0 }, solution: 7 });
});
