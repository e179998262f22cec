import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const rule = (left: Json, operator: string, right: Json): JsonObject => ({
    combinator: "and",
    rules: [{ left, operator, right }]
});
const gold = { id: "gold", equals: "gold" };
const rich = { id: "rich", condition: rule("${order.output.total}", "greater_than", 100) };
const tier = "${order.output.tier}";
const run = async (data: JsonObject, order: JsonObject = { tier: "gold", total: 500 }) =>
    (await runNode(executor, data, { outputs: { order } })).result;
const ports = (data: unknown) => {
    if (typeof definition.ports !== "function") throw new Error("They depend on the cases.");
    return definition.ports(data as Parameters<typeof definition.ports>[0]).map(({ id }) => id);
};

describe("switch", () => {
    it("takes the first case that matches, and no other", async () => {
        const cases = [gold, rich];
        expect(await run({ value: tier, cases })).toMatchObject({
            kind: "done",
            port: "gold",
            output: { matched: ["gold"] }
        });
        expect(await run({ value: tier, cases })).not.toHaveProperty("ports");
        expect(await run({ value: tier, mode: "first", cases: [rich, gold] })).toMatchObject({
            port: "rich",
            output: { matched: ["rich"] }
        });
    });

    it("with mode all takes every case that matches, in the order of cases", async () => {
        const cases = [rich, { id: "never", equals: 0 }, gold];
        expect(await run({ value: tier, mode: "all", cases })).toMatchObject({
            port: "rich",
            ports: ["rich", "gold"],
            output: { matched: ["rich", "gold"] }
        });
    });

    it.each(["first", "all"])("with mode %s goes by default where none matches", async (mode) => {
        const result = await run({
            value: "silver",
            mode,
            cases: [gold, { id: "n", equals: null }]
        });
        expect(result).toMatchObject({ port: "default", output: { matched: [] } });
        expect(result).not.toHaveProperty("ports");
    });

    it.each<[Json, Json, boolean]>([
        [1, "1", false],
        ["A", "a", false],
        [1, 1, true],
        [null, null, true],
        [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
        [0, false, false]
    ])("%j equals %j strictly: %j", async (value, equals, matches) => {
        const result = await run({ value, cases: [{ id: "same", equals }] });
        expect(result).toMatchObject({ port: matches ? "same" : "default" });
    });

    it("reads references in the value, in what is to equal and in conditions", async () => {
        const data = {
            value: { t: tier },
            mode: "all",
            cases: [{ id: "same", equals: { t: "${order.output.tier}" } }, rich]
        };
        expect(await run(data)).toMatchObject({ output: { matched: ["same", "rich"] } });
    });

    it("takes names that objects are born with for what they are: names", async () => {
        const cases = ["constructor", "__proto__", "toString"].map((id) => ({ id, equals: id }));
        expect(await run({ value: "__proto__", cases })).toMatchObject({ port: "__proto__" });
        expect(await run({ value: "valueOf", cases })).toMatchObject({ port: "default" });
        expect(ports({ cases })).toEqual([
            "constructor",
            "__proto__",
            "toString",
            "default",
            "error"
        ]);
    });

    it("says with which values each case was decided, and which were not asked", async () => {
        expect(
            await run({ value: tier, cases: [{ id: "no", equals: 7 }, gold, rich] })
        ).toMatchObject({
            because: {
                result: true,
                rules: [
                    { case: "no", left: "gold", operator: "equals", right: 7, result: false },
                    { case: "gold", left: "gold", right: "gold", result: true },
                    { case: "rich", left: 500, operator: "greater_than", right: 100, result: null }
                ]
            }
        });
    });

    it("says so within 1 KB, however many cases there are and however large the value", async () => {
        const cases = Array.from({ length: 200 }, (_, n) => ({ id: `case_${n}`, equals: n }));
        const result = await run({ value: "ö".repeat(100_000), cases });
        expect(result).toMatchObject({ port: "default" });
        if (result.kind !== "done") throw new Error("It should have ended.");
        expect(Buffer.byteLength(JSON.stringify(result.because))).toBeLessThanOrEqual(1_024);
        expect(result.because).toMatchObject({ more: expect.any(Number) as number });
    });

    it("fails where values have no order, and names the case; a case after the match is not asked", async () => {
        const odd = { id: "odd", condition: rule(tier, "greater_than", 5) };
        expect(await run({ value: tier, cases: [odd, gold] })).toMatchObject({
            kind: "failed",
            error: {
                code: "TYPE_MISMATCH",
                details: { field: "data.cases[0].condition.rules[0]" },
                is_retryable: false
            }
        });
        expect(await run({ value: tier, cases: [gold, odd] })).toMatchObject({ port: "gold" });
        expect(await run({ value: tier, mode: "all", cases: [gold, odd] })).toMatchObject({
            error: { code: "TYPE_MISMATCH" }
        });
    });

    it("fails where the value is missing, except in what asks whether it exists", async () => {
        expect(await run({ value: "${order.output.nope}", cases: [gold] })).toMatchObject({
            error: { code: "UNRESOLVED_REFERENCE", details: { field: "data.value" } }
        });
        const exists = {
            combinator: "and",
            rules: [{ left: "${order.output.nope}", operator: "not_exists" }]
        };
        expect(await run({ cases: [{ id: "gone", condition: exists }] })).toMatchObject({
            port: "gone"
        });
    });

    it("runs patterns in a lane of their own", async () => {
        const pattern = { id: "p", condition: rule(tier, "matches", "^g.ld$") };
        expect(await run({ cases: [pattern] })).toMatchObject({ port: "p" });
        const lane = (data: JsonObject) => compileNode(definition, data).plan?.nodes[0]?.lane;
        const literal = { id: "p", condition: rule("x", "matches", "^g") };
        expect(lane({ cases: [literal] })).toBe("pure");
        expect(lane({ value: "x", cases: [gold] })).toBe("inline");
    });

    it("has the port of each case, default and error, while it is being written too", () => {
        expect(ports({ value: 1, cases: [gold, rich] })).toEqual([
            "gold",
            "rich",
            "default",
            "error"
        ]);
        expect(ports({ cases: [gold, { id: "", equals: 1 }, 7, gold] })).toEqual([
            "gold",
            "default",
            "error"
        ]);
        expect(ports({})).toEqual(["default", "error"]);
    });

    it("knows the type of what it puts out", () => {
        const { types } = compileNode(definition, { value: 1, cases: [gold] });
        expect(types["node"]?.output_schema).toEqual({
            type: "object",
            properties: { matched: { type: "array", items: { type: "string" } } }
        });
    });

    it.each<[string, JsonObject, string, string]>([
        ["no cases", {}, "MISSING_CONFIG", "data.cases"],
        ["an empty list of cases", { cases: [] }, "INVALID_CONFIG", "data.cases"],
        [
            "more cases than anybody draws",
            { cases: Array.from({ length: 201 }, (_, n) => ({ id: `c${n}`, equals: n })) },
            "INVALID_CONFIG",
            "data.cases"
        ],
        [
            "a case without an id",
            { value: 1, cases: [{ equals: 1 }] },
            "MISSING_CONFIG",
            "data.cases[0].id"
        ],
        [
            "two cases of one id",
            { value: 1, cases: [gold, { ...gold, equals: 2 }] },
            "INVALID_CONFIG",
            "data.cases[1].id"
        ],
        [
            "a case called default",
            { value: 1, cases: [{ id: "default", equals: 1 }] },
            "INVALID_CONFIG",
            "data.cases[0].id"
        ],
        [
            "a case called error",
            { value: 1, cases: [{ id: "error", equals: 1 }] },
            "INVALID_CONFIG",
            "data.cases[0].id"
        ],
        [
            "a case that asks nothing",
            { value: 1, cases: [{ id: "a" }] },
            "MISSING_CONFIG",
            "data.cases[0].equals"
        ],
        [
            "a case that asks two things",
            { value: 1, cases: [{ ...gold, condition: rule("x", "equals", "x") }] },
            "INVALID_CONFIG",
            "data.cases[0]"
        ],
        ["nothing to compare with", { cases: [gold] }, "MISSING_CONFIG", "data.value"],
        [
            "a rule without a left side",
            { cases: [{ id: "a", condition: rule("", "equals", "x") }] },
            "MISSING_CONFIG",
            "data.cases[0].condition.rules[0].left"
        ],
        [
            "an unknown mode",
            { value: 1, mode: "some", cases: [gold] },
            "INVALID_CONFIG",
            "data.mode"
        ],
        [
            "a rule that cannot be asked",
            { cases: [{ id: "a", condition: rule("x", "greater_than", 5) }] },
            "TYPE_MISMATCH",
            "data.cases[0].condition.rules[0]"
        ],
        [
            "a reference to nowhere in a case",
            { value: 1, cases: [{ id: "a", equals: "${nobody.output}" }] },
            "UNKNOWN_REFERENCE",
            "data.cases[0].equals"
        ],
        [
            "a broken reference in a condition of a case",
            { cases: [{ id: "a", condition: rule("${a..b}", "equals", "x") }] },
            "TEMPLATE_SYNTAX",
            "data.cases[0].condition.rules[0].left"
        ]
    ])("%s is a problem of that field", (_name, data, code, field) => {
        const { problems } = compileNode(definition, data);
        expect(problems).toMatchObject([{ code, severity: "error", field }]);
    });

    it("shows its cases on the card", () => {
        const cases = ["a", "b", "c", "d"].map((id) => ({
            id,
            equals: id,
            label: id.toUpperCase()
        }));
        expect(definition.summary?.({ mode: "first", value: 1, cases: cases.slice(0, 2) })).toBe(
            "A, B"
        );
        expect(definition.summary?.({ mode: "all", value: 1, cases })).toBe(
            "All of A, B, C and 1 more"
        );
    });
});
