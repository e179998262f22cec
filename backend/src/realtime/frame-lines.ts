import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import { TERMINAL_FRAMES, toFrame } from "@flowmaestro/shared/contract/frames.ts";
import type { Frame, WireValue } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact, UserInputRequired } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Json, StoredValue, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { requestOf } from "../data-plane/question.ts";
import { masked } from "../data-plane/secrecy.ts";
import type { Values } from "../data-plane/values.ts";
import { soon } from "../data-plane/soon.ts";
import type { Soon } from "../data-plane/soon.ts";
import { childId, requestId } from "../engines/derived-ids.ts";
import { formOf } from "../services/requests/form.ts";

/** One fact as everybody gets it: encoded once, sent to all. */
export interface Line {
    readonly seq: number;
    readonly type: string;
    readonly fact: Fact;
    readonly frame: Frame;
    /** The frame as JSON text, made when somebody first wants it. */
    readonly text: string;
    readonly is_terminal: boolean;
}

export interface Facts {
    readonly execution_id: string;
    readonly workflow_id: string;
    readonly first_seq: number;
    readonly facts: readonly Fact[];
}

/** Above this a frame shows the preview and where the rest is. */
const SHOWN_BYTES = 4_096;

/** A question is no use without its form; what is put up for review may be too large to send. */
const ASKED_BYTES = 65_536;

/** Values up to 4 KB are loaded where they are not at hand; most are, and then nothing waits. */
export function toLines(values: Values, batch: Facts): Soon<Line[]> {
    return soon(loadShown(values, batch.facts), (loaded) => {
        const context = {
            execution_id: batch.execution_id,
            workflow_id: batch.workflow_id,
            show: (value: Value) => show(value, loaded),
            ask: ({ request }: UserInputRequired) =>
                formOf(show(requestOf(request), loaded).output),
            requestId: (instance: string) => requestId(batch.execution_id, instance),
            childId: (instance: string) => childId(batch.execution_id, instance)
        };
        return batch.facts.map((fact, index) => {
            const seq = batch.first_seq + index;
            return new FactLine(fact, seq, toFrame(fact, seq, context));
        });
    });
}

class FactLine implements Line {
    readonly seq: number;
    readonly fact: Fact;
    readonly frame: Frame;
    #text: string | undefined;

    constructor(fact: Fact, seq: number, frame: Frame) {
        this.fact = fact;
        this.seq = seq;
        this.frame = frame;
    }

    get type(): string {
        return this.fact.kind;
    }

    get text(): string {
        this.#text ??= JSON.stringify(this.frame);
        return this.#text;
    }

    get is_terminal(): boolean {
        return TERMINAL_FRAMES.has(this.fact.kind);
    }
}

type Loaded = ReadonlyMap<string, Json>;

/** What a value looks like on the wire. */
export function show(value: Value, loaded: Loaded): WireValue {
    if ("json" in value) return { output: value.json };
    if (value.secret === true) return { output: SECRET_MARK };
    const json = loaded.get(value.ref);
    if (json !== undefined) return { output: masked(json, value.secret ?? []) };
    if (value.secret !== undefined) return { output: SECRET_MARK };
    return { output: value.preview, truncated: true, output_url: urlOf(value.ref) };
}

export function urlOf(ref: string): string {
    const [execution_id, sha] = ref.split("/");
    return `/api/executions/${execution_id}/values/${sha}`;
}

export function loadShown(
    values: Values,
    facts: readonly Fact[],
    limit = SHOWN_BYTES
): Soon<Loaded> {
    const loaded = new Map<string, Json>();
    const loading: Promise<void>[] = [];
    for (const fact of facts) {
        for (const value of storedIn(fact)) {
            const most = fact.kind === "user:input:required" ? ASKED_BYTES : limit;
            if (value.secret === true || value.bytes > most || loaded.has(value.ref)) continue;
            const json = soon(values.read(value), (read) => void loaded.set(value.ref, read));
            // A value that is no longer kept is shown by its preview.
            if (json instanceof Promise) loading.push(json.catch(() => undefined));
        }
    }
    return loading.length === 0 ? loaded : Promise.all(loading).then(() => loaded);
}

function storedIn(fact: Fact): StoredValue[] {
    switch (fact.kind) {
        case "execution:started":
            return stored([fact.inputs]);
        case "node:completed":
            return stored([fact.output]);
        case "execution:completed":
            return stored(Object.values(fact.outputs));
        case "user:input:required":
            return stored([requestOf(fact.request)]);
        default:
            return [];
    }
}

function stored(values: readonly Value[]): StoredValue[] {
    return values.filter((value) => "ref" in value);
}
