import { describe, expect, it } from "vitest";
import { effort } from "../../test/effort.ts";
import { AppError } from "../errors.ts";
import { parseJsonText } from "./json-text.ts";

function refusal(text: string | Uint8Array): { code: string; message: string; fields: unknown } {
    try {
        parseJsonText(typeof text === "string" ? Buffer.from(text) : text);
    } catch (error) {
        if (error instanceof AppError)
            return {
                code: error.code,
                message: error.message,
                fields: error.details["field_errors"]
            };
        throw error;
    }
    throw new Error("It was accepted.");
}

const fields = (text: string): unknown => refusal(text).fields;

describe("JSON text", () => {
    it("reads what JSON.parse reads", () => {
        const value = {
            'q"uo\\te': ["a\\", '\\"', "}", "[", ",", ":", "é", "👩‍👩‍👧"],
            nested: [{}, [], [[1, -0.5, 1e10, 12345678901234567000]], { a: { b: null } }],
            yes: true,
            no: false
        };
        expect(parseJsonText(Buffer.from(JSON.stringify(value, null, 2)))).toEqual(value);
        expect(parseJsonText(Buffer.alloc(0))).toBeUndefined();
        expect(parseJsonText(Buffer.from(" null "))).toBeNull();
    });

    it.each([
        ['{"a":1,"a":2}', "a"],
        ['{"a":{"b":1,"\\u0062":2}}', "a.b"],
        ['{"list":[{"x":1},{"x":1,"y":2,"x":3}]}', "list[1].x"]
    ])("refuses a key that stands twice: %s", (text, field) => {
        expect(fields(text)).toEqual([{ field, message: "Stands here twice." }]);
    });

    it("tells an object's keys from its values", () => {
        expect(parseJsonText(Buffer.from('{"a":"b","b":"a","c":["a","a"]}'))).toEqual({
            a: "b",
            b: "a",
            c: ["a", "a"]
        });
    });

    it.each([
        ['{"n":1e400}', "Too large for a number; send it as text."],
        ['{"n":-1E+999}', "Too large for a number; send it as text."],
        ['{"n":1E-400}', "Too small for a number; send it as text."],
        ['{"n":9007199254740993}', "Would be rounded to 9007199254740992; send it as text."]
    ])("refuses a number that would become another one: %s", (text, message) => {
        expect(fields(text)).toEqual([{ field: "n", message }]);
    });

    it.each(["0e400", "-0", "0.0e-999", "9007199254740992", "1.7976931348623157e308"])(
        "keeps the number %s",
        (text) => expect(parseJsonText(Buffer.from(text))).toBe(Number(text))
    );

    it.each([
        ['{"a\\u0000b":1}', "Contains a NUL character."],
        ['{"x":"a\\u0000b"}', "Contains a NUL character."],
        ['{"x":["\\ud800"]}', "Contains half of a surrogate pair."],
        ['"\\udc00\\ud800"', "Contains half of a surrogate pair."]
    ])("refuses text that storage cannot hold: %s", (text, message) => {
        expect(fields(text)).toEqual([expect.objectContaining({ message })]);
    });

    it("refuses __proto__ anywhere, and nothing is polluted", () => {
        expect(fields('{"a":[{"__proto__":{"isAdmin":true}}]}')).toEqual([
            { field: "a[0].__proto__", message: "This name is not allowed." }
        ]);
        expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
        parseJsonText(Buffer.from('{"constructor":{"prototype":{"polluted":1}}}'));
        expect(({} as { polluted?: number }).polluted).toBeUndefined();
    });

    it("goes 64 levels deep and no deeper", () => {
        const nested = (depth: number) => Buffer.from("[".repeat(depth) + "]".repeat(depth));
        expect(parseJsonText(nested(64))).toBeInstanceOf(Array);
        expect(refusal(nested(65)).message).toContain("64 levels");
        expect(refusal(nested(100_000)).code).toBe("VALIDATION_FAILED");
    });

    it("says where it stops being JSON", () => {
        expect(refusal('{\n  "a": 1,\n  b: 2\n}').message).toContain("line 3, column 3");
        expect(refusal("NaN").code).toBe("MALFORMED_JSON");
        expect(refusal('{"a"').code).toBe("MALFORMED_JSON");
        expect(refusal(new Uint8Array([0x22, 0xff, 0x22])).message).toContain("UTF-8");
    });

    it("takes a megabyte of escapes, quotes or digits in its stride", async () => {
        const { ms } = await effort(() => {
            parseJsonText(Buffer.from(JSON.stringify('\\"'.repeat(250_000))));
            parseJsonText(Buffer.from(JSON.stringify("\\".repeat(500_000))));
            expect(refusal("9".repeat(1_000_000)).code).toBe("VALIDATION_FAILED");
            expect(refusal(`{${'"a":1,'.repeat(150_000)}"a":1}`).fields).toHaveLength(20);
        });
        expect(ms).toBeLessThan(1_000);
    });
});
