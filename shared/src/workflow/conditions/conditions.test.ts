import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Json } from "../../orchestrator/values.ts";
import { quickest } from "../testing/quickest.ts";
import { scopeOf } from "../templates/scope.ts";
import { describeCondition } from "./describe.ts";
import { evaluateCondition } from "./evaluate.ts";
import { linearRegex } from "./linear-regex.ts";
import { OPERATORS, operatorNames } from "./operators.ts";
import type { OperatorName } from "./operators.ts";
import { patternProblem } from "./pattern.ts";
import { resolveCondition } from "./resolve.ts";
import { conditionSchema } from "./schema.ts";
import type { Condition, Rule } from "./schema.ts";
import { parseTime } from "./time.ts";

const ask = (rule: Rule) => evaluateCondition({ combinator: "and", rules: [rule] }, linearRegex);

const T = "TYPE_MISMATCH";
const I = "INVALID_CONFIG";

const CASES: [Json | undefined, OperatorName, Json | undefined, boolean | string][] = [
    [1, "equals", 1, true],
    [1, "equals", "1", false],
    ["A", "equals", "a", false],
    [{ a: 1, b: [2] }, "equals", { b: [2], a: 1 }, true],
    [[1, 2], "equals", [2, 1], false],
    [null, "equals", null, true],
    [{}, "equals", [], false],
    [{ constructor: 1 }, "equals", { toString: 1 }, false],
    [1, "not_equals", "1", true],
    [2, "greater_than", 1, true],
    [1, "greater_than", 1, false],
    ["b", "greater_than", "a", true],
    ["10", "greater_than", "9", false],
    ["2", "greater_than", 1, T],
    [null, "less_than", 1, T],
    [true, "less_than", false, T],
    [1, "greater_or_equal", 1, true],
    [1, "less_or_equal", 0, false],
    [0.5, "less_than", 1, true],
    ["hello", "contains", "ell", true],
    ["hello", "contains", "ELL", false],
    [[1, { a: 1 }], "contains", { a: 1 }, true],
    [["1"], "contains", 1, false],
    [5, "contains", 5, T],
    ["hello", "not_contains", "x", true],
    ["hello", "starts_with", "he", true],
    ["hello", "ends_with", "lo", true],
    [5, "starts_with", "5", T],
    ["order-42", "matches", "^order-\\d+$", true],
    ["x order-42", "matches", "order", true],
    ["abc", "matches", "(?=b)", I],
    ["abc", "matches", "(", I],
    ["gold", "in", ["gold", "silver"], true],
    [1, "in", ["1"], false],
    ["a", "in", "abc", T],
    ["x", "not_in", ["gold"], true],
    ["", "is_empty", undefined, true],
    [[], "is_empty", undefined, true],
    [{}, "is_empty", undefined, true],
    [null, "is_empty", undefined, true],
    [0, "is_empty", undefined, false],
    [" ", "is_empty", undefined, false],
    [[0], "is_not_empty", undefined, true],
    [true, "is_true", undefined, true],
    ["true", "is_true", undefined, false],
    [1, "is_true", undefined, false],
    [false, "is_false", undefined, true],
    [null, "is_false", undefined, false],
    [null, "exists", undefined, true],
    [undefined, "exists", undefined, false],
    [undefined, "not_exists", undefined, true],
    [0, "not_exists", undefined, false],
    ["2026-01-01", "before", "2026-01-02", true],
    ["2026-01-01T00:00:00+02:00", "before", "2026-01-01", true],
    ["2026-01-01T00:00:00Z", "after", "2026-01-01T00:00:00.000Z", false],
    ["2026-02-30", "after", "2026-01-01", T],
    ["soon", "before", "2026-01-01", T],
    [0, "before", "2026-01-01", T]
];

