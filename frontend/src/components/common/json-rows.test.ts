import { describe, expect, it } from "vitest";
import { jsonRows } from "./json-rows.ts";

const all = { isOpen: () => true, limitOf: () => 100 };

/** One line a row: indent, name, what it shows. */
function drawn(value: unknown, options = all): string[] {
    return jsonRows({ value, ...options }).map((row) => {
        const shown = row.text === "" ? `${row.kind}(${row.count})` : row.text;
        return `${"  ".repeat(row.depth)}${row.name ?? "-"} ${shown}`;
    });
}

describe("jsonRows", () => {
    it("shows keys in their order, nested ones indented", () => {
        expect(drawn({ status: 200, body: { sku: "A", tags: ["x"], none: null } })).toEqual([
            "status 200",
            "body object(3)",
            '  sku "A"',
            "  tags array(1)",
            '    0 "x"',
            "  none null"
        ]);
    });

    it("writes paths the way references do", () => {
        const rows = jsonRows({ value: { body: { lines: [{ "odd key": 1 }] } }, ...all });
        expect(rows.map((row) => row.path)).toEqual([
            "body",
            "body.lines",
            "body.lines[0]",
            'body.lines[0]["odd key"]'
        ]);
    });

    it("spends nothing on closed containers", () => {
        const value = { a: { b: 1 }, c: 2 };
        expect(drawn(value, { ...all, isOpen: () => false })).toEqual(["a object(1)", "c 2"]);
    });

    it("cuts long lists and says how many more there are", () => {
        const value = { list: Array.from({ length: 250 }, (_, index) => index) };
        const lines = drawn(value);
        expect(lines).toHaveLength(1 + 100 + 1);
        expect(lines.at(-1)).toBe("  - more(150)");
    });

    it.each([
        [{}, ["- object(0)"]],
        [[], ["- array(0)"]],
        ["text", ['- "text"']],
        [null, ["- null"]]
    ])("shows a root without children by itself: %j", (value, lines) => {
        expect(drawn(value)).toEqual(lines);
    });

    it("survives values nested deeper than the call stack", () => {
        let value: unknown = 1;
        for (let depth = 0; depth < 20_000; depth++) value = { a: value };
        expect(jsonRows({ value, isOpen: () => true, limitOf: () => 100 })).toHaveLength(20_000);
    });
});
