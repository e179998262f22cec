import type { Fact, UserInputRequired } from "../orchestrator/facts.ts";
import type { Json, Value } from "../orchestrator/values.ts";
import { explained } from "./error-help.ts";

/**
 * Facts on the wire. Every fact is one frame under its own name, with its `seq`: the promised fields
 * stand at the top level, and `data` holds the whole fact, so `toFact` gives back what `evolve` folds.
 * Frames without a `seq` (`execution:progress`, `node:retry`, `node:progress`, `node:stream`) are hints:
 * they may be missed and are never facts.
 */

export interface Frame {
    readonly type: string;
    readonly seq?: number;
    readonly timestamp: string;
    readonly execution_id: string;
    readonly node_id?: string;
    readonly instance?: string;
    readonly data?: { readonly [key: string]: unknown };
    readonly [field: string]: unknown;
}

/** A value as people get to see it: whole up to 4 KB, then a preview and where the rest is. */
export interface WireValue {
    readonly output: Json;
    readonly truncated?: true;
    readonly output_url?: string;
}

export interface FrameContext {
    readonly execution_id: string;
    readonly workflow_id: string;
    readonly show: (value: Value) => WireValue;
    /** What a form needs to put a question: prompt, fields. */
    readonly ask: (question: UserInputRequired) => { readonly [field: string]: unknown };
    /** Ids that follow from the execution and an instance. */
    readonly requestId: (instance: string) => string;
    readonly childId: (instance: string) => string;
}

type Fields = { readonly [field: string]: unknown };
type Shapes = {
    readonly [K in Fact["kind"]]: (
        fact: Extract<Fact, { kind: K }>,
        context: FrameContext
    ) => { readonly top?: Fields; readonly data?: Fields };
};

/** What each frame carries beside its fact. */
const SHAPES: Shapes = {
    "execution:started": (fact, { workflow_id, show }) => ({
        top: { workflow_id },
        data: { inputs: show(fact.inputs).output }
    }),
    "execution:paused": () => ({}),
    "execution:resumed": () => ({}),
    "execution:waiting": () => ({}),
    "execution:cancelling": () => ({}),
    "execution:timing_out": () => ({}),
    "execution:completed": (fact, { show }) => {
        const outputs = showAll(fact.outputs, show);
        return { top: { outputs }, data: { outputs } };
    },
    "execution:failed": (fact) => ({ top: { error: explained(fact.error) } }),
    "execution:cancelled": () => ({}),
    "execution:timed_out": (fact) => ({ top: { error: explained(fact.error) } }),
    "node:started": () => ({}),
    "node:held": () => ({}),
    "node:completed": (fact, { show }) => {
        const shown = show(fact.output);
        const duration_ms = fact.ended_at - fact.started_at;
        return { top: { ...shown }, data: { ...shown, duration_ms } };
    },
    "node:failed": (fact) => ({
        top: { error: explained(fact.error) },
        data: { duration_ms: fact.ended_at - fact.started_at }
    }),
    "node:skipped": () => ({}),
    "node:cancelled": () => ({}),
    "node:waiting": () => ({}),
    "node:stopping": () => ({}),
    "user:input:required": (fact, { ask, requestId }) => ({
        top: {
            request_id: requestId(fact.instance),
            ...ask(fact),
            expires_at: fact.until === undefined ? null : new Date(fact.until).toISOString()
        }
    }),
    "user:input:warning": ({ instance }, { requestId }) => ({
        top: { request_id: requestId(instance) }
    }),
    "user:input:response": ({ instance }, { requestId }) => ({
        top: { request_id: requestId(instance) }
    }),
    "signal:received": () => ({}),
    "child:opened": ({ instance }, { childId }) => ({
        top: { child_execution_id: childId(instance) }
    }),
    "scope:opened": () => ({}),
    "scope:checking": () => ({}),
    "scope:checked": () => ({}),
    "scope:collecting": () => ({}),
    "scope:failing": () => ({}),
    "scope:stopping": () => ({}),
    "turn:started": () => ({}),
    "turn:completed": () => ({}),
    "turn:cancelled": () => ({}),
    "cleanup:started": () => ({})
};

/** Fields of a fact that hold values: their raw form travels under `values` where it is not inline. */
const VALUE_FIELDS = ["inputs", "output", "outputs"] as const;

export function toFrame(fact: Fact, seq: number, context: FrameContext): Frame {
    const shape = SHAPES[fact.kind] as (
        fact: Fact,
        context: FrameContext
    ) => { readonly top?: Fields; readonly data?: Fields };
    const { top, data } = shape(fact, context);
    const { kind, at, ...rest } = fact;
    const values: { [field: string]: unknown } = {};
    const fields: { [field: string]: unknown } = {};
    for (const [field, value] of Object.entries(rest)) {
        if (field === "instance") continue;
        if (isValueField(field)) values[field] = value;
        else fields[field] = value;
    }
    const instance = "instance" in fact ? fact.instance : undefined;
    return {
        type: kind,
        seq,
        timestamp: new Date(at).toISOString(),
        execution_id: context.execution_id,
        ...(instance === undefined ? {} : { node_id: nodeOf(instance), instance }),
        ...top,
        data: { ...fields, ...data, ...(Object.keys(values).length === 0 ? {} : { values }) }
    };
}

/** Fields that `toFrame` adds to `data`; everything else there is the fact's own. */
const DERIVED = new Set(["duration_ms", "truncated", "output_url", "values", ...VALUE_FIELDS]);

/** The fact behind a frame, null for a hint or a frame that is no fact. */
export function toFact(frame: Frame): Fact | null {
    if (frame.seq === undefined || !Object.hasOwn(SHAPES, frame.type)) return null;
    const data = frame.data ?? {};
    const own = Object.entries(data).filter(([field]) => !DERIVED.has(field));
    const values = data["values"];
    return {
        kind: frame.type,
        at: Date.parse(frame.timestamp),
        ...(frame.instance === undefined ? {} : { instance: frame.instance }),
        ...Object.fromEntries(own),
        ...(typeof values === "object" && values !== null ? values : {})
    } as Fact;
}

/** `ingest[3]/retry[0]/classify` → `classify`. */
export function nodeOf(instance: string): string {
    const last = instance.slice(instance.lastIndexOf("/") + 1);
    return last.replace(/[[?].*$/, "");
}

export const TERMINAL_FRAMES: ReadonlySet<string> = new Set([
    "execution:completed",
    "execution:failed",
    "execution:cancelled",
    "execution:timed_out"
]);

function isValueField(field: string): boolean {
    return (VALUE_FIELDS as readonly string[]).includes(field);
}

function showAll(
    outputs: { readonly [name: string]: Value },
    show: FrameContext["show"]
): { [name: string]: Json } {
    return Object.fromEntries(
        Object.entries(outputs).map(([name, value]) => [name, show(value).output])
    );
}
