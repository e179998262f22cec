import { CancellationScope, sleep } from "@temporalio/workflow";
import { cut } from "./start-options.ts";

export interface Alarm {
    /** What it is for, on an operator's timeline. */
    readonly summary: string;
    readonly ring: () => void;
}

/** Timers by name; setting one again replaces it. */
export class Alarms {
    private readonly scopes = new Map<string, CancellationScope>();

    set(name: string, ms: number, alarm: Alarm): void {
        this.cancel(name);
        const scope = new CancellationScope();
        this.scopes.set(name, scope);
        const { summary, ring } = alarm;
        scope
            .run(() => sleep(Math.max(ms, 1), { summary: cut(summary) }))
            .then(() => {
                if (this.scopes.get(name) !== scope) return;
                this.scopes.delete(name);
                ring();
            })
            // Cancelled: somebody took its place, or it is not needed any more.
            .catch(() => undefined);
    }

    cancel(name: string): void {
        const scope = this.scopes.get(name);
        this.scopes.delete(name);
        scope?.cancel();
    }

    clear(): void {
        for (const name of [...this.scopes.keys()]) this.cancel(name);
    }
}