describe("operators", () => {
    it.each(CASES)("%j %s %j is %s", (left, operator, right, expected) => {
        const rule = { operator, ...(left === undefined ? {} : { left }), right };
        const answer = ask(rule);
        expect(answer.ok ? answer.result : answer.error.code).toBe(expected);
    });

    it("are all in the cases above", () => {
        expect(new Set(CASES.map(([, operator]) => operator))).toEqual(new Set(operatorNames));
    });

    it("say which rule did not fit, and how to mend it", () => {
        const answer = evaluateCondition(
            {
                combinator: "and",
                rules: [
                    { left: 1, operator: "equals", right: 1 },
                    { combinator: "or", rules: [{ left: "2", operator: "greater_than", right: 1 }] }
                ]
            },
            linearRegex
        );
        expect(answer).toMatchObject({
            ok: false,
            error: {
                code: "TYPE_MISMATCH",
                message: expect.stringContaining("Rule 2.1 (is greater than): a text and a number"),
                details: { field: "data.condition.rules[1].rules[0]", left_type: "string" },
                is_retryable: false
            }
        });
    });
});

const yes: Rule = { left: 1, operator: "equals", right: 1 };
const no: Rule = { left: 1, operator: "equals", right: 2 };
const broken: Rule = { left: 1, operator: "greater_than", right: "2" };

describe("groups", () => {
    const result = (condition: Condition) => {
        const answer = evaluateCondition(condition, linearRegex);
        return answer.ok ? answer.result : answer.error.code;
    };

    it("are asked in order until the answer is known", () => {
        expect(result({ combinator: "and", rules: [no, broken] })).toBe(false);
        expect(result({ combinator: "or", rules: [yes, broken] })).toBe(true);
        expect(result({ combinator: "and", rules: [yes, broken] })).toBe("TYPE_MISMATCH");
        expect(result({ combinator: "or", rules: [broken, yes] })).toBe("TYPE_MISMATCH");
    });

    it("nest, as logic does", () => {
        const tree = fc.letrec<{ entry: Rule | Condition }>((tie) => ({
            entry: fc.oneof(
                { depthSize: "small", withCrossShrink: true },
                fc.constantFrom(yes, no),
                fc.record({
                    combinator: fc.constantFrom("and" as const, "or" as const),
                    rules: fc.array(tie("entry"), { minLength: 1, maxLength: 4 })
                })
            )
        })).entry;
        const naive = (entry: Rule | Condition): boolean => {
            if (!("rules" in entry)) return entry === yes || entry.right === 1;
            const answers = entry.rules.map(naive);
            return entry.combinator === "and" ? answers.every(Boolean) : answers.some(Boolean);
        };
        fc.assert(
            fc.property(tree, (entry) => {
                expect(result({ combinator: "and", rules: [entry] })).toBe(naive(entry));
            })
        );
    });
});

describe("explanations", () => {
    it("show each rule with what stood on its sides, and what was not asked", () => {
        const answer = evaluateCondition(
            { combinator: "or", rules: [no, yes, broken] },
            linearRegex
        );
        expect(answer).toMatchObject({
            because: {
                result: true,
                combinator: "or",
                rules: [
                    { left: 1, operator: "equals", right: 2, result: false },
                    { left: 1, operator: "equals", right: 1, result: true },
                    { left: 1, operator: "greater_than", right: "2", result: null }
                ]
            }
        });
    });

    it("stay below 1 KB whatever the values", () => {
        const value = fc.oneof(
            fc.string({ unit: "grapheme", maxLength: 3_000 }),
            fc.constant("ü".repeat(500_000)),
            fc.array(fc.string(), { maxLength: 300 }),
            fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>)
        );
        const rules = fc.array(
            fc.record({ left: value, operator: fc.constant("not_equals" as const), right: value }),
            { minLength: 1, maxLength: 60 }
        );
        fc.assert(
            fc.property(rules, (list) => {
                const answer = evaluateCondition({ combinator: "and", rules: list }, linearRegex);
                if (!answer.ok) throw new Error(answer.error.message);
                const bytes = new TextEncoder().encode(JSON.stringify(answer.because)).length;
                expect(bytes).toBeLessThanOrEqual(1_024);
            })
        );
    });
});

