import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import type { UserInputConfig } from "./definition.ts";

/** The form that is put to people, and all that is needed to read their answer. */
export function requestOf(config: UserInputConfig): JsonObject {
    const { interaction, prompt, fields, options, multiple, value, assignees } = config;
    const parts: { readonly [key: string]: unknown } = {
        interaction,
        prompt,
        ...(interaction === "input" ? { fields: fields ?? {} } : {}),
        ...(interaction === "selection" ? { options: options ?? [], multiple } : {}),
        ...(value === undefined ? {} : { value }),
        ...(assignees === undefined ? {} : { assignees })
    };
    // A schema leaves keys without a value, which JSON does not have.
    return JSON.parse(JSON.stringify(parts)) as { readonly [key: string]: Json };
}
