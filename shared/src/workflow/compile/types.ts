import { infer } from "../../schema/infer.ts";
import { inputsTypeOf } from "../../schema/inputs.ts";
import { branchesOf, containsSecret, join } from "../../schema/join.ts";
import { isObject } from "../../schema/json.ts";
import { typeAt } from "../../schema/type-at.ts";
import { ANY } from "../../schema/value-type.ts";
import type { InputSchema, ValueType } from "../../schema/value-type.ts";
import type { Json } from "../../orchestrator/values.ts";
import type { Expression, Term } from "../templates/grammar.ts";
import { parseTemplate, singleReference } from "../templates/parse.ts";
import { enclosing, ERROR_PORT, errorPolicyOf } from "./graph.ts";
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";
import { CONTAINER_TYPE, ERROR_TYPE, EXECUTION_TYPE } from "./roots.ts";
import { readsSecret, taken } from "./secrets.ts";
import { variablesOf } from "./variables.ts";
import { lastType, turnType } from "./turn-types.ts";

/** What is known of the values in a workflow before any execution. */
export interface Types {
    /** Of what a node puts out. */
    readonly outputs: ReadonlyMap<string, ValueType>;
    readonly inputs: ValueType;
    /** An input or an answer is secret: only then is there anything to keep. */
    readonly has_secrets: boolean;
    /** Names of variables that a secret is written to. */
    readonly secret_variables: ReadonlySet<string>;
    /** Of a root, as the given node reads it; undefined where there is no such root. */
    readonly rootOf: (reader: string, root: string) => ValueType | undefined;
    /** Of what a value with templates resolves to for the given node. */
    readonly typeOf: (reader: string, value: Json) => ValueType;
}

/** A variable may be read before the node that writes a secret to it: then all is looked at again. */
export function typesOf(graph: Graph, order: readonly GraphNode[], inputs: InputSchema): Types {
    let types = typesWith(graph, order, { inputs, secret_variables: new Set() });
    while (types.has_secrets) {
        const secret_variables = secretVariables(order, types);
        if (secret_variables.size === types.secret_variables.size) break;
        types = typesWith(graph, order, { inputs, secret_variables });
    }
    return types;
}

/** Of variables only this is known; the others lead nowhere here, which is no news. */
function varsType(secret: ReadonlySet<string>): ValueType {
    if (secret.size === 0) return { type: "object" };
    const entries = [...secret].map((name) => [name, { type: "any", secret: true }] as const);
    return { type: "object", properties: Object.fromEntries(entries) };
}

function secretVariables(order: readonly GraphNode[], types: Types): ReadonlySet<string> {
    const names = order.flatMap((node) => {
        const isSecret =
            readsSecret(node.data, (root) => types.rootOf(node.id, root)) ||
            containsSecret(types.outputs.get(node.id) ?? ANY);
        return isSecret ? variablesOf(node) : [];
    });
    return new Set([...types.secret_variables, ...names]);
}

interface Known {
    readonly inputs: InputSchema;
    readonly secret_variables: ReadonlySet<string>;
}

function typesWith(
    graph: Graph,
    order: readonly GraphNode[],
    { inputs, secret_variables }: Known
): Types {
    const outputs = new Map<string, ValueType>();
    const inputsType: ValueType =
        Object.keys(inputs).length === 0 ? { type: "object" } : inputsTypeOf(inputs);

    let hasSecrets = containsSecret(inputsType);
    const inside = new Map<string, ValueType>();
    const turns = new Map<string, ValueType>();
    const insideOf = (container: GraphNode, reader: string): ValueType => {
        const known = inside.get(container.id) ?? insideType(container, rootOf);
        inside.set(container.id, known);
        const turn = turns.get(container.id);
        return turn === undefined ? known : withLast(known, lastType(container, reader, turn));
    };

    const rootOf = (reader: string, root: string): ValueType | undefined => {
        if (root === "inputs") return inputsType;
        if (root === "vars") return varsType(secret_variables);
        if (root === "execution") return EXECUTION_TYPE;
        const around = graph.nodes.get(root);
        if (around?.type?.container === true && seesInside(graph, reader, root)) {
            return insideOf(around, reader);
        }
        const source = graph.disabled.get(root) ?? root;
        const node = graph.nodes.get(source);
        if (node === undefined) return undefined;
        const optional = errorPolicyOf(node) === "fail" ? ["error"] : ["error", "output"];
        const properties = { output: outputs.get(source) ?? ANY, error: ERROR_TYPE };
        return { type: "object", properties, optional };
    };
    const types: Types = {
        outputs,
        inputs: inputsType,
        get has_secrets() {
            return hasSecrets;
        },
        secret_variables,
        rootOf,
        typeOf: (reader, value) => typeOfValue(value, (root) => rootOf(reader, root), 0)
    };
    for (const node of bodiesFirst(order)) {
        if (node.type?.container === true) turns.set(node.id, turnType(node, graph, outputs));
        const output = outputOf(node, types, turns.get(node.id));
        hasSecrets ||= containsSecret(output);
        outputs.set(node.id, output);
    }
    return types;
}

