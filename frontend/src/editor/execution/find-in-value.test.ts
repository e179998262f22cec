import { describe, expect, it } from "vitest";
import { findInValue } from "./find-in-value.ts";

const VALUE = {
    order: {
        id: "A-17",
        lines: [
            { sku: "LAMP-3", qty: 2 },
            { sku: "CABLE", qty: 17 }
        ]
    },
    "odd key": { lamp: null },
    isLamp: true
};

describe("findInValue", () => {
    it("finds keys and leaves in the order of the value, in any case of letters", () => {
        expect(findInValue(VALUE, "lamp", 9).map(({ path }) => path)).toEqual([
            "order.lines[0].sku",
            '["odd key"].lamp',
            "isLamp"
        ]);
        expect(findInValue(VALUE, "17", 9)).toEqual([
            { path: "order.id", value: "A-17" },
            { path: "order.lines[1].qty", value: 17 }
        ]);
    });

    it("stops at the most that is wanted", () => {
        const list = Array.from({ length: 1_000 }, (_one, index) => `row ${index}`);
        expect(findInValue(list, "row", 50)).toHaveLength(50);
        expect(findInValue(list, "nothing", 50)).toEqual([]);
    });

    it("walks what is nested deeper than the call stack", () => {
        let value: unknown = "deep";
        for (let depth = 0; depth < 20_000; depth++) value = [value];
        expect(findInValue(value, "deep", 5)).toHaveLength(1);
    });
});
