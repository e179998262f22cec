import { describe, expect, it } from "vitest";
import { readSeconds, unitOf } from "./duration.ts";
import { moved } from "./EntryList.tsx";
import { offsetsFor, readMoment, writeMoment } from "./moment.ts";

describe("a duration", () => {
    it.each([
        [0, "seconds"],
        [0.5, "seconds"],
        [90, "seconds"],
        [900, "minutes"],
        [7_200, "hours"],
        [172_800, "days"]
    ])("of %d seconds is said in %s", (seconds, unit) => {
        expect(unitOf(seconds)).toBe(unit);
    });

    it.each([
        ["15", "minutes", 900],
        ["0.1", "hours", 360],
        [" 2 ", "days", 172_800],
        ["", "days", undefined],
        ["${a.output.wait}", "days", "${a.output.wait}"],
        ["soon", "days", "soon"]
    ] as const)("%j in %s is %j", (typed, unit, seconds) => {
        expect(readSeconds(typed, unit)).toBe(seconds);
    });
});

describe("a moment", () => {
    it.each([
        ["2026-01-31T09:30:00+01:00", { local: "2026-01-31T09:30:00", offset: "+01:00" }],
        ["2026-01-31T09:30Z", { local: "2026-01-31T09:30", offset: "Z" }],
        ["2026-01-31", null],
        ["2026-13-31T09:30:00Z", null],
        ["${a.output.at}", null]
    ])("%s is shown in a calendar as %j", (text, moment) => {
        expect(readMoment(text)).toEqual(moment);
    });

    it("is written with seconds and an offset", () => {
        expect(writeMoment("2026-01-31T09:30", "-05:30")).toBe("2026-01-31T09:30:00-05:30");
        expect(writeMoment("", "Z")).toBeUndefined();
    });

    it("offers the offset there is, ours, UTC and the whole hours", () => {
        expect(offsetsFor("+05:45", -60).slice(0, 4)).toEqual(["+05:45", "+01:00", "Z", "-12:00"]);
    });
});

it("moves an entry to another place", () => {
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], 0, 3)).toEqual(["a", "b", "c"]);
});
