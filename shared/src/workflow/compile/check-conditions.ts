import { branchesOf } from "../../schema/join.ts";
import { isObject } from "../../schema/json.ts";
import { typeName } from "../../schema/type-name.ts";
import type { ValueType } from "../../schema/value-type.ts";
import type { Json, JsonObject } from "../../orchestrator/values.ts";
import { OPERATORS, operatorNames } from "../conditions/operators.ts";
import type { Operands, Operator } from "../conditions/operators.ts";
import { patternProblem } from "../conditions/pattern.ts";
import { parseTime } from "../conditions/time.ts";
import { filledFields } from "../config/fields.ts";
import { formOf } from "../form.ts";
import type { PathSegment } from "../field-path.ts";
import type { Problem } from "../problem.ts";
import type { Analysis } from "./analysis.ts";
import type { GraphNode } from "./graph.ts";
import { called, problem } from "./problems.ts";
import type { Finding } from "./problems.ts";

/** Rules that cannot be asked, or have only one answer, as far as the types of their sides are known. */
export function checkConditions(node: GraphNode, analysis: Analysis): Problem[] {
    if (node.type === undefined) return [];
    return filledFields(formOf(node.type), node.data, ["data"]).flatMap(
        ({ field, path, value }) => {
            if (field.widget !== "condition" || !isObject(value)) return [];
            return rulesIn(value, path).flatMap(({ rule, path: place }) => {
                const finding = checkRule(rule, node, analysis);
                return finding === null ? [] : [problem({ node, field: place, ...finding })];
            });
        }
    );
}

interface PlacedRule {
    readonly rule: JsonObject;
    readonly path: readonly PathSegment[];
}

function rulesIn(group: JsonObject, path: readonly PathSegment[]): PlacedRule[] {
    if (!Array.isArray(group.rules)) return [];
    return group.rules.flatMap((entry: Json, index): PlacedRule[] => {
        const place = [...path, "rules", index];
        if (!isObject(entry)) return [];
        return "rules" in entry ? rulesIn(entry, place) : [{ rule: entry, path: place }];
    });
}

function checkRule(rule: JsonObject, node: GraphNode, { types }: Analysis): Finding | null {
    const name = operatorNames.find((known) => known === rule.operator);
    if (name === undefined || rule.left === undefined) return null;
    const operator: Operator = OPERATORS[name];
    const literal = checkLiteral(operator.operands, rule.right);
    if (literal !== null) return { ...literal, message: `${called(node)}: ${literal.message}` };
    const left = types.typeOf(node.id, rule.left);
    const right = rule.right === undefined ? null : types.typeOf(node.id, rule.right);
    if (FITS[operator.operands](left, right)) return null;
    const sides = right === null ? typeName(left) : `${typeName(left)} and ${typeName(right)}`;
    // An answer that is always no may be meant; a question that cannot be asked fails the node.
    const isQuestion = operator.operands !== "any";
    if (!isQuestion && operator.arity === 1) return null;
    return {
        code: "TYPE_MISMATCH",
        severity: isQuestion ? "error" : "warning",
        message: isQuestion
            ? `${called(node)}: “${operator.label}” cannot be asked of ${sides}.`
            : `${called(node)}: ${sides} are never equal.`,
        solution: NEEDS[operator.operands]
    };
}

function checkLiteral(operands: Operands, right: Json | undefined): Finding | null {
    if (typeof right !== "string" || right.includes("${")) return null;
    if (operands === "times" && parseTime(right) === null) {
        return {
            code: "TYPE_MISMATCH",
            message: `${JSON.stringify(right.slice(0, 40))} is no time.`,
            solution: NEEDS.times
        };
    }
    const fault = operands === "pattern" ? patternProblem(right) : null;
    if (fault === null) return null;
    return {
        code: "INVALID_CONFIG",
        message: `the pattern cannot be read. ${fault}`,
        solution: NEEDS.pattern
    };
}

const NEEDS: { readonly [operands in Operands]: string } = {
    any: "Compare values of the same type; write a number without quotes.",
    ordered: "Compare two numbers or two texts; write a number without quotes.",
    texts: "Compare two texts.",
    container: "Put a text or a list on the left.",
    choices: "Put a list on the right.",
    times: "Write times as 2026-01-31 or 2026-01-31T09:30:00Z.",
    pattern: "Write a regular expression in the syntax of RE2, and $${ for a literal ${."
};

type Fits = (left: ValueType, right: ValueType | null) => boolean;

const FITS: { readonly [operands in Operands]: Fits } = {
    any: (left, right) => right === null || overlap(left, right, kinds(left)),
    ordered: (left, right) => right !== null && overlap(left, right, ["number", "string"]),
    texts: bothTexts,
    pattern: bothTexts,
    container: (left, right) => may(left, "array") || bothTexts(left, right),
    choices: (_left, right) => right !== null && may(right, "array"),
    times: bothTexts
};

function bothTexts(left: ValueType, right: ValueType | null): boolean {
    return may(left, "string") && right !== null && may(right, "string");
}

function overlap(left: ValueType, right: ValueType, among: readonly string[]): boolean {
    if (kinds(left).includes("any") || kinds(right).includes("any")) {
        return among.some((kind) => may(left, kind)) && among.some((kind) => may(right, kind));
    }
    return among.some((kind) => may(left, kind) && may(right, kind));
}

function may(type: ValueType, kind: string): boolean {
    return kinds(type).some((found) => found === "any" || found === kind || kind === "any");
}

function kinds(type: ValueType): string[] {
    return branchesOf(type).map(({ type: name }) =>
        name === "integer" ? "number" : name === "file" ? "any" : name
    );
}
