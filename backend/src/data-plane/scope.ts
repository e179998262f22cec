import { own } from "@flowmaestro/shared/schema/json.ts";
import type { ReferenceScope } from "@flowmaestro/shared/workflow/templates/scope.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, NodeError, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Results } from "./results.ts";
import { soon } from "./soon.ts";
import type { Soon } from "./soon.ts";
import type { Values } from "./values.ts";

export interface ExecutionInfo {
    readonly id: string;
    readonly workspace_id: string;
    readonly workflow_id: string;
    readonly workflow_name: string;
    readonly version: number | null;
    readonly trigger: string;
}

export interface ScopeRequest {
    readonly execution: ExecutionInfo;
    readonly plan: Plan;
    readonly node: PlanNode;
    readonly instance: string;
    readonly results: Results;
}

/**
 * What the references of one run may read: the nodes its config names, seen from its own loop
 * position outwards, and the roots that are no node. Loaded before resolving, which is synchronous.
 */
export function loadScope(request: ScopeRequest, values: Values): Soon<ReferenceScope> {
    const roots: { [root: string]: Json } = {};
    const loading: Promise<void>[] = [];
    const put = (value: Value | undefined, place: (json: Json) => void): void => {
        if (value === undefined) return;
        const json = soon(values.read(value), place);
        if (json instanceof Promise) loading.push(json);
    };
    for (const id of request.node.reads) {
        const result = request.results.of(instanceSeenFrom(request, id));
        if (result === undefined) continue;
        const root: { output?: Json; error?: Json } = {};
        roots[id] = root;
        if (result.error !== undefined) root.error = errorJson(result.error);
        put(result.output, (json) => {
            root.output = json;
        });
    }
    put(request.results.executionInputs, (json) => {
        roots["inputs"] = json;
    });
    roots["execution"] = executionRoot(request);
    const scope: ReferenceScope = {
        get: (root) => own(roots, root),
        names: () => Object.keys(roots),
        why: (root) => whyMissing(request, root)
    };
    return loading.length === 0 ? scope : Promise.all(loading).then(() => scope);
}

/** `ingest[3]/classify` sees `ingest[3]/fetch` beside it and `order` outside. */
function instanceSeenFrom(request: ScopeRequest, id: string): string {
    const { plan } = request;
    const node = plan.nodes[indexOf(plan).byId(id) ?? -1];
    const depth = depthOf(plan, node?.scope ?? 0);
    if (depth === 0) return id;
    const path = request.instance.split("/").slice(0, depth).join("/");
    return `${path}/${id}`;
}

function depthOf(plan: Plan, scope: number): number {
    let depth = 0;
    let parent = plan.scopes[scope]?.parent ?? null;
    while (parent !== null) {
        depth += 1;
        parent = plan.scopes[parent]?.parent ?? null;
    }
    return depth;
}

function executionRoot({ execution, results }: ScopeRequest): Json {
    return {
        id: execution.id,
        started_at: new Date(results.startedAt).toISOString(),
        trigger: execution.trigger,
        workflow_id: execution.workflow_id,
        workflow_name: execution.workflow_name,
        version: execution.version
    };
}

function errorJson(error: NodeError): Json {
    return { code: error.code, message: error.message, details: error.details ?? {} };
}

function whyMissing(request: ScopeRequest, root: string): string | undefined {
    const node = indexOf(request.plan).byId(root);
    if (node === undefined) return undefined;
    return request.results.skipped(instanceSeenFrom(request, root))
        ? "because it was skipped"
        : "because it has not ended yet";
}
