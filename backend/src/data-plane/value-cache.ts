import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";

interface Entry {
    readonly json: Json;
    readonly bytes: number;
}

type Structure = readonly Json[] | JsonObject;

/** One value never empties the cache for all the others. */
const LARGEST_SHARE = 8;

/**
 * Parsed values by ref, the least recently used leaving first. Bounded by the bytes of their text:
 * parsed they take a few times as much. What is too large to be held is only remembered: a loop that
 * reads it in every turn finds it, and whoever needs the memory takes it.
 */
export class ValueCache {
    private readonly entries = new Map<string, Entry>();
    private readonly large = new Map<string, WeakRef<Structure>>();
    private readonly gone = new FinalizationRegistry<string>((ref) => {
        if (this.large.get(ref)?.deref() === undefined) this.large.delete(ref);
    });
    private readonly limit: number;
    private bytes = 0;

    constructor(limit = 32 * 1024 * 1024) {
        this.limit = limit;
    }

    get(ref: string): { readonly json: Json } | undefined {
        const entry = this.entries.get(ref);
        if (entry === undefined) return this.remembered(ref);
        this.entries.delete(ref);
        this.entries.set(ref, entry);
        return entry;
    }

    set(ref: string, json: Json, bytes: number): void {
        if (bytes > this.limit / LARGEST_SHARE) {
            this.remember(ref, json);
            return;
        }
        if (this.entries.has(ref)) return;
        this.entries.set(ref, { json, bytes });
        this.bytes += bytes;
        for (const [oldest, entry] of this.entries) {
            if (this.bytes <= this.limit) return;
            this.entries.delete(oldest);
            this.bytes -= entry.bytes;
        }
    }

    private remember(ref: string, json: Json): void {
        if (typeof json !== "object" || json === null) return;
        this.large.set(ref, new WeakRef(json));
        this.gone.register(json, ref);
    }

    private remembered(ref: string): { readonly json: Json } | undefined {
        const json = this.large.get(ref)?.deref();
        return json === undefined ? undefined : { json };
    }
}
