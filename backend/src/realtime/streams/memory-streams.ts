import type { StreamEntry, StreamStore } from "./stream-store.ts";

const MAX_ENTRIES_EACH = 2_000;
const MAX_CHARS_EACH = 256 * 1_024;
/** Of all together: who spoke longest ago is forgotten first. */
const MAX_CHARS = 8 * 1_024 * 1_024;
const MAX_EXECUTIONS = 500;

interface Kept {
    attempt: number;
    chars: number;
    readonly entries: StreamEntry[];
}

/** In this process, where there is no Redis: whoever comes back here finds what was said here. */
export class MemoryStreams implements StreamStore {
    private readonly executions = new Map<string, Map<string, Kept>>();
    private chars = 0;

    append(entry: StreamEntry): void {
        const { execution_id } = entry;
        const instances = this.executions.get(execution_id) ?? new Map<string, Kept>();
        // The one that spoke last is the last to be forgotten.
        this.executions.delete(execution_id);
        this.executions.set(execution_id, instances);
        const kept = this.keptFor(instances, entry);
        kept.entries.push(entry);
        this.count(kept, entry.chunk?.length ?? 0);
        while (kept.chars > MAX_CHARS_EACH || kept.entries.length > MAX_ENTRIES_EACH)
            this.count(kept, -(kept.entries.shift()?.chunk?.length ?? 0));
        for (const [oldest] of this.executions) {
            if (this.executions.size <= MAX_EXECUTIONS && this.chars <= MAX_CHARS) break;
            this.forget(oldest);
        }
    }

    async read(execution_id: string): Promise<readonly StreamEntry[]> {
        const instances = this.executions.get(execution_id);
        return instances === undefined
            ? []
            : [...instances.values()].flatMap(({ entries }) => entries);
    }

    forget(execution_id: string): void {
        const instances = this.executions.get(execution_id);
        if (instances === undefined) return;
        for (const { chars } of instances.values()) this.chars -= chars;
        this.executions.delete(execution_id);
    }

    /** Another attempt, or the same one made again, begins with nothing. */
    private keptFor(instances: Map<string, Kept>, { instance, attempt, n }: StreamEntry): Kept {
        const known = instances.get(instance);
        if (known !== undefined && known.attempt === attempt && n > 1) return known;
        this.chars -= known?.chars ?? 0;
        const kept: Kept = { attempt, chars: 0, entries: [] };
        instances.set(instance, kept);
        return kept;
    }

    private count(kept: Kept, chars: number): void {
        kept.chars += chars;
        this.chars += chars;
    }
}
