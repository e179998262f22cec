import { describe, expect, it } from "vitest";
import { AppError } from "../../errors.ts";
import { readIfMatch } from "./revision.ts";

describe("If-Match", () => {
    it.each([
        [undefined, undefined],
        ['"rev-17"', 17],
        [' W/"rev-17" ', 17],
        ["*", "any"]
    ])("reads %s as %s", (header, expected) => expect(readIfMatch(header)).toBe(expected));

    it.each(["rev-17", "17", '"17"', '"rev-1", "rev-2"', '"rev--1"', '"rev-1e3"', ""])(
        "refuses %s",
        (header) => expect(() => readIfMatch(header)).toThrow(AppError)
    );
});