describe("resolving", () => {
    const scope = scopeOf({ a: { output: { n: null, x: 5 } } });
    const resolve = (rule: Json) =>
        resolveCondition({ combinator: "and", rules: [rule] }, scope, "data.c");

    it("lets only the left side of exists and not_exists lead nowhere", () => {
        expect(resolve({ left: "${a.output.zz}", operator: "exists" })).toEqual({
            ok: true,
            value: { combinator: "and", rules: [{ operator: "exists" }] }
        });
        expect(resolve({ left: "${a.output.n}", operator: "exists" })).toMatchObject({
            value: { rules: [{ left: null, operator: "exists" }] }
        });
        expect(resolve({ left: "${a.output.zz}", operator: "equals", right: 1 })).toMatchObject({
            error: { code: "UNRESOLVED_REFERENCE", details: { field: "data.c.rules[0].left" } }
        });
        expect(resolve({ left: "${a..zz}", operator: "exists" })).toMatchObject({
            error: { code: "INVALID_CONFIG" }
        });
    });

    it("goes into groups, and keeps types", () => {
        const group = {
            combinator: "or",
            rules: [{ left: "${a.output.x}", operator: "in", right: ["${a.output.n}"] }]
        };
        expect(resolve(group)).toMatchObject({
            value: { rules: [{ rules: [{ left: 5, operator: "in", right: [null] }] }] }
        });
    });
});

describe("the schema", () => {
    it.each<[string, object, boolean]>([
        ["no rules", { combinator: "and", rules: [] }, false],
        [
            "an unknown operator",
            { combinator: "and", rules: [{ left: 1, operator: "like", right: 1 }] },
            false
        ],
        [
            "a rule without its right side",
            { combinator: "and", rules: [{ left: 1, operator: "equals" }] },
            false
        ],
        [
            "a rule without its left side",
            { combinator: "and", rules: [{ operator: "is_true" }] },
            false
        ],
        [
            "exists without a left side",
            { combinator: "and", rules: [{ operator: "exists" }] },
            true
        ],
        ["an unknown combinator", { combinator: "xor", rules: [yes] }, false],
        [
            "a group in a group",
            { combinator: "or", rules: [{ combinator: "and", rules: [yes] }] },
            true
        ]
    ])("%s", (_name, condition, fine) => {
        expect(conditionSchema.safeParse(condition).success).toBe(fine);
    });
});

describe("patterns", () => {
    it("are linear in the text", () => {
        const text = `${"a".repeat(50_000)}!`;
        expect(linearRegex.test("^(a+)+$", text)).toBe(false);
        expect(quickest(() => void linearRegex.test("^(a+)+$", text))).toBeLessThan(1_000);
    });

    it.each([
        ["a|b", true],
        ["(?i)abc", true],
        ["(?P<year>\\d{4})", true],
        ["[[:alpha:]]+", true],
        ["\\pL+", true],
        ["a(?=b)", false],
        ["(a)\\1", false],
        ["\\\\1", true],
        ["(", false],
        ["[a", false]
    ])("%s is told before an execution as the engine sees it", (pattern, fine) => {
        expect(patternProblem(pattern) === null).toBe(fine);
        expect(typeof linearRegex.test(pattern, "") === "boolean").toBe(fine);
    });
});

describe("times", () => {
    it.each([
        ["1970-01-01", 0],
        ["1970-01-01T00:00:01Z", 1_000],
        ["1970-01-01T01:00:00+01:00", 0],
        ["1970-01-01 00:00", 0],
        ["1970-01-01T00:00:00.25", 250],
        ["0001-01-01", -62_135_596_800_000],
        ["2024-02-29", 1_709_164_800_000]
    ])("%s", (text, expected) => {
        expect(parseTime(text)).toBe(expected);
    });

    it.each(["2026-01-01T00:00:00+25:00", "2026-01-01T00:00:00-01:60", "2026-01-01T24:00:00Z"])(
        "%s is none",
        (text) => {
            expect(parseTime(text)).toBeNull();
        }
    );

    it("agree with the language on every date", () => {
        const dates = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) });
        fc.assert(
            fc.property(dates, (date) => {
                expect(parseTime(date.toISOString())).toBe(date.getTime());
            })
        );
    });
});

it("describes a condition in one line", () => {
    const rule: Rule = { left: "${order.output.tier}", operator: "equals", right: "gold" };
    expect(describeCondition({ combinator: "and", rules: [rule] })).toBe(
        "${order.output.tier} equals gold"
    );
    expect(describeCondition({ combinator: "or", rules: [rule, rule] })).toBe("Any of 2 rules");
    expect(Object.values(OPERATORS).every(({ label }) => label.length > 0)).toBe(true);
});
