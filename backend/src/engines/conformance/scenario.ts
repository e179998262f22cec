import { hash } from "node:crypto";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import type {
    Policy,
    WorkflowDefinition,
    WorkflowNode
} from "@flowmaestro/shared/workflow/document.ts";

/** One line of the table: the same document, the same acts, the same result on every host. */
export interface Scenario {
    readonly name: string;
    readonly definition: WorkflowDefinition;
    readonly inputs?: { readonly [key: string]: Json };
    /** Other workflows, by the name `workflowId` makes their id of. */
    readonly others?: { readonly [name: string]: WorkflowDefinition };
    /** Done from outside, one after the other, each as soon as the facts so far say so. */
    readonly acts?: readonly Act[];
    /** Once it has ended it is run again from there, and what is expected is of that. */
    readonly again?: {
        readonly from: readonly string[];
        /** Instances that are not run, with what they put out instead. */
        readonly given?: { readonly [instance: string]: Json };
    };
    readonly expect: {
        readonly status: "completed" | "failed" | "cancelled" | "timed_out";
        readonly outputs?: Json;
        /** Code of the error that ended it. */
        readonly error?: string;
        /** Instance → status, and what else counts. */
        readonly nodes: { readonly [instance: string]: string };
        readonly reasons?: { readonly [instance: string]: string };
        readonly attempts?: { readonly [instance: string]: number };
        /** Instances that were taken over and did not run. */
        readonly reused?: readonly string[];
        /** `kind instance` of facts that must not be there. */
        readonly never?: readonly string[];
        /** How often a kind of fact must be there. */
        readonly counts?: { readonly [kind: string]: number };
        /** Pairs that must stand in this order in the log: [earlier, later], `kind instance`. */
        readonly order?: readonly (readonly [string, string])[];
    };
}

export interface Act {
    readonly when: (facts: readonly Fact[]) => boolean;
    readonly deed: Deed;
}

export type Deed =
    | { readonly kind: "cancel" | "pause" | "resume" }
    /** Somebody's answer to the open question of an instance, as it would be sent. */
    | { readonly kind: "answer"; readonly instance: string; readonly response: Json }
    /** An event for all waits of that name. */
    | { readonly kind: "signal"; readonly name: string; readonly data: Json };

/** As soon as each of these facts, `kind instance`, is there. */
export const after =
    (...names: readonly string[]) =>
    (facts: readonly Fact[]): boolean =>
        names.every((name) => facts.some((fact) => nameOf(fact) === name));

/** `node:started b`, `turn:started each[1]`, `execution:paused`. */
export function nameOf(fact: Fact): string {
    if ("container" in fact) return `${fact.kind} ${fact.container}[${fact.index}]`;
    if ("instance" in fact && fact.instance !== undefined) return `${fact.kind} ${fact.instance}`;
    return "scope" in fact ? `${fact.kind} ${fact.scope}` : fact.kind;
}

/** What a host makes of a scenario. */
export interface Outcome {
    readonly facts: readonly Fact[];
    readonly outputs: Json;
}

export interface Host {
    readonly name: string;
    run(plan: Plan, scenario: Scenario): Promise<Outcome>;
}

/** The same for a name wherever it stands; a scenario's others have names that no other scenario uses. */
export function workflowId(name: string): string {
    const digits = hash("sha256", name);
    const parts = [digits.slice(0, 8), digits.slice(8, 12), `7${digits.slice(13, 16)}`];
    return [...parts, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join("-");
}

export const calls = (name: string, data: JsonObject = {}): NodeDraft =>
    node("workflow", { workflow_id: workflowId(name), ...data });

export interface NodeDraft {
    readonly type: string;
    readonly data?: JsonObject;
    readonly policy?: Policy;
    readonly disabled?: boolean;
    /** The container it stands in. */
    readonly parentId?: string;
}

/**
 * A document from its drawing: `a -> b`, `a:error -> c`, separated by commas.
 */
export function draw(
    edges: string,
    nodes: { readonly [id: string]: NodeDraft },
    settings?: WorkflowDefinition["settings"]
): WorkflowDefinition {
    const entries = Object.entries(nodes).map(([id, node]): [string, WorkflowNode] => [
        id,
        { id, position: { x: 0, y: 0 }, ...node, data: { ...node.data } }
    ]);
    const arrows = edges
        .split(",")
        .map((arrow) => arrow.trim())
        .filter((arrow) => arrow !== "");
    return {
        nodes: Object.fromEntries(entries),
        edges: arrows.map((arrow, index) => {
            const [from = "", target = ""] = arrow.split("->").map((end) => end.trim());
            const [source = "", port] = from.split(":");
            const handle = port === undefined ? {} : { sourceHandle: port };
            return { id: `e${index}`, source, target, ...handle };
        }),
        ...(settings === undefined ? {} : { settings })
    };
}

export const input = (schema: JsonObject): NodeDraft => ({ type: "input", data: { schema } });

export const echo = (value: Json, data: JsonObject = {}, policy?: Policy): NodeDraft => ({
    type: "echo",
    data: { value, ...data },
    ...(policy === undefined ? {} : { policy })
});

export const fails = (data: JsonObject = {}, policy?: Policy): NodeDraft =>
    echo(null, { fail: { message: "As asked.", times: 1_000, ...data } }, policy);

export const output = (value: Json, policy?: Policy): NodeDraft => ({
    type: "output",
    data: { output: value },
    ...(policy === undefined ? {} : { policy })
});

export const conditional = (left: Json, operator: string, right: Json): NodeDraft => ({
    type: "conditional",
    data: { condition: { combinator: "and", rules: [{ left, operator, right }] } }
});

export const rule = (left: Json, operator: string, right?: Json): JsonObject => ({
    combinator: "and",
    rules: [{ left, operator, ...(right === undefined ? {} : { right }) }]
});

/** A node of any type. */
export const node = (type: string, data: JsonObject = {}, policy?: Policy): NodeDraft => ({
    type,
    data,
    ...(policy === undefined ? {} : { policy })
});

export const variable = (operation: string, name: string, value?: Json): NodeDraft =>
    node("variable", { operation, name, ...(value === undefined ? {} : { value }) });

/** The same nodes, inside a container. */
export function within(
    parentId: string,
    nodes: { readonly [id: string]: NodeDraft }
): { readonly [id: string]: NodeDraft } {
    const inside = Object.entries(nodes).map(([id, one]): [string, NodeDraft] => [
        id,
        { ...one, parentId: one.parentId ?? parentId }
    ]);
    return Object.fromEntries(inside);
}
