import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Json } from "../orchestrator/values.ts";
import { check, isOfType } from "./check.ts";
import { complete } from "./complete.ts";
import { infer } from "./infer.ts";
import { applyDefaults, checkInputs, inputsTypeOf, outputTypeOf } from "./inputs.ts";
import { join } from "./join.ts";
import { jsonEqual, jsonSize, textBytes } from "./json.ts";
import { typeAt } from "./type-at.ts";
import { typeName } from "./type-name.ts";
import { inputFieldSchema, valueTypeSchema } from "./value-type.ts";
import type { InputField, ValueType } from "./value-type.ts";

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
const text: ValueType = { type: "string" };
const number: ValueType = { type: "number" };

describe("inferring", () => {
    it("gives a type that its value is of", () => {
        fc.assert(
            fc.property(json, (value) => {
                expect(check(value, infer(value))).toEqual([]);
            })
        );
    });

    it("gives a type that survives the wire", () => {
        fc.assert(
            fc.property(json, (value) => {
                expect(valueTypeSchema.parse(infer(value))).toEqual(infer(value));
            })
        );
    });

    it("leaves out the one key that no type can carry", () => {
        const value = JSON.parse('[{"__proto__":0,"a":1}]') as Json;
        expect(infer(value)).toEqual({
            type: "array",
            items: { type: "object", properties: { a: { type: "integer" } } }
        });
    });

    it("says what a value looks like", () => {
        expect(infer({ a: [1, 2.5], b: null, "": [] })).toEqual({
            type: "object",
            properties: {
                a: { type: "array", items: number },
                b: { type: "null" },
                "": { type: "array" }
            }
        });
    });
});

describe("joining", () => {
    it("gives a type that every one of the values is of", () => {
        fc.assert(
            fc.property(fc.array(json, { minLength: 1, maxLength: 5 }), (values) => {
                const type = join(values.map((value) => infer(value)));
                for (const value of values) expect(isOfType(value, type)).toBe(true);
            })
        );
    });

    it("makes what only some have optional", () => {
        const type = join([infer({ a: 1, b: "x" }), infer({ a: "y" })]);
        expect(type).toEqual({
            type: "object",
            properties: {
                a: { type: "union", of: [{ type: "integer" }, text] },
                b: text
            },
            optional: ["b"]
        });
        expect(typeName(join([text, { type: "null" }]))).toBe("text or null");
    });

    it("does not forget a secret", () => {
        expect(join([{ type: "string", secret: true }, text]).secret).toBe(true);
        expect(join([{ type: "string", secret: true }, number]).secret).toBe(true);
    });
});

describe("following a path", () => {
    const order = infer({ lines: [{ sku: "a" }], note: null });
    it.each<[ValueType, (string | number)[], string, ValueType["type"]]>([
        [order, [], "sure", "object"],
        [order, ["lines"], "sure", "array"],
        [order, ["lines", 0, "sku"], "sure", "string"],
        [order, ["lines", "sku"], "never", "any"],
        [order, ["lines", 0, "price"], "never", "any"],
        [order, ["constructor"], "never", "any"],
        [order, ["note", "x"], "never", "any"],
        [order, ["lines", 0, "sku", "length"], "never", "any"],
        [{ type: "any" }, ["x", 0], "unknown", "any"],
        [{ type: "object" }, ["x"], "unknown", "any"],
        [join([infer({ a: 1 }), infer({})]), ["a"], "maybe", "integer"],
        [join([infer({ a: 1 }), { type: "null" }]), ["a"], "maybe", "integer"]
    ])("%j %j", (type, path, presence, leads) => {
        expect(typeAt(type, path)).toMatchObject({ presence, type: { type: leads } });
    });

    it("agrees with the value: what is sure is there, what is never is not", () => {
        const steps = fc.array(fc.oneof(fc.constantFrom("a", "b"), fc.constantFrom(0, 1)), {
            maxLength: 3
        });
        const tree = fc.letrec<{ value: Json }>((tie) => ({
            value: fc.oneof(
                { depthSize: "small" },
                fc.constantFrom<Json>(1, "x", null),
                fc.array(tie("value"), { maxLength: 2 }),
                fc.dictionary(fc.constantFrom("a", "b"), tie("value"))
            )
        })).value;
        fc.assert(
            fc.property(tree, steps, (value, path) => {
                let at: unknown = value;
                for (const step of path) {
                    const fits = Array.isArray(at) === (typeof step === "number");
                    at =
                        fits && typeof at === "object" && at !== null
                            ? Reflect.get(at, step)
                            : undefined;
                }
                const { presence } = typeAt(infer(value), path);
                if (presence === "never") expect(at).toBeUndefined();
            })
        );
    });

    it("completes every path, a parent before its children", () => {
        const paths = complete(order).map(({ path }) => path.join("."));
        expect(paths).toEqual(["lines", "lines.0.sku", "note"]);
    });
});

describe("inputs", () => {
    const field = (more: object): InputField => inputFieldSchema.parse(more);
    const schema = {
        message: field({ type: "string", required: true }),
        tier: field({ type: "string", default: "basic", enum: ["basic", "gold"] }),
        count: field({ type: "integer" }),
        constructor: field({ type: "number" })
    };

    it.each<[Json, Record<string, string>]>([
        [{ message: "hi" }, {}],
        [{ message: "hi", tier: "gold", count: 2, extra: [1] }, {}],
        [{}, { "inputs.message": "Required." }],
        [{ message: null }, { "inputs.message": "Must be text." }],
        [{ message: "", tier: "silver" }, { "inputs.tier": 'Must be one of "basic", "gold".' }],
        [{ message: "", count: 1.5 }, { "inputs.count": "Must be a whole number." }],
        [{ message: "", count: "1" }, { "inputs.count": "Must be a whole number." }],
        [[], { inputs: "Must be an object." }],
        [null, { inputs: "Must be an object." }]
    ])("%j", (inputs, errors) => {
        const checked = checkInputs(schema, inputs);
        const found = checked.ok ? [] : checked.field_errors.map((one) => [one.field, one.message]);
        expect(Object.fromEntries(found)).toEqual(errors);
    });

    it("apply defaults to what is absent, and keep only what is named", () => {
        expect(applyDefaults(schema, { message: "hi", extra: 1 })).toEqual({
            message: "hi",
            tier: "basic"
        });
        expect(applyDefaults(schema, { message: "hi", tier: null })).toMatchObject({ tier: null });
    });

    it("are sure in a node's output where they have a default, raw only where they must be sent", () => {
        expect(outputTypeOf(schema).optional).toEqual(["count", "constructor"]);
        expect(inputsTypeOf(schema).optional).toEqual(["tier", "count", "constructor"]);
    });
});

describe("JSON", () => {
    it("is equal by content", () => {
        fc.assert(
            fc.property(json, json, (left, right) => {
                const copy = JSON.parse(JSON.stringify(left)) as Json;
                expect(jsonEqual(left, copy)).toBe(true);
                const isSame = JSON.stringify(infer(left)) === JSON.stringify(infer(right));
                if (!isSame) expect(jsonEqual(left, right)).toBe(false);
            })
        );
    });

    it("is measured without writing it, at any depth", () => {
        let deep: Json = 1;
        for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
        expect(jsonSize(deep, 1e9)).toBeGreaterThan(200_000);
        expect(jsonSize("x".repeat(1_000), 10)).toBeGreaterThan(10);
        expect(textBytes("aü€😀")).toBe(10);
    });
});
