import fc from "fast-check";
import { expect, it } from "vitest";
import { isHalfJson, printLiteral, readLiteral } from "./literal.ts";

it.each([
    ["gold", "gold"],
    ["", ""],
    [" two words ", " two words "],
    ["5", 5],
    ["-1.5", -1.5],
    ["5 apples", "5 apples"],
    ["007", "007"],
    ["1e999", "1e999"],
    ["true", true],
    ["trueish", "trueish"],
    ["null", null],
    ['"5"', "5"],
    ['"', '"'],
    ["${a.output}", "${a.output}"],
    ['{ "sku": "${a.output}" }', { sku: "${a.output}" }],
    ["[1, 2]", [1, 2]],
    ["{ not json", "{ not json"]
])("reads %j", (text, value) => {
    expect(readLiteral(text)).toEqual(value);
});

it("prints every value so that it reads back as itself", () => {
    fc.assert(
        fc.property(fc.oneof(fc.string(), fc.jsonValue()), (value) => {
            const json = JSON.parse(JSON.stringify(value)) as never;
            expect(readLiteral(printLiteral(json))).toEqual(json);
        })
    );
});

it("knows what is not JSON yet", () => {
    expect(isHalfJson('{ "a": ')).toBe(true);
    expect(isHalfJson('{ "a": 1 }')).toBe(false);
    expect(isHalfJson("a {")).toBe(false);
});
