import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";

/** The form a person fills in, as lists and frames show it; of a preview alone, an empty one. */
export function formOf(asked: Json) {
    const { interaction, prompt, fields, options, multiple, value, assignees } = isObject(asked)
        ? asked
        : {};
    return {
        interaction: typeof interaction === "string" ? interaction : "input",
        prompt: typeof prompt === "string" ? prompt : "",
        fields: fields ?? null,
        options: options ?? null,
        multiple: multiple === true,
        value: value ?? null,
        assignees: assignees ?? null
    };
}
