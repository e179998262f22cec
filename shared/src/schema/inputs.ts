import type { Json, JsonObject } from "../orchestrator/values.ts";
import { isOfType } from "./check.ts";
import { infer } from "./infer.ts";
import { join } from "./join.ts";
import { isObject, jsonEqual, own } from "./json.ts";
import { typeName } from "./type-name.ts";
import type { InputField, InputSchema, ObjectType, ValueType } from "./value-type.ts";

export interface InputError {
    /** As in `inputs.message`. */
    readonly field: string;
    readonly message: string;
}

export type CheckedInputs =
    | { readonly ok: true; readonly inputs: JsonObject }
    | { readonly ok: false; readonly field_errors: readonly InputError[] };

/**
 * Whether an execution may start with these inputs. Fields that no schema names are let through;
 * defaults are each input node's own and applied there.
 */
export function checkInputs(schema: InputSchema, inputs: Json): CheckedInputs {
    if (!isObject(inputs)) {
        return { ok: false, field_errors: [{ field: "inputs", message: "Must be an object." }] };
    }
    const errors = Object.entries(schema).flatMap(([name, field]): InputError[] => {
        const message = fieldProblem(field, own(inputs, name));
        return message === null ? [] : [{ field: `inputs.${name}`, message }];
    });
    return errors.length === 0 ? { ok: true, inputs } : { ok: false, field_errors: errors };
}

/** What is wrong with a field's value, or null. */
export function fieldProblem(field: InputField, value: Json | undefined): string | null {
    if (value === undefined) {
        return field.required && field.default === undefined ? "Required." : null;
    }
    const type = plainType(field);
    if (!isOfType(value, type)) return `Must be ${words(type)}.`;
    if (field.enum === undefined || field.enum.some((choice) => jsonEqual(choice, value)))
        return null;
    return `Must be one of ${field.enum.map((choice) => JSON.stringify(choice)).join(", ")}.`;
}

/** The fields a schema names, defaults applied. What is absent and has none stays absent. */
export function applyDefaults(schema: InputSchema, inputs: JsonObject): JsonObject {
    const fields = Object.entries(schema).flatMap(([name, field]): [string, Json][] => {
        const given = own(inputs, name);
        const value = given === undefined ? field.default : given;
        return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(fields);
}

/** What comes out of an input node with this schema. */
export function outputTypeOf(schema: InputSchema): ObjectType {
    return objectOf(
        schema,
        ({ required, default: fallback }) => required || fallback !== undefined
    );
}

/** What `${inputs}` holds: as given, without defaults. */
export function inputsTypeOf(schema: InputSchema): ObjectType {
    return objectOf(
        schema,
        ({ required, default: fallback }) => required && fallback === undefined
    );
}

function objectOf(schema: InputSchema, isSure: (field: InputField) => boolean): ObjectType {
    const entries = Object.entries(schema);
    const optional = entries.filter(([, field]) => !isSure(field)).map(([name]) => name);
    return {
        type: "object",
        properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldType(field)])),
        ...(optional.length > 0 ? { optional } : {})
    };
}

export function fieldType(field: InputField): ValueType {
    const type =
        field.enum === undefined
            ? plainType(field)
            : join(field.enum.map((choice) => infer(choice)));
    return field.secret === true ? { ...type, secret: true } : type;
}

function plainType(field: InputField): ValueType {
    return { type: field.type };
}

function words(type: ValueType): string {
    const name = typeName(type);
    return /^(?:text|true)/.test(name) ? name : `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}
