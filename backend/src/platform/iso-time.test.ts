import fc from "fast-check";
import { expect, test } from "vitest";
import { isoTime } from "./iso-time.ts";

test("a time is told as toISOString tells it", () => {
    const from = Date.parse("1969-01-01T00:00:00Z");
    const to = Date.parse("2300-01-01T00:00:00Z");
    fc.assert(
        fc.property(
            fc.integer({ min: from, max: to }),
            fc.integer({ min: 0, max: 1_500 }),
            (ms, step) => {
                expect(isoTime(ms)).toBe(new Date(ms).toISOString());
                expect(isoTime(ms + step)).toBe(new Date(ms + step).toISOString());
            }
        )
    );
    // Database times have parts of a millisecond.
    expect(isoTime(1_764_322_200_123.9)).toBe(new Date(1_764_322_200_123.9).toISOString());
});
