import { Worker } from "node:worker_threads";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import type { Compiled } from "@flowmaestro/shared/workflow/compile.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";

/** Below this it is done sooner than a thread could be told; above it others would have to wait. */
const LARGE = 200;

export interface CompileRequest {
    readonly id: number;
    readonly definition: WorkflowDefinition;
}

export interface CompileAnswer extends Omit<Compiled, "plan"> {
    readonly id: number;
    /** As JSON text: that is how it is stored, and text is cheap to hand over. */
    readonly plan: string | null;
}

interface Waiting {
    readonly resolve: (answer: CompileAnswer) => void;
    readonly reject: (error: Error) => void;
}

/**
 * `compile` without holding up the process: a document at the limits takes 100 ms, in which an engine
 * and its sockets would stand still. Large ones go to a thread, made when the first one comes.
 */
export class Compiler {
    readonly #catalogue: Catalogue;
    readonly #waiting = new Map<number, Waiting>();
    #worker: Worker | null = null;
    #last = 0;

    constructor(catalogue: Catalogue) {
        this.#catalogue = catalogue;
    }

    async compile(definition: WorkflowDefinition): Promise<CompileAnswer> {
        this.#last += 1;
        const id = this.#last;
        if (Object.keys(definition.nodes).length >= LARGE)
            return this.#inThread({ id, definition });
        const { plan, problems, types } = compile(definition, this.#catalogue);
        return { id, plan: plan === null ? null : JSON.stringify(plan), problems, types };
    }

    async close(): Promise<void> {
        await this.#worker?.terminate();
    }

    #inThread(request: CompileRequest): Promise<CompileAnswer> {
        return new Promise((resolve, reject) => {
            this.#waiting.set(request.id, { resolve, reject });
            this.#worker ??= this.#start();
            this.#worker.ref();
            this.#worker.postMessage(request);
        });
    }

    #start(): Worker {
        const worker = new Worker(new URL("./compile-worker.ts", import.meta.url));
        worker.on("message", (answer: CompileAnswer) => {
            this.#waiting.get(answer.id)?.resolve(answer);
            this.#waiting.delete(answer.id);
            // Idle, it is no reason for the process to stay.
            if (this.#waiting.size === 0) worker.unref();
        });
        worker.on("error", (error) =>
            this.#fail(error instanceof Error ? error : new Error(String(error)))
        );
        worker.on("exit", () => this.#fail(new Error("The compiler's thread has ended.")));
        return worker;
    }

    /** Whoever waits hears of it; the next one gets a new thread. */
    #fail(error: Error): void {
        this.#worker = null;
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
    }
}
