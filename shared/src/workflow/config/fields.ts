import { isList, isObject, own, put } from "../../schema/json.ts";
import type { Json } from "../../orchestrator/values.ts";
import type { FormField } from "../form.ts";
import type { PathSegment } from "../field-path.ts";

export type FieldLanguage = "literal" | "template" | "condition";

/** A field has exactly one language, and the definition says which. */
export function languageOf(field: FormField): FieldLanguage {
    if (field.widget === "condition") return "condition";
    return field.template ? "template" : "literal";
}

/** Whether a field means anything beside what stands in the other fields. */
export function counts(
    field: FormField,
    form: readonly FormField[],
    data: { readonly [key: string]: unknown }
): boolean {
    const { when } = field;
    if (when === undefined) return true;
    const decider = form.find(({ name }) => name === when.field);
    if (decider === undefined || !counts(decider, form, data)) return false;
    const given = Object.hasOwn(data, when.field) ? data[when.field] : decider.default;
    const word = typeof given === "boolean" ? String(given) : given;
    return typeof word === "string" && when.is.includes(word);
}

/** A field of a form, groups and lists opened, with what stands there. */
export interface FilledField {
    readonly field: FormField;
    /** Into `data`. */
    readonly path: readonly PathSegment[];
    readonly value: Json;
}

/** The fields that are filled in and count. What the form does not know is no field. */
export function filledFields(
    form: readonly FormField[],
    data: { readonly [key: string]: Json },
    path: readonly PathSegment[] = []
): FilledField[] {
    return form.flatMap((field): FilledField[] => {
        const value = own(data, field.name);
        if (value === undefined || !counts(field, form, data)) return [];
        const place = [...path, field.name];
        const inside = insideOf(field, value);
        if (inside === null) return [{ field, path: place, value }];
        return inside.flatMap(({ form: inner, data: part, step }) =>
            filledFields(inner, part, [...place, ...step])
        );
    });
}

interface Inside {
    readonly form: readonly FormField[];
    readonly data: { readonly [key: string]: Json };
    readonly step: readonly PathSegment[];
}

/** The objects in a field that have fields of their own; null where it is a field by itself. */
function insideOf(field: FormField, value: Json): readonly Inside[] | null {
    const { fields, items } = field;
    if (fields !== undefined && isObject(value)) return [{ form: fields, data: value, step: [] }];
    if (items === undefined || !isList(value)) return null;
    return value.flatMap((entry, index) =>
        isObject(entry) ? [{ form: items, data: entry, step: [index] }] : []
    );
}

/** The same data with every filled field changed; what is no field stays as it is. */
export function mapFields(
    form: readonly FormField[],
    data: { readonly [key: string]: Json },
    change: Change,
    path: readonly PathSegment[] = []
): { readonly [key: string]: Json } {
    const mapped: { [key: string]: Json } = {};
    for (const [name, value] of Object.entries(data)) {
        const field = form.find((candidate) => candidate.name === name);
        const isFilled = field !== undefined && counts(field, form, data);
        put(
            mapped,
            name,
            isFilled ? mapField({ field, path: [...path, name], value }, change) : value
        );
    }
    return mapped;
}

export type Change = (filled: FilledField) => Json;

/** One filled field changed: itself, or the fields that stand in it. */
export function mapField(filled: FilledField, change: Change): Json {
    const { field, path, value } = filled;
    const { fields, items } = field;
    if (fields !== undefined && isObject(value)) return mapFields(fields, value, change, path);
    if (items === undefined || !isList(value)) return change(filled);
    return value.map((entry, index) =>
        isObject(entry) ? mapFields(items, entry, change, [...path, index]) : entry
    );
}

/** The same data without the fields that do not count, or that `keep` does not want. */
export function withoutIdle<Data extends { readonly [key: string]: unknown }>(
    form: readonly FormField[],
    data: Data,
    keep: (field: FormField) => boolean = () => true
): Data {
    const idle = new Set(
        form.filter((field) => !keep(field) || !counts(field, form, data)).map(({ name }) => name)
    );
    if (!Object.keys(data).some((name) => idle.has(name))) return data;
    return Object.fromEntries(Object.entries(data).filter(([name]) => !idle.has(name))) as Data;
}

/** Fields that count, have to be filled in, and are not. */
export function missingFields(
    form: readonly FormField[],
    data: { readonly [key: string]: unknown }
): readonly string[] {
    return form
        .filter(({ needed, name }) => needed === true && !Object.hasOwn(data, name))
        .filter((field) => counts(field, form, data))
        .map(({ name }) => name);
}

/** The field that a path leads into; undefined where the form knows none. */
export function fieldAt(
    form: readonly FormField[],
    path: readonly PropertyKey[]
): FormField | undefined {
    const [name, ...rest] = path;
    const field = form.find((candidate) => candidate.name === name);
    const inner = field?.fields ?? field?.items;
    const inside = field?.items === undefined ? rest : rest.slice(1);
    if (inner === undefined || inside.length === 0) return field;
    return fieldAt(inner, inside) ?? field;
}
