import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * Parsed values by ref, the least recently used leaving first. Bounded by the bytes of their text:
 * parsed they take a few times as much.
 */
export class ValueCache {
    private readonly entries = new Map<string, { readonly json: Json; readonly bytes: number }>();
    private readonly limit: number;
    private bytes = 0;

    constructor(limit = 32 * 1024 * 1024) {
        this.limit = limit;
    }

    get(ref: string): { readonly json: Json } | undefined {
        const entry = this.entries.get(ref);
        if (entry === undefined) return undefined;
        this.entries.delete(ref);
        this.entries.set(ref, entry);
        return entry;
    }

    set(ref: string, json: Json, bytes: number): void {
        // One value never empties the cache for all the others.
        if (bytes > this.limit / 8 || this.entries.has(ref)) return;
        this.entries.set(ref, { json, bytes });
        this.bytes += bytes;
        for (const [oldest, entry] of this.entries) {
            if (this.bytes <= this.limit) return;
            this.entries.delete(oldest);
            this.bytes -= entry.bytes;
        }
    }
}
