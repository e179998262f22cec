import type { Executions } from "./executions.ts";
import type { Host } from "./host.ts";
import type { Hot } from "./hot.ts";
import { TERMINAL } from "../hosting/settle-outcome.ts";
import type { EngineStore } from "./store.ts";

export interface EndsOptions {
    readonly store: Pick<EngineStore, "executions">;
    readonly host: Host;
    readonly executions: () => Executions;
}

/** How often one asks for the end of what sleeps, and may be woken by another process. */
const LOOK_MS = 1_000;

/** Who waits for the end of an execution, whether that one is here, sleeps or is another process's. */
export class Ends {
    private readonly options: EndsOptions;
    /** By execution, of those that are not here. */
    private readonly patient = new Map<string, Set<() => void>>();

    constructor(options: EndsOptions) {
        this.options = options;
    }

    /** One came into memory: who waits for it hears when it leaves again. */
    came(hot: Hot): void {
        if (this.patient.size === 0) return;
        const patient = this.patient.get(hot.row.id);
        if (patient === undefined) return;
        this.patient.delete(hot.row.id);
        hot.ended.push(...patient);
    }

    async settled(execution_id: string, ms: number): Promise<boolean> {
        const { host, store, executions } = this.options;
        const end = host.monotonic() + ms;
        for (;;) {
            const hot = executions().get(execution_id);
            if (hot === undefined) {
                const row = await store.executions.execution(execution_id);
                if (row === null || TERMINAL.has(row.status)) return row !== null;
            }
            const left = end - host.monotonic();
            if (left <= 0) return false;
            await this.leaves(execution_id, hot === undefined ? Math.min(left, LOOK_MS) : left);
            if (hot !== undefined && hot.gone && hot.state.ended !== null)
                return hot.flushed_seq === hot.state.seq;
        }
    }

    /** Until it left memory: ended, laid down, or another worker's. One that sleeps comes here first. */
    private leaves(execution_id: string, ms: number): Promise<void> {
        return new Promise((resolve) => {
            const done = (): void => {
                timer.cancel();
                this.forget(execution_id, done);
                resolve();
            };
            const timer = this.options.host.after(ms, done);
            const hot = this.options.executions().get(execution_id);
            if (hot !== undefined) {
                hot.ended.push(done);
                return;
            }
            const patient = this.patient.get(execution_id) ?? new Set();
            this.patient.set(execution_id, patient.add(done));
        });
    }

    private forget(execution_id: string, done: () => void): void {
        const patient = this.patient.get(execution_id);
        patient?.delete(done);
        if (patient?.size === 0) this.patient.delete(execution_id);
    }
}
