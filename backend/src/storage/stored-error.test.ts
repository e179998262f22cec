import { expect, it } from "vitest";
import { storedError } from "./stored-error.ts";

it("gives every error a reason and a way out, and keeps what its author said", () => {
    const lost = { code: "LOST", message: "The process that ran it ended.", is_retryable: true };
    expect(storedError.parse(JSON.stringify(lost))).toEqual({
        ...lost,
        details: { reason: "lost", solution: expect.stringMatching(/\w/) }
    });
    const details = { solution: "Say it louder.", node_id: "a" };
    expect(storedError.parse(JSON.stringify({ ...lost, details }))?.details).toEqual({
        reason: "lost",
        ...details
    });
    expect(storedError.parse(null)).toBeNull();
});
