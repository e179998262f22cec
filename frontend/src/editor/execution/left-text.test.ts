import { expect, it } from "vitest";
import { leftText, momentText, shortLeftText } from "./left-text.ts";

it.each([
    [0, "0:00"],
    [-5, "0:00"],
    [1, "0:01"],
    [59_001, "1:00"],
    [894_200, "14:55"],
    [3_600_000, "1 h"]
])("counts %i ms down as %s", (ms, text) => {
    expect(leftText(ms)).toBe(text);
});

it.each([
    [894_200, "14:55"],
    [3_600_000, "1:00 h"],
    [7_500_000, "2:05 h"],
    [86_399_000, "23:59 h"],
    [86_400_000, "1 d"]
])("counts %i ms down in little room as %s", (ms, text) => {
    expect(shortLeftText(ms)).toBe(text);
});

it("names the day of a moment that is not today", () => {
    const now = new Date(2026, 4, 1, 10, 0, 0);
    expect(momentText(now.getTime() + 60_000, now)).toBe("10:01:00");
    expect(momentText(now.getTime() + 86_400_000, now)).toContain("2026");
});
