import type { Catalogue, NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { ERROR_TYPE, EXECUTION_TYPE } from "@flowmaestro/shared/workflow/compile/roots.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import { fieldPath } from "@flowmaestro/shared/workflow/field-path.ts";
import { complete } from "@flowmaestro/shared/schema/complete.ts";
import { inputsTypeOf } from "@flowmaestro/shared/schema/inputs.ts";
import { infer } from "@flowmaestro/shared/schema/infer.ts";
import { typeName } from "@flowmaestro/shared/schema/type-name.ts";
import { lookup, scopeOf } from "@flowmaestro/shared/workflow/templates/scope.ts";
import { ANY } from "@flowmaestro/shared/schema/value-type.ts";
import type { ValueType } from "@flowmaestro/shared/schema/value-type.ts";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { graphOf, portOf } from "../document/graph.ts";
import { around } from "../document/scope.ts";
import { ERROR_PORT, factsOf } from "../document/node-facts.ts";

/** One line of the completion: something that can be read here, or could be after connecting. */
export interface Suggestion {
    /** What is written: `fetch.output.total`. */
    readonly insert: string;
    /** Whose value it is, as people know it. */
    readonly label: string;
    /** Within that value. */
    readonly path: string;
    readonly type: string;
    /** From the last execution, as JSON. */
    readonly sample: string | null;
    readonly nodeType: NodeType | undefined;
    /** Set where the node does not run before this one: it would have to be connected first. */
    readonly connect: string | null;
}

export interface SuggestionContext {
    readonly definition: WorkflowDefinition;
    readonly catalogue: Catalogue;
    readonly node: string;
    readonly types: {
        readonly [node: string]:
            { readonly output_schema: ValueType; readonly inside_schema?: ValueType } | undefined;
    };
    /** Roots and what they held in the last execution. */
    readonly values: JsonObject;
}

const MOST = 400;
const MOST_STRANGERS = 20;
const SAMPLE_LENGTH = 60;

/** Everything a field of this node may refer to, nearest first; strangers come last. */
export function suggestionsFor(context: SuggestionContext): readonly Suggestion[] {
    const { definition, node } = context;
    const graph = graphOf(definition);
    const upstream = graph.upstream(node);
    const before = graph.order.filter((id) => upstream.has(id)).toReversed();
    const strangers = graph.order.filter(
        (id) => id !== node && !upstream.has(id) && !graph.downstream(node).has(id)
    );
    const frames = around(definition.nodes, node);
    const isAround = new Set(frames);
    const own = before.filter((id) => !isAround.has(id)).flatMap((id) => ofNode(context, id));
    return [
        ...frames.flatMap((id) => ofFrame(context, id)),
        ...own,
        ...ofRoot(context, "inputs", inputsTypeOf(executionInputs(definition, context.catalogue))),
        ...ofRoot(context, "execution", EXECUTION_TYPE),
        ...strangers.slice(0, MOST_STRANGERS).flatMap((id) => ofStranger(context, id))
    ].slice(0, MOST);
}

function ofNode(context: SuggestionContext, id: string): Suggestion[] {
    const node = context.definition.nodes[id];
    if (node === undefined) return [];
    const facts = factsOf(node, context.catalogue);
    if (facts.isAnnotation) return [];
    const seen = context.values[id];
    const output = valueIn(seen, "output");
    const declared = context.types[id]?.output_schema ?? ANY;
    // What came out once tells more than "any value".
    const type = declared.type === "any" && output !== undefined ? infer(output) : declared;
    const about = { label: facts.label, nodeType: facts.type, connect: null };
    const rows = pathsOf(context, [id, "output"], type).map((row) => ({ ...row, ...about }));
    if (!readsErrors(context, id)) return rows;
    return [
        ...rows,
        ...pathsOf(context, [id, "error"], ERROR_TYPE).map((row) => ({ ...row, ...about }))
    ];
}

/** Inside a container its turn is there to be read: the item, how many, what the last one gave. */
function ofFrame(context: SuggestionContext, id: string): Suggestion[] {
    const node = context.definition.nodes[id];
    if (node === undefined) return [];
    const facts = factsOf(node, context.catalogue);
    const declared = context.types[id]?.inside_schema ?? ANY;
    const seen = context.values[id];
    const type = seen === undefined ? declared : withSeen(declared, infer(seen));
    return pathsOf(context, [id], type)
        .slice(1)
        .map((row) => ({ ...row, label: facts.label, nodeType: facts.type, connect: null }));
}

/** What an item was once tells more than "any value". */
function withSeen(declared: ValueType, seen: ValueType): ValueType {
    if (declared.type !== "object" || seen.type !== "object") return declared;
    const item = declared.properties?.["item"];
    const known = seen.properties?.["item"];
    if (item?.type !== "any" || known === undefined) return declared;
    return { ...declared, properties: { ...declared.properties, item: known } };
}

/** Behind an error port, or after `continue`, the error itself is there to be read. */
function readsErrors({ definition, node }: SuggestionContext, id: string): boolean {
    if (definition.nodes[id]?.policy?.on_error === "continue") return true;
    const graph = graphOf(definition);
    const behind = (target: string) => target === node || graph.downstream(target).has(node);
    return graph.outOf(id).some((edge) => portOf(edge) === ERROR_PORT && behind(edge.target));
}

function ofRoot(context: SuggestionContext, root: string, type: ValueType): Suggestion[] {
    return pathsOf(context, [root], type)
        .slice(1)
        .map((row) => ({ ...row, label: root, nodeType: undefined, connect: null }));
}

function ofStranger(context: SuggestionContext, id: string): Suggestion[] {
    const node = context.definition.nodes[id];
    if (node === undefined) return [];
    const facts = factsOf(node, context.catalogue);
    const [port] = facts.ports;
    if (facts.isAnnotation || port === undefined) return [];
    return [
        {
            insert: `${id}.output`,
            label: facts.label,
            path: "output",
            type: typeName(context.types[id]?.output_schema ?? ANY),
            sample: null,
            nodeType: facts.type,
            connect: id
        }
    ];
}

type Row = Pick<Suggestion, "insert" | "path" | "type" | "sample">;

function pathsOf(
    context: SuggestionContext,
    [root = "", ...first]: readonly string[],
    type: ValueType
): Row[] {
    const all = [
        { path: [] as readonly (string | number)[], type },
        ...complete(type).map(({ path, type: of }) => ({ path, type: of }))
    ];
    return all.map(({ path, type: of }) => {
        const segments = [...first, ...path];
        const found = lookup(scopeOf(context.values), root, segments);
        return {
            insert: fieldPath(segments, root),
            path: segments.length === 0 ? root : fieldPath(path.length === 0 ? first : path),
            type: typeName(of),
            sample: of.secret === true ? "••••" : found.found ? sampleOf(found.value) : null
        };
    });
}

export function sampleOf(value: Json): string {
    const text = JSON.stringify(value);
    return text.length > SAMPLE_LENGTH ? `${text.slice(0, SAMPLE_LENGTH)}…` : text;
}

function valueIn(holder: Json | undefined, key: string): Json | undefined {
    if (typeof holder !== "object" || holder === null || Array.isArray(holder)) return undefined;
    return Object.hasOwn(holder, key) ? (holder as JsonObject)[key] : undefined;
}

/** What was typed narrows by label, path and id; what begins with it comes first. */
export function narrow(suggestions: readonly Suggestion[], query: string): readonly Suggestion[] {
    const wanted = query.trim().toLowerCase();
    if (wanted === "") return suggestions;
    const rate = (one: Suggestion) => {
        const insert = one.insert.toLowerCase();
        if (insert.startsWith(wanted)) return 3;
        if (one.path.toLowerCase().startsWith(wanted)) return 3;
        if (one.label.toLowerCase().startsWith(wanted)) return 2;
        return `${insert} ${one.label.toLowerCase()}`.includes(wanted) ? 1 : 0;
    };
    return suggestions
        .map((one) => ({ one, score: rate(one) - (one.connect === null ? 0 : 0.5) }))
        .filter(({ score }) => score > 0)
        .sort((first, second) => second.score - first.score)
        .map(({ one }) => one);
}
