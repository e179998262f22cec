import type { Host } from "./host.ts";
import type { EngineStore, Identity } from "./store.ts";

/**
 * Followers in other processes. Whoever follows an execution that another worker owns says so to the
 * owner (`watch`), and is told when there are new facts (`news`); the facts themselves are read from
 * the log. A lost notification costs the second until the follower looks by itself.
 */
export interface NeighboursOptions {
    readonly store: Pick<EngineStore, "workers">;
    readonly host: Host;
    readonly identity: () => Identity;
}

/** A watcher repeats itself well within this. */
const FORGET_MS = 30_000;
const REPEAT_MS = 10_000;

export class Neighbours {
    private readonly options: NeighboursOptions;
    /** Per execution of ours: worker → until. */
    private readonly watchers = new Map<string, Map<string, number>>();
    /** When we last said that we follow something. */
    private readonly said = new Map<string, number>();

    constructor(options: NeighboursOptions) {
        this.options = options;
    }

    async watch(execution_id: string): Promise<void> {
        const { store, host } = this.options;
        const now = host.monotonic();
        if (now - (this.said.get(execution_id) ?? -Infinity) < REPEAT_MS) return;
        if (this.said.size > 10_000) this.said.clear();
        this.said.set(execution_id, now);
        const { id } = this.options.identity();
        await store.workers.notifyOwner({ what: "watch", execution_id, from: id });
    }

    watched(execution_id: string, by: string): void {
        const channels = this.watchers.get(execution_id) ?? new Map<string, number>();
        channels.set(by, this.options.host.monotonic() + FORGET_MS);
        this.watchers.set(execution_id, channels);
    }

    /** There are new facts on disk. */
    async tell(execution_id: string): Promise<void> {
        const watchers = this.watchers.get(execution_id);
        if (watchers === undefined) return;
        const { store, host } = this.options;
        const now = host.monotonic();
        for (const [worker, until] of watchers) if (until < now) watchers.delete(worker);
        if (watchers.size === 0) this.watchers.delete(execution_id);
        await store.workers.notify([...watchers.keys()], { what: "news", execution_id });
    }
}
