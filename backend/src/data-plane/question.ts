import { z } from "zod";
import type { Json, Value } from "@flowmaestro/shared/orchestrator/values.ts";

const valueSchema = z.union([
    z.strictObject({ json: z.json() }),
    z.object({
        ref: z.string(),
        bytes: z.number(),
        type: z.enum(["string", "number", "boolean", "array", "object", "null"]),
        preview: z.string(),
        secret: z.union([z.literal(true), z.array(z.string())]).optional()
    })
]);

/**
 * What an open question asks, as a value: `request` of a `user:input:required` fact and of an open
 * `ask`. The runner keeps it as a value, since what is put up for review may be large; the core hands
 * it on unread. `await values.read(requestOf(fact.request))` is what the node's executor asked.
 */
export function requestOf(request: Json): Value {
    const parsed = valueSchema.safeParse(request);
    // A core driven without a data plane asks in plain words.
    return parsed.success ? parsed.data : { json: request };
}
