import type { InputField, InputSchema } from "../schema/value-type.ts";
import type { Catalogue } from "./catalogue.ts";
import { readConfig } from "./config/read-config.ts";
import type { WorkflowDefinition } from "./document.ts";

/** What an execution of this definition may be given: the union over its input nodes. */
export function executionInputs(definition: WorkflowDefinition, catalogue: Catalogue): InputSchema {
    const fields = new Map<string, InputField>();
    for (const { schema } of inputNodes(definition, catalogue)) {
        for (const [name, field] of Object.entries(schema)) {
            const known = fields.get(name);
            fields.set(name, known === undefined ? field : both(known, field));
        }
    }
    return Object.fromEntries(fields);
}

/** The input nodes that run, with the fields each of them names. */
export function inputNodes(
    definition: WorkflowDefinition,
    catalogue: Catalogue
): readonly { readonly id: string; readonly schema: InputSchema }[] {
    return Object.values(definition.nodes).flatMap((node) => {
        const type = catalogue.get(node.type);
        if (type?.execution_inputs === undefined || node.disabled === true) return [];
        const { config } = readConfig(type, node.data);
        return config === undefined ? [] : [{ id: node.id, schema: type.execution_inputs(config) }];
    });
}

/** A field that two nodes name has to suit both. */
function both(first: InputField, second: InputField): InputField {
    const demanded = isDemanded(first) || isDemanded(second);
    const fallback = first.default === undefined ? second.default : first.default;
    const choices =
        first.enum === undefined || second.enum === undefined
            ? (first.enum ?? second.enum)
            : common(first.enum, second.enum);
    return {
        ...second,
        ...first,
        type: narrower(first.type, second.type),
        required: demanded,
        default: demanded ? undefined : fallback,
        ...(choices === undefined ? {} : { enum: choices })
    };
}

function isDemanded({ required, default: fallback }: InputField): boolean {
    return required && fallback === undefined;
}

/** `any` gives way, a number to a whole one. Types that exclude each other are a problem of `compile`. */
function narrower(first: InputField["type"], second: InputField["type"]): InputField["type"] {
    if (first === "any" || (first === "number" && second === "integer")) return second;
    return first;
}

function common<T>(first: readonly T[], second: readonly T[]): T[] {
    const texts = new Set(second.map((choice) => JSON.stringify(choice)));
    const shared = first.filter((choice) => texts.has(JSON.stringify(choice)));
    return shared.length > 0 ? shared : [...first];
}
