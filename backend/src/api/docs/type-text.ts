import { z } from "zod";

const shape = z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    items: z.unknown().optional(),
    anyOf: z.array(z.unknown()).optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxItems: z.number().optional()
});

/** A JSON schema in a few words: `string`, `uuid`, `"asc" | "desc"`, `string[]`. */
export function typeOf(schema: unknown): string {
    const parsed = shape.safeParse(schema);
    if (!parsed.success) return "any JSON";
    const { type, format, enum: values, items, anyOf } = parsed.data;
    if (anyOf !== undefined) return anyOf.map(typeOf).join(" | ");
    if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" | ");
    if ("const" in parsed.data) return JSON.stringify(parsed.data.const);
    if (type === "array") return `${typeOf(items)}[]`;
    if (format !== undefined) return format;
    return type === undefined ? "any JSON" : String(type);
}

export function limitsOf(schema: unknown): string {
    const parsed = shape.safeParse(schema);
    if (!parsed.success) return "";
    const { minLength, maxLength, minimum, maximum, maxItems } = parsed.data;
    const limits = [
        range(minLength, maxLength, "characters"),
        range(minimum, maximum, ""),
        range(undefined, maxItems, "entries")
    ];
    return limits.filter((limit) => limit !== "").join(", ");
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
    const text =
        least === undefined
            ? most === undefined
                ? ""
                : `at most ${most.toLocaleString("en")}`
            : most === undefined
              ? `at least ${least.toLocaleString("en")}`
              : `${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
    return text === "" || unit === "" ? text : `${text} ${unit}`;
}
