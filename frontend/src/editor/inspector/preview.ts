import { resolveTemplates } from "@flowmaestro/shared/workflow/templates/resolve.ts";
import { templates } from "@flowmaestro/shared/workflow/templates/references.ts";
import { isList, kindOf } from "@flowmaestro/shared/schema/json.ts";
import type { WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { scopeOf } from "@flowmaestro/shared/workflow/templates/scope.ts";
import type { ReferenceScope } from "@flowmaestro/shared/workflow/templates/scope.ts";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import { z } from "zod";
import { dataOf } from "../document/node-facts.ts";
import { around } from "../document/scope.ts";
import type { Nodes } from "../document/scope.ts";
import type { ExecutionFold } from "../execution/execution-fold.ts";

export type Preview =
    | { readonly kind: "none" }
    | { readonly kind: "resolved"; readonly text: string; readonly type: string }
    /** A node it reads has not run, or its value is not at hand. */
    | { readonly kind: "waiting" }
    | { readonly kind: "error"; readonly message: string };

const json = z.json();

/** What references held in the last execution; whole values only, never a preview of one. */
export function valuesOf(
    fold: ExecutionFold | null,
    summary: Execution | null,
    definition: { readonly nodes: { readonly [id: string]: unknown } }
): JsonObject {
    const entries: [string, Json][] = [];
    for (const id of Object.keys(definition.nodes)) {
        const run = fold?.runOf(id);
        if (run === undefined) continue;
        if (run.hasOutput === true && run.isTruncated !== true) {
            const output = json.safeParse(run.output);
            if (output.success) entries.push([id, { output: output.data }]);
        } else if (run.error !== undefined) {
            const { code, message, details = {} } = run.error;
            entries.push([id, { output: null, error: { code, message, details } }]);
        }
    }
    if (summary === null) return Object.fromEntries(entries);
    entries.push(["inputs", summary.inputs]);
    const { id, trigger, workflow_id, workflow_name, version } = summary;
    const started_at = summary.started_at ?? summary.created_at;
    entries.push(["execution", { id, trigger, workflow_id, workflow_name, version, started_at }]);
    return Object.fromEntries(entries);
}

/** The turn that is shown of each container: which, and of how many. */
export type TurnOf = (
    container: string
) => { readonly index: number; readonly count: number | null } | null;

/** Inside a container its id means the turn, not what came out in the end. From the outside in. */
export function valuesInside(
    values: JsonObject,
    nodes: Nodes,
    node: string,
    turnOf: TurnOf
): JsonObject {
    return around(nodes, node).reduceRight<JsonObject>((known, id) => {
        const { [id]: _outside, ...rest } = known;
        const turn = turnOf(id);
        const items = itemsOf(nodes[id], rest);
        if (turn === null && items === null) return rest;
        const { index = 0, count = items?.length ?? null } = turn ?? {};
        const item = items?.[index];
        return { ...rest, [id]: { index, count, ...(item === undefined ? {} : { item }) } };
    }, values);
}

function itemsOf(container: WorkflowNode | undefined, values: JsonObject): readonly Json[] | null {
    const items = container === undefined ? undefined : dataOf(container)["items"];
    if (items === undefined) return null;
    const resolved = resolveTemplates(items, scopeOf(values));
    return resolved.ok && isList(resolved.value) ? resolved.value : null;
}

const LENGTH = 200;

export function previewOf(value: Json | undefined, values: JsonObject): Preview {
    if (value === undefined || templates(value).length === 0) return { kind: "none" };
    const missing: string[] = [];
    const scope: ReferenceScope = {
        get: (root) => {
            if (Object.hasOwn(values, root)) return values[root];
            missing.push(root);
            return undefined;
        },
        names: () => Object.keys(values)
    };
    const resolved = resolveTemplates(value, scope);
    if (resolved.ok) {
        return { kind: "resolved", text: shown(resolved.value), type: kindOf(resolved.value) };
    }
    if (missing.length > 0) return { kind: "waiting" };
    return { kind: "error", message: resolved.error.message };
}

function shown(value: Json): string {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}
