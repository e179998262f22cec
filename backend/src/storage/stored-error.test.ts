import { expect, it } from "vitest";
import { storedError } from "./stored-error.ts";

it("gives an error without details an empty object of them", () => {
    const lost = { code: "LOST", message: "The process that ran it ended.", is_retryable: true };
    expect(storedError.parse(JSON.stringify(lost))).toEqual({ ...lost, details: {} });
    expect(storedError.parse(null)).toBeNull();
});
