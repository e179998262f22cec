import { expect, test } from "vitest";
import { tickText } from "./tick-text.ts";

test.each([
    [0, 20, "0 s"],
    [40, 20, "40 ms"],
    [500, 250, "0.5 s"],
    [1_250, 250, "1.25 s"],
    [2_000, 2_000, "2 s"],
    [7_684, 100, "7.68 s"],
    [90_000, 15_000, "1 min 30 s"]
])("%i ms between ticks of %i ms is written %s", (ms, step, text) => {
    expect(tickText(ms, step)).toBe(text);
});
