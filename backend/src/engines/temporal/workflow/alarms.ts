import { CancellationScope, sleep } from "@temporalio/workflow";

/** Timers by name; setting one again replaces it. */
export class Alarms {
    private readonly scopes = new Map<string, CancellationScope>();

    set(name: string, ms: number, ring: () => void): void {
        this.cancel(name);
        const scope = new CancellationScope();
        this.scopes.set(name, scope);
        scope
            .run(() =>
                sleep(
                    Math.max(ms, 1),
                    name === ""
                        ? { summary: "the execution's own time" }
                        : { summary: name.slice(0, 100) }
                )
            )
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
