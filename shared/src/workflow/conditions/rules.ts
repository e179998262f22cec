import { isGroup } from "./schema.ts";
import type { Condition, Rule } from "./schema.ts";

export interface FoundRule {
    readonly rule: Rule;
    /** Into `data`, as in `condition.rules[0].rules[2]`. */
    readonly field: string;
}

/** The rules of a condition, groups opened, in the order written. */
export function everyRule(condition: Condition, field = "condition"): FoundRule[] {
    return condition.rules.flatMap((entry, index) => {
        const place = `${field}.rules[${index}]`;
        return isGroup(entry) ? everyRule(entry, place) : [{ rule: entry, field: place }];
    });
}

export function usesPattern(condition: Condition): boolean {
    return everyRule(condition).some(({ rule }) => rule.operator === "matches");
}
