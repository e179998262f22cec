import { z } from "zod";

/**
 * The small type language for values: enough to complete paths, preview, and warn before an execution.
 * `any` is honest ignorance, never an error.
 */
export type ValueType =
    | { readonly type: "any" | "string" | "number" | "integer" | "boolean" | "null" | "file" }
    | { readonly type: "array"; readonly items?: ValueType }
    | {
          readonly type: "object";
          readonly properties?: { readonly [key: string]: ValueType };
          /** Keys that may be absent. */
          readonly optional?: readonly string[];
      }
    | { readonly type: "union"; readonly of: readonly ValueType[] };

export const ANY: ValueType = { type: "any" };

export const valueTypeSchema: z.ZodType<ValueType> = z.lazy(() =>
    z.union([
        z.object({
            type: z.enum(["any", "string", "number", "integer", "boolean", "null", "file"])
        }),
        z.object({ type: z.literal("array"), items: valueTypeSchema.optional() }),
        z.object({
            type: z.literal("object"),
            properties: z.record(z.string(), valueTypeSchema).optional(),
            optional: z.array(z.string()).optional()
        }),
        z.object({ type: z.literal("union"), of: z.array(valueTypeSchema) })
    ])
);

/** A field of an input node's schema, as users write it (`nodes.md` 4). */
export const inputFieldSchema = z.object({
    type: z
        .enum(["string", "number", "integer", "boolean", "array", "object", "any", "file"])
        .default("any"),
    required: z.boolean().default(false),
    default: z.json().optional(),
    description: z.string().max(2_000).optional(),
    enum: z.array(z.json()).min(1).max(1_000).optional()
});

export type InputField = z.infer<typeof inputFieldSchema>;
