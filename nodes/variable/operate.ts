import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { isList, kindOf } from "@flowmaestro/shared/schema/json.ts";
import { done, failed } from "../kit/context.ts";
import type { Done, Failed } from "../kit/context.ts";
import type { VariableConfig } from "./definition.ts";

/** The operation on what the variable holds now, undefined where nobody set it. */
export function operate(config: VariableConfig, current: Json | undefined): Done | Failed {
    const { operation, name, value } = config;
    switch (operation) {
        case "set":
            return written(name, value ?? null);
        case "append":
            if (current === undefined) return written(name, [value ?? null]);
            if (!isList(current)) return mismatch(name, "appended to", "a list", current);
            return written(name, [...current, value ?? null]);
        case "increment":
            return increment(
                name,
                current === undefined ? 0 : current,
                value === undefined ? 1 : value
            );
        case "get": {
            const found = current === undefined ? value : current;
            return found === undefined ? notThere(name) : done(found);
        }
    }
}

function increment(name: string, current: Json, by: Json): Done | Failed {
    if (typeof current !== "number") return mismatch(name, "increased", "a number", current);
    if (typeof by !== "number") {
        return failed({
            code: "TYPE_MISMATCH",
            message: `The variable ${JSON.stringify(name)} can be increased by a number only; this is ${wordOf(by)}.`,
            details: { field: "data.value", solution: "Refer to a number." }
        });
    }
    const sum = current + by;
    if (Number.isFinite(sum)) return written(name, sum);
    return failed({
        code: "TYPE_MISMATCH",
        message: `The variable ${JSON.stringify(name)} would become larger than any number.`,
        details: { field: "data.value", solution: "Count in smaller steps." }
    });
}

function written(name: string, value: Json): Done {
    return { ...done(value), vars: [{ name, value }] };
}

function mismatch(name: string, deed: string, wanted: string, current: Json): Failed {
    return failed({
        code: "TYPE_MISMATCH",
        message: `The variable ${JSON.stringify(name)} holds ${wordOf(current)}; only ${wanted} can be ${deed}.`,
        details: { variable: name, solution: `Set it to ${wanted} first, or use another variable.` }
    });
}

function notThere(name: string): Failed {
    return failed({
        code: "UNRESOLVED_REFERENCE",
        message: `There is no variable ${JSON.stringify(name)} yet.`,
        details: {
            variable: name,
            solution: "Set it before, or give a value to read where there is none."
        }
    });
}

function wordOf(value: Json): string {
    const kind = kindOf(value);
    if (kind === "text" || kind === "nothing") return kind;
    return kind === "boolean" ? JSON.stringify(value) : `${kind === "object" ? "an" : "a"} ${kind}`;
}
