import { describe, expect, it } from "vitest";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const asks = (...rules: object[]) => ({ condition: { combinator: "and", rules } }) as const;
const gold = { left: "${order.output.tier}", operator: "equals", right: "gold" };
const run = (data: ReturnType<typeof asks>, tier: string | null = "gold") =>
    runNode(executor, JSON.parse(JSON.stringify(data)), { outputs: { order: { tier } } });

describe("conditional", () => {
    it.each([
        ["gold", "true"],
        ["basic", "false"],
        [null, "false"]
    ])("for %j goes by the port %s, and says why", async (tier, port) => {
        const { result } = await run(asks(gold), tier);
        expect(result).toEqual({
            kind: "done",
            port,
            output: { result: port === "true" },
            because: {
                result: port === "true",
                combinator: "and",
                rules: [{ left: tier, operator: "equals", right: "gold", result: port === "true" }]
            }
        });
    });

    it("asks whether something exists without failing when it does not", async () => {
        const missing = { left: "${order.output.nope}", operator: "exists" };
        expect((await run(asks(missing))).result).toMatchObject({ port: "false" });
        const { result } = await run(asks({ ...missing, operator: "not_exists" }));
        expect(result).toMatchObject({ port: "true", because: { rules: [{ missing: true }] } });
    });

    it("fails on a missing value anywhere else, and on values without an order", async () => {
        const missing = await run(asks({ ...gold, left: "${order.output.nope}" }));
        expect(missing.result).toMatchObject({ error: { code: "UNRESOLVED_REFERENCE" } });
        const unordered = await run(asks({ ...gold, operator: "greater_than", right: 5 }));
        expect(unordered.result).toMatchObject({
            error: { code: "TYPE_MISMATCH", is_retryable: false }
        });
    });

    it("runs patterns, in a lane of their own", async () => {
        const pattern = { left: "${order.output.tier}", operator: "matches", right: "^g.ld$" };
        expect((await run(asks(pattern))).result).toMatchObject({ port: "true" });
        const lane = (data: object) =>
            compileNode(definition, JSON.parse(JSON.stringify(data))).plan?.nodes[0]?.lane;
        const literal = { left: "x", operator: "equals", right: "x" };
        expect(lane(asks(literal))).toBe("inline");
        expect(lane(asks({ combinator: "or", rules: [{ ...literal, operator: "matches" }] }))).toBe(
            "pure"
        );
    });

    it.each([
        ["no condition", {}, "MISSING_CONFIG", "data.condition"],
        ["no rules", asks(), "INVALID_CONFIG", "data.condition.rules"],
        [
            "an unknown operator",
            asks({ ...gold, left: "x", operator: "like" }),
            "INVALID_CONFIG",
            "data.condition.rules[0].operator"
        ],
        [
            "nothing on the left",
            asks({ ...gold, left: "" }),
            "MISSING_CONFIG",
            "data.condition.rules[0].left"
        ],
        [
            "exists of nothing",
            asks({ operator: "exists" }),
            "MISSING_CONFIG",
            "data.condition.rules[0].left"
        ],
        [
            "nothing on the right",
            asks({ left: "x", operator: "equals" }),
            "MISSING_CONFIG",
            "data.condition.rules[0].right"
        ]
    ])("%s is a problem of that field", (_name, data, code, field) => {
        const { problems } = compileNode(definition, JSON.parse(JSON.stringify(data)));
        expect(problems).toMatchObject([{ code, severity: "error", field }]);
    });
});
