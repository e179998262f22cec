import { describe, expect, it } from "vitest";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const flaky = { value: 1, fail: { message: "Not yet, ${a.output}", times: 2, retryable: true } };

describe("echo", () => {
    it("puts out its value, of whatever type", async () => {
        const data = { value: { n: "${a.output}", text: "n=${a.output}" } };
        const { result, slept_ms } = await runNode(executor, data, { outputs: { a: 7 } });
        expect(result).toEqual({ kind: "done", port: "out", output: { n: 7, text: "n=7" } });
        expect(slept_ms).toBe(0);
    });

    it("answers at once when there is nothing to wait for", () => {
        const answer = executor.run({ value: 1 }, {} as Parameters<typeof executor.run>[1]);
        expect(answer).toEqual({ kind: "done", port: "out", output: 1 });
    });

    it("takes its delay, which may come from a reference", async () => {
        const data = { value: "x", delay_ms: "${a.output}" };
        const { slept_ms } = await runNode(executor, data, { outputs: { a: 1_500 } });
        expect(slept_ms).toBe(1_500);
        const { result } = await runNode(executor, data, { outputs: { a: 60_001 } });
        expect(result).toMatchObject({
            error: {
                code: "INVALID_CONFIG",
                details: {
                    field_errors: [{ field: "data.delay_ms", message: "Must be at most 60000." }]
                }
            }
        });
    });

    it("stops waiting when it is told to", async () => {
        const signal = AbortSignal.abort(new Error("cancelled"));
        await expect(runNode(executor, { value: 1, delay_ms: 10 }, { signal })).rejects.toThrow(
            "cancelled"
        );
    });

    it("fails as many attempts as it is told, then succeeds", async () => {
        const attempt = async (number: number) =>
            (await runNode(executor, flaky, { attempt: number, outputs: { a: "Ada" } })).result;
        expect(await attempt(1)).toEqual({
            kind: "failed",
            error: {
                code: "ECHO_FAILED",
                message: "Not yet, Ada",
                details: { attempt: 1, times: 2 },
                is_retryable: true
            }
        });
        expect(await attempt(2)).toMatchObject({ kind: "failed" });
        expect(await attempt(3)).toMatchObject({ kind: "done", output: 1 });
    });

    it("fails once and for good unless it says more", async () => {
        const data = { value: 1, fail: { message: "no", code: "CARD_DECLINED" } };
        expect((await runNode(executor, data)).result).toMatchObject({
            error: { code: "CARD_DECLINED", is_retryable: false }
        });
        expect((await runNode(executor, data, { attempt: 2 })).result).toMatchObject({
            kind: "done"
        });
    });

    it("runs on the host's thread only when it neither waits nor fails", () => {
        const lane = (data: JsonObject) => compileNode(definition, data).plan?.nodes[0]?.lane;
        expect(lane({ value: 1 })).toBe("inline");
        expect(lane({ value: 1, delay_ms: 0 })).toBe("inline");
        expect(lane({ value: 1, delay_ms: 5 })).toBe("io");
        expect(lane({ value: 1, delay_ms: "${inputs.ms}" })).toBe("io");
        expect(lane({ value: 1, fail: { message: "x" } })).toBe("io");
    });

    it.each<[string, JsonObject, string, string]>([
        ["no value", {}, "MISSING_CONFIG", "data.value"],
        [
            "a delay of an hour",
            { value: 1, delay_ms: 3_600_000 },
            "INVALID_CONFIG",
            "data.delay_ms"
        ],
        ["a failure without words", { value: 1, fail: {} }, "MISSING_CONFIG", "data.fail.message"],
        [
            "a code in lower case",
            { value: 1, fail: { message: "x", code: "oops" } },
            "INVALID_CONFIG",
            "data.fail.code"
        ],
        [
            "a count from elsewhere",
            { value: 1, fail: { message: "x", times: "${inputs.n}" } },
            "INVALID_CONFIG",
            "data.fail.times"
        ]
    ])("%s is a problem of that field", (_name, data, code, field) => {
        expect(compileNode(definition, data).problems).toMatchObject([{ code, field }]);
    });
});
