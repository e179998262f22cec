import { describe, expect, it } from "vitest";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const workflow_id = "01890a5d-ac96-774b-bcce-b302099a8057";

describe("workflow", () => {
    it("calls another workflow and waits, its inputs resolved", async () => {
        const data = { workflow_id, inputs: { order: "${a.output}", text: "n=${a.output.n}" } };
        const { result } = await runNode(executor, data, { outputs: { a: { n: 1 } } });
        expect(result).toEqual({
            kind: "child",
            workflow_id,
            input: { order: { n: 1 }, text: "n=1" },
            detached: false
        });
    });

    it("may name a version, pass all inputs at once, and not wait", async () => {
        const data = { workflow_id, version: 3, inputs: "${a.output}", wait: false };
        const { result } = await runNode(executor, data, { outputs: { a: { n: 1 } } });
        expect(result).toEqual({
            kind: "child",
            workflow_id,
            version: 3,
            input: { n: 1 },
            detached: true
        });
    });

    it("fails where its inputs are no object", async () => {
        const data = { workflow_id, inputs: "${a.output}" };
        const { result } = await runNode(executor, data, { outputs: { a: [1] } });
        expect(result).toMatchObject({ error: { code: "INVALID_CONFIG" } });
    });

    it("knows what it puts out", () => {
        const type = (data: JsonObject) =>
            compileNode(definition, { workflow_id, ...data }).types["node"]?.output_schema;
        expect(type({})).toEqual({ type: "object" });
        expect(type({ wait: false })).toMatchObject({ properties: { execution_id: {} } });
    });

    it.each<[string, JsonObject, string, string]>([
        ["no workflow", {}, "MISSING_CONFIG", "data.workflow_id"],
        ["an id of another form", { workflow_id: "mine" }, "INVALID_CONFIG", "data.workflow_id"],
        ["version 0", { workflow_id, version: 0 }, "INVALID_CONFIG", "data.version"],
        ["inputs as a list", { workflow_id, inputs: [] }, "INVALID_CONFIG", "data.inputs"]
    ])("%s is a problem of that field", (_name, data, code, field) => {
        expect(compileNode(definition, data).problems).toMatchObject([{ code, field }]);
    });
});
