import { TERMINAL_FRAMES } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Publication } from "./hub.ts";

interface Entry {
    readonly workspace_id: string;
    readonly workflow_id: string;
    readonly noted_at: number;
    readonly facts: Fact[];
}

export interface KnownExecution {
    readonly workflow_id: string;
    readonly is_over: boolean;
}

/** Whoever starts an execution and follows it does so at once. */
const KEEP_MS = 3_000;
const MAX_FACTS = 20_000;
const MAX_FACTS_EACH = 200;

/**
 * What was published a moment ago: all facts of executions that were started in this process and are
 * still short. Most followers come right after the start, and need not look into the database for
 * what has just been put there. A net only: what is not here is in the log.
 */
export class Recent {
    readonly #entries = new Map<string, Entry>();
    #facts = 0;
    #sweep: NodeJS.Timeout | undefined;

    note({
        execution_id,
        workspace_id,
        workflow_id,
        first_seq,
        facts
    }: Omit<Publication, "plan">): void {
        let entry = this.#entries.get(execution_id);
        if (entry === undefined) {
            if (first_seq !== 1) return;
            entry = { workspace_id, workflow_id, noted_at: performance.now(), facts: [] };
            this.#entries.set(execution_id, entry);
        }
        const isNext = entry.facts.length + 1 === first_seq;
        if (!isNext || entry.facts.length + facts.length > MAX_FACTS_EACH) {
            this.forget(execution_id);
            return;
        }
        entry.facts.push(...facts);
        this.#facts += facts.length;
        for (const [oldest] of this.#entries) {
            if (this.#facts <= MAX_FACTS) break;
            this.forget(oldest);
        }
        this.#sweep ??= this.#startSweeping();
    }

    /** Null for another workspace's, as for one that is not here. */
    find(execution_id: string, workspace_id: string): KnownExecution | null {
        const entry = this.#entries.get(execution_id);
        if (entry?.workspace_id !== workspace_id) return null;
        return { workflow_id: entry.workflow_id, is_over: this.isOver(execution_id) };
    }

    isOver(execution_id: string): boolean {
        const last = this.#entries.get(execution_id)?.facts.at(-1);
        return last !== undefined && TERMINAL_FRAMES.has(last.kind);
    }

    /** Everything after `after_seq`; undefined where the log has to be asked. */
    facts(execution_id: string, after_seq: number): readonly Fact[] | undefined {
        return this.#entries.get(execution_id)?.facts.slice(after_seq);
    }

    /** The next fact may be another process's. */
    forget(execution_id: string): void {
        const entry = this.#entries.get(execution_id);
        if (entry === undefined) return;
        this.#entries.delete(execution_id);
        this.#facts -= entry.facts.length;
    }

    close(): void {
        clearInterval(this.#sweep);
        this.#sweep = undefined;
        this.#entries.clear();
        this.#facts = 0;
    }

    #startSweeping(): NodeJS.Timeout {
        return setInterval(() => {
            const before = performance.now() - KEEP_MS;
            for (const [id, { noted_at }] of this.#entries) {
                if (noted_at > before) break;
                this.forget(id);
            }
            if (this.#entries.size === 0) this.close();
        }, KEEP_MS).unref();
    }
}
