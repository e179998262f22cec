import type { ReferenceScope } from "@flowmaestro/shared/workflow/templates/scope.ts";
import type { Phase } from "@flowmaestro/shared/workflow/config/prepare-config.ts";
import { asksAfterwards } from "@flowmaestro/shared/workflow/container.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, NodeError, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { isList, isObject, own } from "@flowmaestro/shared/schema/json.ts";
import { shapeOf } from "./plan-shape.ts";
import type { NodeRoot } from "./plan-shape.ts";
import type { OpenLoop, Results, TurnResult } from "./results.ts";
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
    /** What the run is for, and for a check, of which turn. Absent: the node's own run. */
    readonly phase?: Phase;
    readonly index?: number;
}

type Roots = { [root: string]: Json };

/**
 * What the references of one run may read: the nodes its config names, seen from its own loop
 * position outwards, the turns it stands in, and the roots that are neither. Loaded before resolving,
 * which is synchronous.
 */
export function loadScope(request: ScopeRequest, values: Values): Soon<ReferenceScope> {
    const roots: Roots = {};
    const scope: ReferenceScope = {
        get: (root) => own(roots, root),
        names: () => Object.keys(roots),
        why: (root) => whyMissing(request, root)
    };
    const loading = new Loading(values);
    loading.value(request.results.executionInputs, (json) => {
        roots["inputs"] = json;
    });
    // Where turns are collected nothing is asked, so nothing is read.
    if (request.phase !== "collect") readAll(request, roots, loading);
    return loading.done(scope);
}

function readAll(request: ScopeRequest, roots: Roots, loading: Loading): void {
    const reads = shapeOf(request.plan).readsOf(request.node);
    for (const root of reads.nodes) {
        if (root.around) readTurn(request, root, roots, loading);
        else readResult(request, root, roots, loading);
    }
    if (reads.variables !== null) {
        const variables: Roots = {};
        roots["vars"] = variables;
        for (const [name, value] of request.results.variablesFor(request.instance)) {
            // Those nobody asks for stand there by name, for whoever misspelt one.
            const wanted = reads.variables === "all" || reads.variables.has(name);
            define(variables, name, null);
            if (wanted) loading.value(value, (json) => define(variables, name, json));
        }
    }
    if (reads.execution) roots["execution"] = executionRoot(request);
}

/** Reads what is at hand at once, and waits for the rest together. */
class Loading {
    private readonly values: Values;
    private readonly waiting: Promise<void>[] = [];

    constructor(values: Values) {
        this.values = values;
    }

    value(value: Value | undefined, place: (json: Json) => void): void {
        if (value === undefined) return;
        this.soon(this.values.read(value), place);
    }

    turn(result: TurnResult, place: (json: Json) => void): void {
        this.soon(this.values.readTurn(result), place);
    }

    items(loop: OpenLoop, place: (json: Json) => void): void {
        if (loop.items === undefined) return;
        if (loop.parsed === undefined) {
            loop.parsed = this.values.read(loop.items);
            if (loop.parsed instanceof Promise) {
                loop.parsed = loop.parsed.then(
                    (json) => (loop.parsed = json),
                    (error: unknown) => {
                        // The next turn may be luckier.
                        loop.parsed = undefined;
                        throw error;
                    }
                );
            }
        }
        this.soon(loop.parsed, place);
    }

    done<T>(result: T): Soon<T> {
        return this.waiting.length === 0 ? result : Promise.all(this.waiting).then(() => result);
    }

    private soon(json: Soon<Json>, place: (json: Json) => void): void {
        const placed = soon(json, place);
        if (placed instanceof Promise) this.waiting.push(placed);
    }
}

function readResult(
    { instance, results }: ScopeRequest,
    { id, depth }: NodeRoot,
    roots: Roots,
    loading: Loading
): void {
    const result = results.of(seenFrom(instance, id, depth));
    if (result === undefined) return;
    const root: { output?: Json; error?: Json } = {};
    roots[id] = root;
    if (result.error !== undefined) root.error = errorJson(result.error);
    loading.value(result.output, (json) => {
        root.output = json;
    });
}

/** What a container gives to what is inside it, and to its own question about the next turn. */
function readTurn(
    request: ScopeRequest,
    { id, depth, self }: NodeRoot,
    roots: Roots,
    loading: Loading
): void {
    const container = seenFrom(request.instance, id, depth);
    const loop = request.results.loop(container);
    const index = self ? request.index : indexIn(request.instance, depth);
    if (loop === undefined || index === undefined) return;
    const { plan } = request;
    const { config } = plan.nodes[indexOf(plan).byId(id) ?? -1] ?? {};
    const settings = isObject(config) ? config : {};
    const asked = self && asksAfterwards(settings) ? index - 1 : index;
    const root: Roots = { index: asked, count: loop.count };
    roots[id] = root;
    loading.items(loop, (items) => {
        root["item"] = (isList(items) ? items[index] : undefined) ?? null;
    });
    if (loop.is_sequential)
        loading.turn(loop.last, (json) => {
            root["last"] = json;
        });
}

/** `ingest[3]/classify` sees `ingest[3]/fetch` beside it and `order` outside. */
function seenFrom(instance: string, id: string, depth: number): string {
    return instance.slice(0, partAt(instance, depth)) + id;
}

/** The turn an instance stands in, of the container at that depth. */
function indexIn(instance: string, depth: number): number | undefined {
    const bracket = instance.indexOf("[", partAt(instance, depth));
    return bracket < 0 ? undefined : Number.parseInt(instance.slice(bracket + 1), 10);
}

/** Where the part of an instance's name begins that stands so deep. */
function partAt(instance: string, depth: number): number {
    let at = 0;
    for (let passed = 0; passed < depth; passed += 1) at = instance.indexOf("/", at) + 1;
    return at;
}

function executionRoot({ execution, results }: ScopeRequest): Json {
    return {
        id: execution.id,
        started_at: results.startedAtText,
        trigger: execution.trigger,
        workflow_id: execution.workflow_id,
        workflow_name: execution.workflow_name,
        version: execution.version
    };
}

function errorJson(error: NodeError): Json {
    return { code: error.code, message: error.message, details: error.details ?? {} };
}

const WHY = {
    skipped: "because it was skipped",
    cancelled: "because it was cancelled",
    failed: "because it failed"
} as const;

function whyMissing(request: ScopeRequest, root: string): string | undefined {
    const read = shapeOf(request.plan)
        .readsOf(request.node)
        .nodes.find(({ id }) => id === root);
    if (read === undefined || read.around) return undefined;
    const instance = seenFrom(request.instance, root, read.depth);
    const { results } = request;
    const absence = results.absence(instance);
    if (absence !== undefined) return WHY[absence];
    const result = results.of(instance);
    if (result === undefined) return "because it has not ended yet";
    return result.error === undefined ? undefined : WHY.failed;
}

/** Own properties of every name, `__proto__` included. */
function define(target: Roots, name: string, value: Json): void {
    Object.defineProperty(target, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true
    });
}
