import { describe, expect, it } from "vitest";
import { MAX_DEPTH, plainJson } from "./plain-json.ts";

function nested(depth: number): unknown {
    let value: unknown = 1;
    for (let level = 0; level < depth; level += 1) value = [value];
    return value;
}

describe("plainJson", () => {
    it("takes JSON as it is, without copying it", () => {
        const value = { a: [1, "two", null, { b: true }], constructor: 1 };
        const plain = plainJson(value);
        expect(plain).toMatchObject({ ok: true, text: JSON.stringify(value) });
        if (plain.ok) expect(plain.json).toBe(value);
    });

    it("says so where there is more than a text can hold", () => {
        const megabyte = "x".repeat(1_000_000);
        const plain = plainJson(Array.from({ length: 600 }, () => megabyte));
        expect(plain).toMatchObject({ ok: false, is_too_large: true });
    });

    it("reads back what holds undefined, since an absent key and an undefined one differ", () => {
        const plain = plainJson({ a: 1, b: undefined });
        if (!plain.ok) throw new Error(plain.problem);
        expect(Object.hasOwn(plain.json as object, "b")).toBe(false);
    });

    it.each([
        [undefined, "nothing at all"],
        [() => 1, "a function"],
        [Number.NaN, "the number NaN"],
        [{ deep: [Infinity] }, "the number Infinity"],
        [1n, "a bigint"],
        [Symbol("x"), "a symbol"],
        [new Date(), "an instance of Date"],
        [new Map(), "an instance of Map"],
        [{ toJSON: () => 1 }, "a toJSON method"],
        [nested(MAX_DEPTH + 1), "nested deeper"]
    ])("refuses %s with a sentence", (value, words) => {
        const plain = plainJson(value);
        expect(plain.ok).toBe(false);
        if (!plain.ok) expect(plain.problem).toContain(words);
    });

    it("refuses what contains itself", () => {
        const cycle: { self?: unknown } = {};
        cycle.self = cycle;
        expect(plainJson(cycle).ok).toBe(false);
        expect(plainJson(nested(MAX_DEPTH)).ok).toBe(true);
    });
});
