import { z } from "zod";
import type { NodeType } from "./catalogue.ts";
import type { Encoding } from "./templates/resolve.ts";

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
    "field-schema",
    /** One of a few words: `choices`. */
    "choice",
    /** Ways on of a switch: a list whose entries have the fields of `items`. */
    "cases",
    /** What a human chooses from: a list whose entries have the fields of `items`. */
    "options",
    /** An object of names with a text that may hold references each. */
    "key-values",
    /** A list of texts. */
    "texts",
    /** Seconds, as people say them: 5 minutes, 2 days. May be a reference. */
    "duration",
    /** A point in time, ISO with an offset. May be a reference. */
    "datetime",
    /** The id of a workflow of this workspace. */
    "workflow-picker",
    /** A published version of the workflow that `workflow_id` beside it names. */
    "workflow-version",
    /** What that workflow is given: an object by the fields its version asks for. */
    "workflow-inputs",
    /** The id of a node inside this container. */
    "body-node"
] as const;

export type Widget = (typeof WIDGETS)[number];

/** What a config schema says of a field beside its type. */
export interface FieldMeta {
    readonly title: string;
    readonly description?: string;
    readonly widget: Widget;
    /** References are read in it, at any depth. Without it the field means what it says. */
    readonly template?: boolean;
    /** What its mixed text is: what references bring into a URL is encoded. */
    readonly encode?: Encoding;
    readonly advanced?: boolean;
    readonly placeholder?: string;
    /** Never inline, previewed, logged or exported. */
    readonly secret?: boolean;
    /** Goes to a language model: no secret may flow into it. */
    readonly prompt?: boolean;
    /** Of a `choice`, in the order shown. */
    readonly choices?: readonly Choice[];
    /**
     * The field counts only where another field beside it has one of these values. Elsewhere it is
     * neither shown nor checked, and no reference in it is read: what is left from another mode harms
     * nobody.
     */
    readonly when?: { readonly field: string; readonly is: readonly string[] };
    /** With `when`: has to be filled in where it counts. */
    readonly needed?: boolean;
    /**
     * Of a container: read anew at each check of its turns, never when it opens. Only there may a
     * container refer to itself: `.index` and `.last`.
     */
    readonly per_turn?: boolean;
}

export interface Choice {
    readonly value: string;
    readonly label: string;
    readonly description?: string;
}

/** `schema.meta`, with our keys only. Last on a schema: wrappers made after it would hide it. */
export function field<Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema {
    return schema.meta({ ...meta });
}

export interface FormField extends FieldMeta {
    readonly name: string;
    readonly template: boolean;
    readonly advanced: boolean;
    /** Where it counts. */
    readonly required: boolean;
    readonly default?: unknown;
    readonly minimum?: number;
    readonly maximum?: number;
    /** JSON Schema types a value may have; none: any. */
    readonly types: readonly string[];
    /** Of a group. */
    readonly fields?: readonly FormField[];
    /** Of each entry of a list of objects. */
    readonly items?: readonly FormField[];
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

const OURS = [
    "widget",
    "template",
    "encode",
    "advanced",
    "placeholder",
    "prompt",
    "choices",
    "when",
    "needed",
    "per_turn"
] as const;

const schemaShape = z.looseObject({
    properties: z.record(z.string(), z.unknown()).optional(),
    required: z.array(z.string()).optional()
});

const fieldShape = z.object({
    title: z.string(),
    description: z.string().optional(),
    widget: z.enum(WIDGETS),
    template: z.boolean().default(false),
    encode: z.literal("url").optional(),
    advanced: z.boolean().default(false),
    placeholder: z.string().optional(),
    secret: z.boolean().optional(),
    prompt: z.boolean().optional(),
    choices: z
        .array(
            z.object({
                value: z.string(),
                label: z.string(),
                description: z.string().optional()
            })
        )
        .optional(),
    when: z.object({ field: z.string(), is: z.array(z.string()) }).optional(),
    needed: z.boolean().optional(),
    per_turn: z.boolean().optional(),
    default: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional()
});

const typeShape = z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    items: z.unknown().optional()
});

/** Widgets of lists whose entries are objects with fields of their own. */
const LISTS: ReadonlySet<Widget> = new Set<Widget>(["cases", "options"]);

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
        const { type, items } = typeShape.parse(property);
        return {
            ...meta.data,
            name,
            required: required.includes(name) || meta.data.needed === true,
            types: [type ?? []].flat(),
            ...(meta.data.widget === "group" ? { fields: fieldsOf(property) } : {}),
            ...(LISTS.has(meta.data.widget) ? { items: fieldsOf(items) } : {})
        };
    });
}
