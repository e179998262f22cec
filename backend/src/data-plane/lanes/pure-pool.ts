import { Worker } from "node:worker_threads";
import { evaluators } from "@flowmaestro/nodes/catalogue.gen.ts";
import type { Boundary, Incoming, NodeResult } from "@flowmaestro/nodes/kit/context.ts";
import type { Json, NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { crashed } from "../node-error.ts";

/**
 * What runs in a thread of its own: a config with its references replaced, and what the live edges
 * bring to types that ask for it. The execution's inputs stay here.
 */
export interface PureJob {
    readonly type: string;
    readonly config: Json;
    readonly attempt: number;
    readonly boundary: Boundary | null;
    readonly incoming: readonly Incoming[];
}

export type PureAnswer =
    | { readonly ok: true; readonly ready: true }
    | { readonly ok: true; readonly result: NodeResult }
    | { readonly ok: false; readonly thrown: string };

export interface PurePoolOptions {
    readonly size?: number;
    /** For one job, from the moment a thread has it. */
    readonly deadline_ms?: number;
}

export const PURE_THREADS = 2;
const DEADLINE_MS = 5_000;
const HEAP_MB = 128;

interface Waiting {
    readonly job: PureJob;
    readonly signal: AbortSignal;
    readonly resolve: (result: NodeResult) => void;
    readonly reject: (error: Error) => void;
}

interface Thread {
    readonly worker: Worker;
    /** Its modules are loaded: from here on time is the job's. */
    isReady: boolean;
    waiting: Waiting | null;
    timer: NodeJS.Timeout | undefined;
}

/**
 * The lane `pure`: user language (patterns, and what else is CPU alone) off the host's thread, where
 * it can be stopped. A job has a deadline; one that overruns it ends together with its thread, and
 * the next job gets a new one. Threads are made when the first job comes and stay warm.
 */
export class PurePool {
    readonly #size: number;
    readonly #deadline_ms: number;
    readonly #threads = new Set<Thread>();
    readonly #line: Waiting[] = [];
    #isClosed = false;

    constructor({ size = PURE_THREADS, deadline_ms = DEADLINE_MS }: PurePoolOptions = {}) {
        this.#size = size;
        this.#deadline_ms = deadline_ms;
    }

    /** Whether a type can be evaluated away from its executor. */
    has(type: string): boolean {
        return Object.hasOwn(evaluators, type);
    }

    run(job: PureJob, signal: AbortSignal): Promise<NodeResult> {
        return new Promise((resolve, reject) => {
            signal.throwIfAborted();
            const waiting: Waiting = { job, signal, resolve, reject };
            this.#line.push(waiting);
            signal.addEventListener("abort", () => this.#giveUp(waiting), { once: true });
            this.#next();
        });
    }

    async close(): Promise<void> {
        this.#isClosed = true;
        const gone = new Error("The process is stopping.");
        for (const { reject } of this.#line.splice(0)) reject(gone);
        await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
    }

    #next(): void {
        if (this.#isClosed || this.#line.length === 0) return;
        const free = [...this.#threads].find((thread) => thread.isReady && thread.waiting === null);
        if (free === undefined) {
            const starting = [...this.#threads].filter(({ isReady }) => !isReady).length;
            if (this.#threads.size < this.#size && starting < this.#line.length) this.#start();
            return;
        }
        const waiting = this.#line.shift();
        if (waiting === undefined) return;
        free.waiting = waiting;
        free.timer = setTimeout(() => this.#overrun(free), this.#deadline_ms);
        free.worker.ref();
        free.worker.postMessage(waiting.job);
        this.#next();
    }

    #start(): void {
        const worker = new Worker(new URL("./pure-worker.ts", import.meta.url), {
            resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
            env: {}
        });
        const thread: Thread = { worker, isReady: false, waiting: null, timer: undefined };
        this.#threads.add(thread);
        worker.on("message", (answer: PureAnswer) => this.#hear(thread, answer));
        worker.on("error", (error) => this.#lose(thread, error));
        worker.on("exit", () => this.#lose(thread, new Error("its thread has ended")));
    }

    #hear(thread: Thread, answer: PureAnswer): void {
        const { waiting } = thread;
        thread.isReady = true;
        thread.waiting = null;
        clearTimeout(thread.timer);
        // Idle, it is no reason for the process to stay.
        thread.worker.unref();
        if (waiting !== null && "result" in answer) waiting.resolve(answer.result);
        else if (waiting !== null && !answer.ok) waiting.resolve(failed(crashed(answer.thrown)));
        this.#next();
    }

    /** Ended by itself, out of memory for one: whoever waits hears of it, the others get a new one. */
    #lose(thread: Thread, error: unknown): void {
        if (!this.#threads.delete(thread)) return;
        clearTimeout(thread.timer);
        const { waiting } = thread;
        thread.waiting = null;
        waiting?.resolve(failed(crashed(error)));
        // One that cannot even start would be started for ever.
        if (!thread.isReady)
            for (const one of this.#line.splice(0)) one.resolve(failed(crashed(error)));
        this.#next();
    }

    #overrun(thread: Thread): void {
        const { waiting } = thread;
        thread.waiting = null;
        waiting?.resolve(failed(tookTooLong(this.#deadline_ms)));
        this.#drop(thread);
    }

    #giveUp(waiting: Waiting): void {
        const reason: unknown = waiting.signal.reason;
        waiting.reject(reason instanceof Error ? reason : new Error("The run was asked to end."));
        const place = this.#line.indexOf(waiting);
        if (place >= 0) this.#line.splice(place, 1);
        const thread = [...this.#threads].find((one) => one.waiting === waiting);
        if (thread !== undefined) this.#drop(thread);
    }

    #drop(thread: Thread): void {
        this.#threads.delete(thread);
        clearTimeout(thread.timer);
        void thread.worker.terminate();
        this.#next();
    }
}

function failed(error: NodeError): NodeResult {
    return { kind: "failed", error };
}

function tookTooLong(ms: number): NodeError {
    return {
        code: "NODE_TIMEOUT",
        message: `The node computed for ${ms / 1_000} s and was stopped.`,
        details: {
            timeout_ms: ms,
            solution: "Simplify its patterns, or give it less text to look at."
        },
        // The same again would take the same time.
        is_retryable: false
    };
}
