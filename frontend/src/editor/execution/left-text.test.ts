import { expect, it } from "vitest";
import { leftText } from "./left-text.ts";

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
