import type { NodeContext } from "@flowmaestro/nodes/kit/context.ts";
import type { Json, Usage } from "@flowmaestro/shared/orchestrator/values.ts";
import { plainJson } from "./plain-json.ts";
import { clip } from "./preview.ts";
import type { ExecutionInfo } from "./scope.ts";

/** What a node said while it ran; becomes visible with its facts, never before. */
export interface NodeLog {
    readonly level: "info" | "warn" | "error";
    readonly message: string;
    /** JSON text. */
    readonly metadata: string;
    readonly at: number;
}

/** Hints are seen at once and may be missed; only runs whose start is on disk may send any. */
export type Hint =
    | (OfAttempt & {
          readonly kind: "progress";
          readonly percent: number;
          readonly message?: string;
      })
    | (OfAttempt & { readonly kind: "stream"; readonly chunk: string });

interface OfAttempt {
    /** What one attempt has said is void when the next one begins. */
    readonly attempt: number;
}

export interface ContextRequest {
    readonly execution: ExecutionInfo;
    /** Of the execution, ISO. */
    readonly started_at: string;
    readonly node_id: string;
    readonly instance: string;
    readonly attempt: number;
    readonly inputs: { readonly [key: string]: Json };
    readonly boundary: NodeContext["boundary"];
    readonly incoming: NodeContext["incoming"];
    readonly variable: NodeContext["variable"];
    readonly fetch: NodeContext["fetch"];
    /** Made when it is asked for: what is over at once needs none. */
    readonly signal: () => AbortSignal;
    readonly hint: (hint: Hint) => void;
    readonly now: () => number;
}

const NO_LOGS: readonly NodeLog[] = [];
const MAX_LOGS = 1_000;
const LOG_BYTES = 8_192;
const CHUNK_BYTES = 16_384;

/** One attempt's `NodeContext`, and what it gathered. A class, so that a light node costs one object. */
export class AttemptContext implements NodeContext {
    readonly node_id: string;
    readonly instance: string;
    readonly attempt: number;
    readonly inputs: { readonly [key: string]: Json };
    readonly boundary: NodeContext["boundary"];
    readonly incoming: NodeContext["incoming"];
    readonly now: NodeContext["now"];
    readonly variable: NodeContext["variable"];
    readonly fetch: NodeContext["fetch"];
    #logs: NodeLog[] | null = null;
    readonly #request: ContextRequest;
    #usage: Usage | undefined;

    constructor(request: ContextRequest) {
        this.#request = request;
        this.node_id = request.node_id;
        this.instance = request.instance;
        this.attempt = request.attempt;
        this.inputs = request.inputs;
        this.boundary = request.boundary;
        this.incoming = request.incoming;
        this.now = request.now;
        this.variable = request.variable;
        this.fetch = request.fetch;
    }

    get execution(): NodeContext["execution"] {
        const { execution, started_at } = this.#request;
        const { id, workflow_id, workflow_name, version, trigger } = execution;
        return { id, workflow_id, workflow_name, version, trigger, started_at };
    }

    get effect_key(): string {
        return `fm:${this.#request.execution.id}:${this.instance}`;
    }

    get signal(): AbortSignal {
        return this.#request.signal();
    }

    get logs(): readonly NodeLog[] {
        return this.#logs ?? NO_LOGS;
    }

    get used(): Usage | undefined {
        return this.#usage;
    }

    // Functions of their own, since an executor may take them apart from the context; made when they
    // are asked for, since a light node asks for none.
    get sleep(): NodeContext["sleep"] {
        return (ms) => sleep(ms, this.signal);
    }

    get log(): NodeContext["log"] {
        return (level, message, metadata) => {
            const logs = (this.#logs ??= []);
            if (logs.length >= MAX_LOGS) return;
            const plain = plainJson(metadata ?? {});
            const fits = plain.ok && Buffer.byteLength(plain.text) <= LOG_BYTES;
            logs.push({
                level,
                message: clip(storable(String(message)), LOG_BYTES),
                metadata: fits ? plain.text : '{"omitted":true}',
                at: this.#request.now()
            });
        };
    }

    get progress(): NodeContext["progress"] {
        return (percent, message) => {
            if (!Number.isFinite(percent)) return;
            const bounded = Math.min(Math.max(percent, 0), 100);
            const words = message === undefined ? {} : { message: clip(message, 500) };
            const { attempt } = this.#request;
            this.#request.hint({ kind: "progress", attempt, percent: bounded, ...words });
        };
    }

    get stream(): NodeContext["stream"] {
        return (chunk) => {
            const { attempt } = this.#request;
            const text = clip(String(chunk), CHUNK_BYTES);
            this.#request.hint({ kind: "stream", attempt, chunk: text });
        };
    }

    get usage(): NodeContext["usage"] {
        return (usage) => {
            this.#usage = {
                cost_usd: (this.#usage?.cost_usd ?? 0) + (usage.cost_usd ?? 0),
                tokens: (this.#usage?.tokens ?? 0) + (usage.tokens ?? 0)
            };
        };
    }
}

/** Text that Postgres holds and no field of a batch ends at. */
function storable(text: string): string {
    return text.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, "");
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        if (signal.aborted) {
            reject(signal.reason);
            return;
        }
        const onAbort = (): void => {
            clearTimeout(timer);
            reject(signal.reason);
        };
        // Longer than 2^31 ms would fire at once.
        const timer = setTimeout(
            () => {
                signal.removeEventListener("abort", onAbort);
                resolve();
            },
            Math.min(Math.max(ms, 0), 2_147_483_647)
        );
        signal.addEventListener("abort", onAbort, { once: true });
    });
}
