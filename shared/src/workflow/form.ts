import { z } from "zod";
import type { NodeType } from "./catalogue.ts";

/** How a field is edited. The list is closed: the generic form of the editor knows every one. */
export const WIDGETS = [
    /** One line, taken as it is written. */
    "text",
    /** Many lines, taken as they are written. */
    "textarea",
    /** Text that may hold references. */
    "template",
    /** Any JSON that may hold references. */
    "json-template",
    "number",
    "switch",
    /** An object of fields of its own. */
    "group",
    /** `conditions/schema.ts`. */
    "condition",
    /** The fields an execution asks for. */
    "field-schema"
] as const;

export type Widget = (typeof WIDGETS)[number];

/** What a config schema says of a field beside its type. */
export interface FieldMeta {
    readonly title: string;
    readonly description?: string;
    readonly widget: Widget;
    /** References are read in it, at any depth. Without it the field means what it says. */
    readonly template?: boolean;
    readonly advanced?: boolean;
    readonly placeholder?: string;
    /** Never inline, previewed, logged or exported. */
    readonly secret?: boolean;
    /** Goes to a language model: no secret may flow into it. */
    readonly prompt?: boolean;
}

/** `schema.meta`, with our keys only. Last on a schema: wrappers made after it would hide it. */
export function field<Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema {
    return schema.meta({ ...meta });
}

export interface FormField extends FieldMeta {
    readonly name: string;
    readonly template: boolean;
    readonly advanced: boolean;
    readonly required: boolean;
    readonly default?: unknown;
    readonly minimum?: number;
    readonly maximum?: number;
    /** JSON Schema types a value may have; none: any. */
    readonly types: readonly string[];
    /** Of a group. */
    readonly fields?: readonly FormField[];
}

const forms = new WeakMap<NodeType, readonly FormField[]>();

/** The form of a node type, read from its config schema, in the order declared. */
export function formOf(type: NodeType): readonly FormField[] {
    const known = forms.get(type);
    if (known !== undefined) return known;
    const form = fieldsOf(jsonSchemaOf(type.config));
    forms.set(type, form);
    return form;
}

/** JSON Schema of `data`, for `GET /nodes`. */
export function configSchemaOf(type: NodeType): z.core.JSONSchema.BaseSchema {
    return z.toJSONSchema(type.config, {
        io: "input",
        unrepresentable: "any",
        override: ({ jsonSchema }) => {
            for (const key of OURS) delete jsonSchema[key];
        }
    });
}

const OURS = ["widget", "template", "advanced", "placeholder", "prompt"] as const;

const schemaShape = z.looseObject({
    properties: z.record(z.string(), z.unknown()).optional(),
    required: z.array(z.string()).optional()
});

const fieldShape = z.object({
    title: z.string(),
    description: z.string().optional(),
    widget: z.enum(WIDGETS),
    template: z.boolean().default(false),
    advanced: z.boolean().default(false),
    placeholder: z.string().optional(),
    secret: z.boolean().optional(),
    prompt: z.boolean().optional(),
    default: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional()
});

const typeShape = z.looseObject({ type: z.union([z.string(), z.array(z.string())]).optional() });

function jsonSchemaOf(schema: z.ZodType): unknown {
    return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

function fieldsOf(schema: unknown): readonly FormField[] {
    const { properties = {}, required = [] } = schemaShape.parse(schema);
    return Object.entries(properties).map(([name, property]) => {
        const meta = fieldShape.safeParse(property);
        if (!meta.success) {
            throw new Error(`Field ${name}: declare it with field(schema, { title, widget, … }).`);
        }
        return {
            ...meta.data,
            name,
            required: required.includes(name),
            types: [typeShape.parse(property).type ?? []].flat(),
            ...(meta.data.widget === "group" ? { fields: fieldsOf(property) } : {})
        };
    });
}
