import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import type { NodeContext } from "../kit/context.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const run = async (data: JsonObject, vars: JsonObject = {}) =>
    (await runNode(executor, { name: "v", ...data }, { vars })).result;
const wrote = (value: Json) => ({
    kind: "done",
    port: "out",
    output: value,
    vars: [{ name: "v", value }]
});

describe("variable", () => {
    it.each<[string, JsonObject, JsonObject, Json]>([
        ["sets", { operation: "set", value: { a: 1 } }, {}, { a: 1 }],
        ["sets null", { operation: "set", value: null }, { v: 1 }, null],
        ["appends to nothing", { operation: "append", value: 1 }, {}, [1]],
        ["appends to a list", { operation: "append", value: [2] }, { v: [1] }, [1, [2]]],
        ["increments from 0 by 1", { operation: "increment" }, {}, 1],
        ["increments by what it is told", { operation: "increment", value: -2.5 }, { v: 4 }, 1.5],
        ["reads references", { operation: "set", value: "${vars.w}" }, { w: [7] }, [7]]
    ])("%s, and puts out the new value", async (_name, data, vars, value) => {
        expect(await run(data, vars)).toEqual(wrote(value));
    });

    it("reads without writing, and takes its value for a default", async () => {
        const got = (output: Json) => ({ kind: "done", port: "out", output });
        expect(await run({ operation: "get" }, { v: "x" })).toEqual(got("x"));
        expect(await run({ operation: "get" }, { v: null })).toEqual(got(null));
        expect(await run({ operation: "get", value: 9 }, { v: 1 })).toEqual(got(1));
        expect(await run({ operation: "get", value: null })).toEqual(got(null));
    });

    it.each<[string, JsonObject, JsonObject, string]>([
        ["get of a missing one", { operation: "get" }, {}, "UNRESOLVED_REFERENCE"],
        ["append to text", { operation: "append", value: 1 }, { v: "x" }, "TYPE_MISMATCH"],
        ["append to null", { operation: "append", value: 1 }, { v: null }, "TYPE_MISMATCH"],
        ["increment of text", { operation: "increment" }, { v: "1" }, "TYPE_MISMATCH"],
        ["increment of null", { operation: "increment" }, { v: null }, "TYPE_MISMATCH"],
        ["increment by text", { operation: "increment", value: "1" }, {}, "TYPE_MISMATCH"],
        [
            "more than any number",
            { operation: "increment", value: 1.7e308 },
            { v: 1.7e308 },
            "TYPE_MISMATCH"
        ]
    ])("%s fails, not to be tried again", async (_name, data, vars, code) => {
        expect(await run(data, vars)).toMatchObject({
            kind: "failed",
            error: {
                code,
                is_retryable: false,
                details: { solution: expect.any(String) as string }
            }
        });
    });

    it.each(["constructor", "__proto__", "toString"])("finds nobody's %s", async (name) => {
        expect(await run({ name, operation: "get" })).toMatchObject({
            error: { code: "UNRESOLVED_REFERENCE" }
        });
        expect(await run({ name, operation: "increment" })).toMatchObject({ output: 1 });
    });

    it("waits for a variable that has to be fetched", async () => {
        const context = { variable: () => Promise.resolve([1]) } as Partial<NodeContext>;
        const config = { operation: "append", name: "v", value: 2 } as const;
        expect(await executor.run(config, context as NodeContext)).toEqual(wrote([1, 2]));
    });

    it("holds the variable's lock while it writes", () => {
        const locks = (operation: string) =>
            compileNode(definition, { operation, name: "v", value: 1 }).plan?.nodes[0]?.locks;
        for (const operation of ["set", "append", "increment"])
            expect(locks(operation)).toEqual(["var:v"]);
        expect(locks("get")).toEqual([]);
    });

    it.each<[string, JsonObject, string, string]>([
        ["no operation", { name: "v" }, "MISSING_CONFIG", "data.operation"],
        ["no name", { operation: "get" }, "MISSING_CONFIG", "data.name"],
        ["an empty name", { operation: "get", name: "" }, "INVALID_CONFIG", "data.name"],
        ["nothing to set", { operation: "set", name: "v" }, "MISSING_CONFIG", "data.value"],
        ["nothing to append", { operation: "append", name: "v" }, "MISSING_CONFIG", "data.value"],
        [
            "an unknown operation",
            { operation: "swap", name: "v" },
            "INVALID_CONFIG",
            "data.operation"
        ]
    ])("%s is a problem of that field", (_name, data, code, field) => {
        expect(compileNode(definition, data).problems).toMatchObject([{ code, field }]);
    });
});
