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
    /** Done once, as soon as the facts so far say so. */
    readonly act?: {
        readonly when: (facts: readonly Fact[]) => boolean;
        readonly signal: "cancel";
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
        /** Pairs that must stand in this order in the log: [earlier, later], `kind instance`. */
        readonly order?: readonly (readonly [string, string])[];
    };
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

interface NodeDraft {
    readonly type: string;
    readonly data?: JsonObject;
    readonly policy?: Policy;
    readonly disabled?: boolean;
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
