import type { Json, JsonObject, NodeError } from "../../orchestrator/values.ts";
import { explain } from "./explain.ts";
import { OPERATORS } from "./operators.ts";
import type { Misfit, RegexEngine } from "./operators.ts";
import { isGroup } from "./schema.ts";
import type { Condition, Rule } from "./schema.ts";

export type ConditionAnswer =
    | {
          readonly ok: true;
          readonly result: boolean;
          /** For "why?": each rule with what stood on its sides. At most 1 KB. */
          readonly because: JsonObject;
          readonly answered: readonly AnsweredRule[];
      }
    | { readonly ok: false; readonly error: NodeError };

/** A rule as it went; `result` is null where the answer was known before it was asked. */
export interface AnsweredRule {
    readonly rule: Rule;
    readonly result: boolean | null;
    /** What it was asked for, where several conditions are explained together: the case of a switch. */
    readonly of?: string;
}

/**
 * Asks rule by rule, in the order written, until the answer is known. The condition has its
 * references resolved.
 */
export function evaluateCondition(
    condition: Condition,
    regex: RegexEngine,
    field = "condition"
): ConditionAnswer {
    const run: Run = { regex, field, answered: [], failure: null };
    const result = ask(condition, run, []);
    if (run.failure !== null) return { ok: false, error: run.failure };
    const { answered } = run;
    return { ok: true, result, because: explain(condition, result, answered), answered };
}

interface Run {
    readonly regex: RegexEngine;
    /** Where the condition stands in `data`. */
    readonly field: string;
    readonly answered: AnsweredRule[];
    failure: NodeError | null;
}

function ask({ combinator, rules }: Condition, run: Run, path: readonly number[]): boolean {
    // `and` is decided by the first no, `or` by the first yes.
    const deciding = combinator === "or";
    let decided = false;
    for (const [index, entry] of rules.entries()) {
        if (run.failure !== null) return false;
        if (decided) skip(entry, run);
        else if (askEntry(entry, run, [...path, index]) === deciding) decided = true;
    }
    return decided ? deciding : !deciding;
}

function askEntry(entry: Rule | Condition, run: Run, path: readonly number[]): boolean {
    if (isGroup(entry)) return ask(entry, run, path);
    const result = askRule(entry, run.regex);
    if (typeof result === "boolean") {
        run.answered.push({ rule: entry, result });
        return result;
    }
    run.failure = misfitError(result, entry, placeOf(path, run.field), path);
    return false;
}

function askRule(rule: Rule, regex: RegexEngine): boolean | Misfit {
    const operator = OPERATORS[rule.operator];
    if (rule.left !== undefined) return operator.test(rule.left, rule.right ?? null, regex);
    // The schema lets a left side be absent for these two only.
    return rule.operator === "not_exists";
}

function skip(entry: Rule | Condition, run: Run): void {
    if (isGroup(entry)) for (const inner of entry.rules) skip(inner, run);
    else run.answered.push({ rule: entry, result: null });
}

function placeOf(path: readonly number[], field: string): string {
    return `data.${field}${path.map((index) => `.rules[${index}]`).join("")}`;
}

function misfitError(
    { code, message }: Misfit,
    rule: Rule,
    field: string,
    path: readonly number[]
): NodeError {
    return {
        code,
        message: `Rule ${path.map((index) => index + 1).join(".")} (${OPERATORS[rule.operator].label}): ${message}.`,
        details: {
            field,
            operator: rule.operator,
            left_type: typeName(rule.left),
            right_type: typeName(rule.right),
            solution:
                code === "TYPE_MISMATCH"
                    ? "Compare values of the same type; write a number without quotes, and ?? for what may be missing or null."
                    : "Correct the pattern. Look-around and back-references are not supported."
        },
        is_retryable: false
    };
}

function typeName(value: Json | undefined): string {
    if (value === undefined) return "missing";
    if (value === null) return "null";
    return Array.isArray(value) ? "array" : typeof value;
}
