import { expect, it } from "vitest";
import fc from "fast-check";
import { canonicalJson } from "./canonical-json.ts";
import type { Json } from "../orchestrator/values.ts";

it("does not depend on the order of keys, at any depth", () => {
    expect(canonicalJson({ b: [{ y: 1, x: 2 }], a: null })).toBe('{"a":null,"b":[{"x":2,"y":1}]}');
});

it("keeps everything", () => {
    fc.assert(
        fc.property(fc.json(), (text) => {
            const value = JSON.parse(text) as Json;
            expect(JSON.parse(canonicalJson(value))).toEqual(value);
        })
    );
});

it("keeps a key called __proto__ a key", () => {
    const value = JSON.parse('{"b":1,"__proto__":{"z":1,"a":2}}') as Json;
    expect(canonicalJson(value)).toBe('{"__proto__":{"a":2,"z":1},"b":1}');
});
