import { z } from "zod";

/**
 * The small type language for values: enough to complete paths, preview, and warn before an execution.
 * `any` is honest ignorance, never an error.
 */
export type ValueType = PlainType | ArrayType | ObjectType | UnionType;

interface Marked {
    /** Never inline, previewed, logged or exported. */
    readonly secret?: true;
}

export interface PlainType extends Marked {
    readonly type: "any" | "string" | "number" | "integer" | "boolean" | "null" | "file";
}

export interface ArrayType extends Marked {
    readonly type: "array";
    /** Absent: anything. */
    readonly items?: ValueType;
}

export interface ObjectType extends Marked {
    readonly type: "object";
    /** All there are; absent: nothing is known of them. */
    readonly properties?: { readonly [key: string]: ValueType };
    /** Keys that may be absent. */
    readonly optional?: readonly string[];
}

export interface UnionType extends Marked {
    readonly type: "union";
    readonly of: readonly ValueType[];
}

export const ANY: ValueType = { type: "any" };

const secret = z.literal(true).optional();

export const valueTypeSchema: z.ZodType<ValueType> = z.lazy(() =>
    z.union([
        z.object({
            type: z.enum(["any", "string", "number", "integer", "boolean", "null", "file"]),
            secret
        }),
        z.object({ type: z.literal("array"), items: valueTypeSchema.optional(), secret }),
        z.object({
            type: z.literal("object"),
            properties: z.record(z.string(), valueTypeSchema).optional(),
            optional: z.array(z.string()).optional(),
            secret
        }),
        z.object({ type: z.literal("union"), of: z.array(valueTypeSchema), secret })
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
    enum: z.array(z.json()).min(1).max(1_000).optional(),
    /** Never inline, previewed, logged or exported. */
    secret: z.boolean().optional()
});

export type InputField = z.infer<typeof inputFieldSchema>;

/** What an execution may be given, by field. Fields that are not named are allowed too. */
export interface InputSchema {
    readonly [field: string]: InputField;
}
