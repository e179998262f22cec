import { z } from "zod";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";

const inputs = z.record(z.string(), z.json());
const keyOf = (workflowId: string) => `fm.inputs.${workflowId}`;

/** The inputs of last time, per workflow and browser: the form begins with them, Test takes them. */
export function rememberedInputs(workflowId: string): JsonObject | null {
    try {
        const parsed = inputs.safeParse(
            JSON.parse(localStorage.getItem(keyOf(workflowId)) ?? "null")
        );
        return parsed.success ? parsed.data : null;
    } catch {
        return null;
    }
}

/** Secrets are asked for each time. */
export function rememberInputs(workflowId: string, values: JsonObject, schema: InputSchema): void {
    const open = Object.entries(values).filter(([name]) => schema[name]?.secret !== true);
    try {
        localStorage.setItem(keyOf(workflowId), JSON.stringify(Object.fromEntries(open)));
    } catch {
        // Blocked or full: next time the form begins with the defaults.
    }
}
