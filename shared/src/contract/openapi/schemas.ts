import { z } from "zod";
import { definitionSchema } from "../../workflow/document.ts";
import { problemSchema } from "../../workflow/problem.ts";
import { valueTypeSchema } from "../../schema/value-type.ts";
import { failureSchema } from "../errors.ts";
import { paginationSchema } from "../lists.ts";
import type { Route } from "../route.ts";
import { executionSchema, executionSummarySchema, frameSchema } from "../routes/executions.ts";
import { workflowSummarySchema } from "../routes/workflows.ts";

export type JsonSchema = { [key: string]: unknown };

/** Shapes that several operations share, by the name readers know them under. */
const SHARED: Readonly<Record<string, z.ZodType>> = {
    Definition: definitionSchema,
    Execution: executionSchema,
    ExecutionSummary: executionSummarySchema,
    Failure: failureSchema,
    Frame: frameSchema,
    Pagination: paginationSchema,
    Problem: problemSchema,
    ValueType: valueTypeSchema,
    WorkflowSummary: workflowSummarySchema
};

export const requestName = (name: string): string => `${capitalised(name)}Request`;
export const responseName = (name: string): string => `${capitalised(name)}Response`;

/** `components.schemas`: everything sent and answered, as JSON Schema 2020-12. */
export function componentSchemas(routes: Readonly<Record<string, Route>>): {
    readonly [name: string]: JsonSchema;
} {
    const registry = z.registry<{ id: string }>();
    const aliases: [string, string][] = [];
    const known = new Map<z.ZodType, string>();
    const register = (id: string, schema: z.ZodType): void => {
        const same = known.get(schema);
        if (same !== undefined) {
            aliases.push([id, same]);
            return;
        }
        known.set(schema, id);
        registry.add(schema, { id });
    };
    for (const [id, schema] of Object.entries(SHARED)) register(id, schema);
    for (const [name, { body, response }] of Object.entries(routes)) {
        if (body !== undefined) register(requestName(name), body);
        register(responseName(name), response);
    }
    const { schemas } = z.toJSONSchema(registry, {
        io: "input",
        unrepresentable: "any",
        uri: (id) => `#/components/schemas/${id}`
    });
    const { __shared, ...named } = schemas;
    const shared = readShared(__shared);
    const entries = Object.entries(named).map(
        ([id, schema]) => [id, tidy(schema, shared)] as const
    );
    return Object.fromEntries([
        ["Json", { description: "Any JSON value." }],
        ...[...shared.values()].flatMap(({ name, schema }) =>
            name === "Json" ? [] : [[name, tidy(schema, shared)] as const]
        ),
        ...entries,
        ...aliases.map(([id, same]) => [id, { $ref: `#/components/schemas/${same}` }] as const)
    ]);
}

/** One schema on its own: a path or query parameter. */
export function parameterSchema(schema: z.ZodType): JsonSchema {
    const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    return tidy(json, new Map());
}

interface Shared {
    readonly name: string;
    readonly schema: unknown;
}

/** Zod keeps schemas that contain themselves in a corner of its own; they get a name like all others. */
function readShared(corner: unknown): ReadonlyMap<string, Shared> {
    const parsed = z.object({ $defs: z.record(z.string(), z.unknown()) }).safeParse(corner);
    if (!parsed.success) return new Map();
    const entries = Object.entries(parsed.data.$defs).map(([key, schema]): [string, Shared] => {
        const text = JSON.stringify(schema).replaceAll(`/${key}"`, '/self"');
        const name = text === ANY_JSON ? "Json" : `Recursive${capitalised(key)}`;
        return [`#/components/schemas/__shared#/$defs/${key}`, { name, schema }];
    });
    return new Map(entries);
}

const SELF = { $ref: "#/components/schemas/__shared#/$defs/self" };
const ANY_JSON = JSON.stringify({
    anyOf: [
        { type: "string" },
        { type: "number" },
        { type: "boolean" },
        { type: "null" },
        { type: "array", items: SELF },
        { type: "object", propertyNames: { type: "string" }, additionalProperties: SELF }
    ]
});

/** Without what says nothing, and with our names for what is shared. */
function tidy(schema: unknown, shared: ReadonlyMap<string, Shared>): JsonSchema {
    const walk = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(walk);
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(
            Object.entries(value)
                .filter(([key, item]) => !saysNothing(key, item, value))
                .map(([key, item]) => [key, key === "$ref" ? rename(item) : walk(item)])
        );
    };
    const rename = (ref: unknown): unknown => {
        const target = shared.get(String(ref));
        return target === undefined ? ref : `#/components/schemas/${target.name}`;
    };
    return walk(schema) as JsonSchema;
}

/** Ids of Zod's own, keys that are strings, the safe integers, the pattern behind a format. */
function saysNothing(key: string, item: unknown, of: object): boolean {
    switch (key) {
        case "$schema":
        case "$id":
            return true;
        case "propertyNames":
            return JSON.stringify(item) === '{"type":"string"}';
        case "maximum":
            return item === Number.MAX_SAFE_INTEGER;
        case "minimum":
            return item === Number.MIN_SAFE_INTEGER;
        case "pattern":
            return "format" in of;
        default:
            return false;
    }
}

function capitalised(name: string): string {
    return name.slice(0, 1).toUpperCase() + name.slice(1);
}
