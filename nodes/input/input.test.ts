import { describe, expect, it } from "vitest";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const schema = {
    message: { type: "string", required: true },
    tier: { type: "string", default: "basic" },
    note: {}
};

describe("input", () => {
    it("puts out the fields it names, defaults applied", async () => {
        const inputs = { message: "hi", other: 1 };
        const { result } = await runNode(executor, { schema }, { inputs });
        expect(result).toEqual({
            kind: "done",
            port: "out",
            output: { message: "hi", tier: "basic" }
        });
    });

    it("keeps a null that was sent", async () => {
        const inputs = { message: "hi", note: null, tier: "gold" };
        const { result } = await runNode(executor, { schema }, { inputs });
        expect(result).toMatchObject({ output: { message: "hi", note: null, tier: "gold" } });
    });

    it("reads no references in its own fields", async () => {
        const literal = { text: { default: "${not.a.reference}", description: "say ${x" } };
        const { result } = await runNode(executor, { schema: literal });
        expect(result).toMatchObject({ output: { text: "${not.a.reference}" } });
        expect(compileNode(definition, { schema: literal }).problems).toEqual([]);
    });

    it("without fields puts out an empty object", async () => {
        const { result } = await runNode(executor, {}, { inputs: { a: 1 } });
        expect(result).toMatchObject({ output: {} });
    });

    it("knows the type of what it puts out", () => {
        expect(compileNode(definition, { schema }).types.node?.output_schema).toEqual({
            type: "object",
            properties: {
                message: { type: "string" },
                tier: { type: "string" },
                note: { type: "any" }
            },
            optional: ["note"]
        });
    });

    it.each([
        [
            "a default of another type",
            { n: { type: "number", default: "1" } },
            "data.schema.n.default"
        ],
        [
            "a default that is no choice",
            { "first name": { enum: ["a"], default: "b" } },
            'data.schema["first name"].default'
        ],
        ["an unknown type", { n: { type: "text" } }, "data.schema.n.type"],
        ["no choices", { n: { enum: [] } }, "data.schema.n.enum"]
    ])("%s is a problem of that field", (_name, wrong, field) => {
        expect(compileNode(definition, { schema: wrong }).problems).toMatchObject([
            { code: "INVALID_CONFIG", severity: "error", field }
        ]);
    });

    it("shows its fields on the card", () => {
        const summary = (names: string[]) =>
            definition.summary?.({
                schema: Object.fromEntries(
                    names.map((name) => [name, { type: "any", required: false } as const])
                )
            });
        expect(summary([])).toBe("No fields");
        expect(summary(["a", "b"])).toBe("a, b");
        expect(summary(["a", "b", "c", "d"])).toBe("a, b and 2 more");
    });
});
