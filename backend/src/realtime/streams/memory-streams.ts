import type { StreamEntry, StreamStore } from "./stream-store.ts";

const MAX_ENTRIES_EACH = 2_000;
const MAX_BYTES_EACH = 256 * 1_024;
const MAX_EXECUTIONS = 500;

interface Kept {
    attempt: number;
    bytes: number;
    readonly entries: StreamEntry[];
}

/** In this process, where there is no Redis: whoever comes back here finds what was said here. */
export class MemoryStreams implements StreamStore {
    private readonly executions = new Map<string, Map<string, Kept>>();

    append(entry: StreamEntry): void {
        const { execution_id, instance, attempt } = entry;
        const instances = this.executions.get(execution_id) ?? new Map<string, Kept>();
        // The one that spoke last is the last to be forgotten.
        this.executions.delete(execution_id);
        this.executions.set(execution_id, instances);
        let kept = instances.get(instance);
        if (kept === undefined || kept.attempt !== attempt || entry.n === 1) {
            kept = { attempt, bytes: 0, entries: [] };
            instances.set(instance, kept);
        }
        kept.entries.push(entry);
        kept.bytes += entry.chunk?.length ?? 0;
        while (kept.bytes > MAX_BYTES_EACH || kept.entries.length > MAX_ENTRIES_EACH)
            kept.bytes -= kept.entries.shift()?.chunk?.length ?? 0;
        for (const [oldest] of this.executions) {
            if (this.executions.size <= MAX_EXECUTIONS) break;
            this.executions.delete(oldest);
        }
    }

    async read(execution_id: string): Promise<readonly StreamEntry[]> {
        const instances = this.executions.get(execution_id);
        return instances === undefined
            ? []
            : [...instances.values()].flatMap(({ entries }) => entries);
    }

    forget(execution_id: string): void {
        this.executions.delete(execution_id);
    }
}
