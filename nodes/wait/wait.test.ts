import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { describeSeconds } from "../kit/duration.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const run = async (data: JsonObject, outputs: JsonObject = {}) =>
    (await runNode(executor, data, { now, outputs })).result;
const until = (iso: string) => ({
    kind: "wait",
    until: Date.parse(iso),
    on_timeout: "continue",
    timeout_output: { waited_until: iso }
});
const done = (iso: string) => ({ kind: "done", port: "out", output: { waited_until: iso } });

describe("wait", () => {
    it("waits for some time, to the millisecond, until a point in time", async () => {
        expect(await run({ mode: "duration", seconds: 90 })).toEqual(
            until("2026-03-01T12:01:30.000Z")
        );
        expect(await run({ mode: "duration", seconds: 0.0014 })).toEqual(
            until("2026-03-01T12:00:00.001Z")
        );
        expect(await run({ mode: "duration", seconds: "${n.output}" }, { n: 0.25 })).toEqual(
            until("2026-03-01T12:00:00.250Z")
        );
        const year = 366 * 86_400;
        expect(await run({ mode: "duration", seconds: year })).toEqual(
            until("2027-03-02T12:00:00.000Z")
        );
    });

    it("does not really sleep, and for no time ends at once", async () => {
        const { slept_ms } = await runNode(executor, { mode: "duration", seconds: 3_600 }, { now });
        expect(slept_ms).toBe(0);
        expect(await run({ mode: "duration", seconds: 0 })).toEqual(
            done("2026-03-01T12:00:00.000Z")
        );
    });

    it.each([
        ["2026-03-01T13:00:00+01:00", null],
        ["2026-03-01T11:59:59Z", null],
        ["1999-12-31", null],
        ["2026-03-01T12:00:01Z", "2026-03-01T12:00:01.000Z"],
        ["2026-03-01T15:00:00.5+02:00", "2026-03-01T13:00:00.500Z"],
        ["2026-03-02", "2026-03-02T00:00:00.000Z"]
    ])("until %s: waits to %j, and what has passed ends it at once", async (at, iso) => {
        const result = await run({ mode: "until", at });
        if (iso === null) expect(result).toEqual(done(new Date(at).toISOString()));
        else expect(result).toEqual(until(iso));
    });

    it.each<Json>(["tomorrow", "2026-02-30", "", "12:00", "2026-03-01T25:00:00Z"])(
        "fails where %j is no time",
        async (at) => {
            expect(await run({ mode: "until", at: "${a.output}" }, { a: at })).toMatchObject({
                error: { code: "INVALID_CONFIG", is_retryable: false }
            });
        }
    );

    it("waits for an event of a name, with or without a deadline", async () => {
        expect(await run({ mode: "event", name: "paid-${o.output}" }, { o: 7 })).toEqual({
            kind: "wait",
            event: "paid-7",
            on_timeout: "fail"
        });
        const data = { mode: "event", name: "paid", timeout_seconds: 60 };
        const limited = {
            kind: "wait",
            event: "paid",
            until: Date.parse("2026-03-01T12:01:00.000Z"),
            timeout_output: { waited_until: "2026-03-01T12:01:00.000Z" },
            timeout_port: "timeout"
        };
        expect(await run(data)).toEqual({ ...limited, on_timeout: "fail" });
        expect(await run({ ...data, on_timeout: "continue" })).toEqual({
            ...limited,
            on_timeout: "continue"
        });
    });

    it("puts out when and with what the event came", () => {
        const given = { response: { amount: 5 }, by: "u", at: now };
        expect(definition.answer?.({ event: "paid" }, given)).toEqual({
            ok: true,
            port: "out",
            output: { waited_until: "2026-03-01T12:00:00.000Z", event: { amount: 5 } }
        });
    });

    it("has the ports out and timeout, no retries and no time limit of its own", () => {
        const { ports } = definition;
        const settings = {
            mode: "event",
            name: "paid",
            timeout_seconds: 172_800,
            on_timeout: "fail"
        } as const;
        expect(typeof ports === "function" ? ports(settings) : ports).toMatchObject([
            { id: "out" },
            { id: "timeout", hint: "after 2 days" },
            { id: "error" }
        ]);
        expect(definition).toMatchObject({
            refuses: ["retry", "timeout_seconds"],
            timeout_seconds: null
        });
    });

    it("forgets what is left from another mode", () => {
        const data = { mode: "duration", seconds: 1, at: "${nobody.output}", name: 7 };
        expect(compileNode(definition, data).problems).toEqual([]);
    });

    it.each<[string, JsonObject, string, string]>([
        ["no mode", {}, "MISSING_CONFIG", "data.mode"],
        ["no time", { mode: "duration" }, "MISSING_CONFIG", "data.seconds"],
        ["no point in time", { mode: "until" }, "MISSING_CONFIG", "data.at"],
        ["no name", { mode: "event" }, "MISSING_CONFIG", "data.name"],
        ["an empty name", { mode: "event", name: "" }, "INVALID_CONFIG", "data.name"],
        ["less than no time", { mode: "duration", seconds: -1 }, "INVALID_CONFIG", "data.seconds"],
        [
            "more than 366 days",
            { mode: "duration", seconds: 366 * 86_400 + 1 },
            "INVALID_CONFIG",
            "data.seconds"
        ],
        ["what is no time", { mode: "until", at: "soon" }, "INVALID_CONFIG", "data.at"],
        [
            "an unknown way on",
            { mode: "event", name: "x", on_timeout: "retry" },
            "INVALID_CONFIG",
            "data.on_timeout"
        ]
    ])("%s is a problem of that field", (_name, data, code, field) => {
        expect(compileNode(definition, data).problems).toMatchObject([{ code, field }]);
    });

    it.each([
        [0, "0 seconds"],
        [1, "1 second"],
        [0.25, "0.25 seconds"],
        [90, "1 minute 30 seconds"],
        [7_200, "2 hours"],
        [90_061, "1 day 1 hour"]
    ])("says %d seconds as %s", (seconds, words) => {
        expect(describeSeconds(seconds)).toBe(words);
        expect(definition.summary?.({ mode: "duration", seconds, on_timeout: "fail" })).toBe(words);
    });
});
