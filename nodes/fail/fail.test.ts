import { describe, expect, it } from "vitest";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

describe("fail", () => {
    it.each([1, 2, 20])("fails attempt %i like every other, for good", async (attempt) => {
        const data = { message: "No stock of ${a.output}." };
        const { result } = await runNode(executor, data, { attempt, outputs: { a: "tea" } });
        expect(result).toEqual({
            kind: "failed",
            error: { code: "FAILED", message: "No stock of tea.", is_retryable: false }
        });
    });

    it("goes by the code it is given", async () => {
        const { result } = await runNode(executor, { message: "x", code: "NO_STOCK" });
        expect(result).toMatchObject({ error: { code: "NO_STOCK" } });
    });

    it("has no way on but its error port", () => {
        expect(definition.ports).toEqual([{ id: "error", label: "error" }]);
    });

    it.each<[string, JsonObject, string, string]>([
        ["no message", {}, "MISSING_CONFIG", "data.message"],
        ["an empty message", { message: "" }, "INVALID_CONFIG", "data.message"],
        ["a code in lower case", { message: "x", code: "oops" }, "INVALID_CONFIG", "data.code"]
    ])("%s is a problem of that field", (_name, data, code, field) => {
        expect(compileNode(definition, data).problems).toMatchObject([{ code, field }]);
    });
});
