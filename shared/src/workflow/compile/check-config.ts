import { typeName } from "../../schema/type-name.ts";
import { branchesOf } from "../../schema/join.ts";
import type { ValueType } from "../../schema/value-type.ts";
import { fieldAt, filledFields, languageOf } from "../config/fields.ts";
import type { FilledField } from "../config/fields.ts";
import { formOf } from "../form.ts";
import type { FormField } from "../form.ts";
import type { PathSegment } from "../field-path.ts";
import type { Problem } from "../problem.ts";
import { templates } from "../templates/references.ts";
import type { Analysis } from "./analysis.ts";
import type { GraphNode } from "./graph.ts";
import { called, problem } from "./problems.ts";

/** What a node's own settings lack, whatever stands around it. */
export function checkConfig(node: GraphNode, { types }: Analysis): Problem[] {
    const { type, config } = node;
    if (type === undefined) return [];
    const form = formOf(type);
    const ownProblems = config === undefined ? [] : (type.check?.(config) ?? []);
    return [
        ...node.issues.map((issue) => {
            const title = titleOf(form, issue.path);
            return problem({
                node,
                code: issue.missing ? "MISSING_CONFIG" : "INVALID_CONFIG",
                field: ["data", ...issue.path],
                message: issue.missing
                    ? `${called(node)} needs ${title}.`
                    : `${called(node)}, ${title}: ${issue.message}`,
                solution: issue.missing ? `Fill in ${title}.` : `Correct ${title}.`
            });
        }),
        ...ownProblems.map((found) => ({
            ...problem({ ...found, node, field: undefined }),
            ...(found.field === undefined ? {} : { field: `data.${found.field}` })
        })),
        ...filledFields(form, node.data, ["data"])
            .filter(({ field }) => languageOf(field) !== "literal")
            .flatMap((filled) => [...checkTypes(node, filled, types), ...checkSyntax(node, filled)])
    ];
}

function checkSyntax(node: GraphNode, { field, path, value }: FilledField): Problem[] {
    return templates(value, path).flatMap(({ fault, field: place, text }) =>
        fault === undefined
            ? []
            : [
                  problem({
                      node,
                      code: "TEMPLATE_SYNTAX",
                      field: place,
                      message: `${called(node)}, ${field.title}: the reference in ${excerpt(text)} cannot be read at character ${fault.position + 1}. ${fault.message}`,
                      solution:
                          "Write references as ${node_id.output.name}, and $${ for the two characters ${."
                  })
              ]
    );
}

/** A field that is one reference takes the value's type: a text does not fit where a number is wanted. */
function checkTypes(
    node: GraphNode,
    { field, path, value }: FilledField,
    types: Analysis["types"]
): Problem[] {
    if (typeof value !== "string" || !value.includes("${") || field.types.length === 0) return [];
    if (templates(value)[0]?.single !== true) return [];
    const actual = types.typeOf(node.id, value);
    if (branchesOf(actual).some((branch) => fits(branch, field.types))) return [];
    return [
        problem({
            node,
            code: "TYPE_MISMATCH",
            field: path,
            message: `${called(node)}, ${field.title}: ${value} is ${typeName(actual)}, but ${field.types.join(" or ")} is needed.`,
            solution: "Refer to a value of that type."
        })
    ];
}

function fits({ type }: ValueType, wanted: readonly string[]): boolean {
    if (type === "any" || type === "file") return true;
    if (type === "integer" || type === "number") {
        return wanted.includes("number") || wanted.includes("integer");
    }
    return wanted.includes(type);
}

function titleOf(form: readonly FormField[], path: readonly PathSegment[]): string {
    const outer = form.find(({ name }) => name === path[0]);
    if (outer === undefined) return "its settings";
    const inner = fieldAt(form, path);
    return inner === undefined || inner === outer
        ? `“${outer.title}”`
        : `“${outer.title} › ${inner.title}”`;
}

function excerpt(text: string): string {
    return JSON.stringify(text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text);
}
