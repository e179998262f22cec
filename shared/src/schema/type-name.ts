import type { ValueType } from "./value-type.ts";

const NAMES: { readonly [type in ValueType["type"]]: string } = {
    any: "any value",
    string: "text",
    number: "number",
    integer: "whole number",
    boolean: "true or false",
    null: "null",
    file: "file",
    array: "list",
    object: "object",
    union: ""
};

/** A type in the words of the editor: `list of text`, `number or null`. */
export function typeName(type: ValueType): string {
    if (type.type === "union") return type.of.map(typeName).join(" or ");
    if (type.type === "array" && type.items !== undefined && type.items.type !== "any") {
        return `list of ${typeName(type.items)}`;
    }
    return NAMES[type.type];
}
