import { isObject, own } from "../../schema/json.ts";
import type { Json } from "../../orchestrator/values.ts";
import type { FormField } from "../form.ts";
import type { PathSegment } from "../field-path.ts";

export type FieldLanguage = "literal" | "template" | "condition";

/** A field has exactly one language, and the definition says which. */
export function languageOf(field: FormField): FieldLanguage {
    if (field.widget === "condition") return "condition";
    return field.template ? "template" : "literal";
}

/** A field of a form, groups opened, with what stands there. */
export interface FilledField {
    readonly field: FormField;
    /** Into `data`. */
    readonly path: readonly PathSegment[];
    readonly value: Json;
}

/** The fields that are filled in. What the form does not know is no field. */
export function filledFields(
    form: readonly FormField[],
    data: { readonly [key: string]: Json },
    path: readonly PathSegment[] = []
): FilledField[] {
    return form.flatMap((field): FilledField[] => {
        const value = own(data, field.name);
        if (value === undefined) return [];
        const place = [...path, field.name];
        return field.fields !== undefined && isObject(value)
            ? filledFields(field.fields, value, place)
            : [{ field, path: place, value }];
    });
}

/** The same data with every filled field changed; what is no field stays as it is. */
export function mapFields(
    form: readonly FormField[],
    data: { readonly [key: string]: Json },
    change: (filled: FilledField) => Json,
    path: readonly PathSegment[] = []
): { readonly [key: string]: Json } {
    const byName = new Map(form.map((field) => [field.name, field]));
    const entries = Object.entries(data).map(([name, value]): [string, Json] => {
        const field = byName.get(name);
        if (field === undefined) return [name, value];
        const place = [...path, name];
        return field.fields !== undefined && isObject(value)
            ? [name, mapFields(field.fields, value, change, place)]
            : [name, change({ field, path: place, value })];
    });
    return Object.fromEntries(entries);
}

/** The field that a path leads into; undefined where the form knows none. */
export function fieldAt(
    form: readonly FormField[],
    path: readonly PropertyKey[]
): FormField | undefined {
    const [name, ...rest] = path;
    const field = form.find((candidate) => candidate.name === name);
    if (field?.fields === undefined || rest.length === 0) return field;
    return fieldAt(field.fields, rest) ?? field;
}
