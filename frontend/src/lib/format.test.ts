import { describe, expect, it } from "vitest";
import { formatBytes, formatDuration, formatWhen } from "./format.ts";

describe("formatDuration", () => {
    it.each([
        [0, "0 ms"],
        [412, "412 ms"],
        [999.6, "1.0 s"],
        [1000, "1.0 s"],
        [22_400, "22.4 s"],
        [59_960, "1 min"],
        [68_000, "1 min 8 s"],
        [7_500_000, "2 h 5 min"],
        [273_600_000, "3 d 4 h"],
        [-5, "0 ms"]
    ])("%d ms reads %s", (ms, text) => {
        expect(formatDuration(ms)).toBe(text);
    });
});

describe("formatWhen", () => {
    const now = new Date(2026, 10, 21, 13, 0, 0);
    it.each([
        [new Date(2026, 10, 21, 12, 59, 30), /^just now$/u],
        [new Date(2026, 10, 21, 12, 58, 0), /^2 min\.? ago$/u],
        [new Date(2026, 10, 21, 9, 15, 0), /^Today 0?9:15/u],
        [new Date(2026, 10, 20, 23, 0, 0), /^Yesterday$/u],
        [new Date(2026, 10, 16, 6, 0, 0), /^Monday 0?6:00/u],
        [new Date(2026, 10, 7, 6, 0, 0), /7/u],
        [new Date(2024, 10, 7, 6, 0, 0), /2024/u],
        [new Date(2026, 10, 21, 13, 5, 0), /^just now$/u]
    ])("%s", (then, text) => {
        expect(formatWhen(then, now)).toMatch(text);
    });
});

describe("formatBytes", () => {
    it.each([
        [0, "0 B"],
        [999, "999 B"],
        [4_200, "4.2 KB"],
        [64_300, "64 KB"],
        [5_200_000, "5.2 MB"],
        [3e9, "3.0 GB"],
        [4e12, "4,000 GB"]
    ])("%i bytes are %s", (bytes, text) => {
        expect(formatBytes(bytes)).toBe(text);
    });
});