/** A container after its body, which gives its turns' results; what follows it after both. */
function bodiesFirst(order: readonly GraphNode[]): GraphNode[] {
    const members = new Map<string | null, GraphNode[]>();
    for (const node of order) {
        const list = members.get(node.parent);
        if (list === undefined) members.set(node.parent, [node]);
        else list.push(node);
    }
    const sorted: GraphNode[] = [];
    const visit = (parent: string | null): void => {
        const list = members.get(parent) ?? [];
        // Taken out, so that parents in a circle, which a wrong document may have, end here.
        members.delete(parent);
        for (const node of list) {
            visit(node.id);
            sorted.push(node);
        }
    };
    visit(null);
    for (const parent of [...members.keys()]) visit(parent);
    return sorted;
}

/** What a turn gives is known only after what its nodes read, so they do not read it to find out. */
function withLast(inside: ValueType, last: ValueType): ValueType {
    if (inside.type !== "object" || inside.properties?.["last"] === undefined) return inside;
    return { ...inside, properties: { ...inside.properties, last } };
}

function incomingOf({ source, port }: GraphEdge, { outputs }: Types) {
    if (source === null) return [];
    const type: ValueType = port === ERROR_PORT ? { type: "null" } : (outputs.get(source) ?? ANY);
    return [{ source, type }];
}

/** A container itself does where it asks about its turns. */
function seesInside(graph: Graph, reader: string, container: string): boolean {
    return reader === container || enclosing(graph, reader).includes(container);
}

function insideType({ id, type, config }: GraphNode, rootOf: Types["rootOf"]): ValueType {
    if (type?.inside === undefined || config === undefined) return CONTAINER_TYPE;
    // What it says of itself must not depend on itself.
    const outside = (root: string) => (root === id ? undefined : rootOf(id, root));
    return type.inside(config, (template) => typeOfValue(template, outside, 0));
}

function outputOf(node: GraphNode, types: Types, turn: ValueType | undefined): ValueType {
    const output = ownOutput(node, types, turn);
    return errorPolicyOf(node) === "continue" ? join([output, { type: "null" }]) : output;
}

function ownOutput(node: GraphNode, types: Types, turn: ValueType | undefined): ValueType {
    const { type, config, id } = node;
    if (turn !== undefined) return { type: "array", items: turn };
    if (type?.output === undefined || config === undefined) return ANY;
    const output = type.output(config, {
        typeOf: (template) => types.typeOf(id, template),
        incoming: node.ins.flatMap((edge) => incomingOf(edge, types)),
        leaves: (port) => node.outs.some((edge) => edge.port === port)
    });
    if (!types.has_secrets || type.effect !== "pure") return output;
    return taken(
        output,
        readsSecret(node.data, (root) => types.rootOf(id, root))
    );
}

const MAX_DEPTH = 40;

function typeOfValue(
    value: Json,
    rootOf: (root: string) => ValueType | undefined,
    depth: number
): ValueType {
    if (typeof value === "string") return typeOfText(value, rootOf);
    if (typeof value !== "object" || value === null) return infer(value);
    if (depth > MAX_DEPTH) return ANY;
    if (!isObject(value)) {
        if (value.length === 0) return { type: "array" };
        const items = value.slice(0, 50).map((item) => typeOfValue(item, rootOf, depth + 1));
        return { type: "array", items: join(items) };
    }
    const entries = Object.entries(value).map(
        ([key, item]) => [key, typeOfValue(item, rootOf, depth + 1)] as const
    );
    return { type: "object", properties: Object.fromEntries(entries) };
}

function typeOfText(text: string, rootOf: (root: string) => ValueType | undefined): ValueType {
    if (!text.includes("${")) return { type: "string" };
    const parsed = parseTemplate(text);
    if (!parsed.ok) return ANY;
    const expression = singleReference(parsed.template);
    if (expression !== undefined) return typeOfExpression(expression, rootOf);
    const secret = parsed.template.parts.some(
        (part) => typeof part === "object" && typeOfExpression(part, rootOf).secret === true
    );
    return secret ? { type: "string", secret: true } : { type: "string" };
}

/** Left of `??` null and nothing give way to what follows. */
function typeOfExpression(
    { terms }: Expression,
    rootOf: (root: string) => ValueType | undefined
): ValueType {
    const types = terms.flatMap((term, index) => {
        const type = typeOfTerm(term, rootOf);
        const isLast = index === terms.length - 1;
        return isLast ? [type] : branchesOf(type).filter(({ type: name }) => name !== "null");
    });
    return join(types);
}

function typeOfTerm(term: Term, rootOf: (root: string) => ValueType | undefined): ValueType {
    if (term.kind === "scalar") return infer(term.value);
    const root = rootOf(term.root);
    if (root === undefined) return ANY;
    const { type, presence, secret } = typeAt(root, term.segments);
    const known = presence === "never" ? ANY : type;
    return secret ? { ...known, secret: true } : known;
}
