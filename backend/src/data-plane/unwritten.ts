import type { ValueRow } from "./values.ts";

/**
 * Rows of values that may not be on disk yet, by ref. Whoever writes a row (a draft, a batch in
 * flight) holds it until it is stored; here it is only looked up, so that a value which a cache has
 * forgotten is not asked of a database that has not heard of it. When nobody holds it any more the
 * database has it, or nobody will ever ask.
 */
export class Unwritten {
    private readonly rows = new Map<string, WeakRef<ValueRow>>();
    private readonly gone = new FinalizationRegistry<string>((ref) => {
        if (this.rows.get(ref)?.deref() === undefined) this.rows.delete(ref);
    });

    add(ref: string, row: ValueRow): void {
        this.rows.set(ref, new WeakRef(row));
        this.gone.register(row, ref);
    }

    get(ref: string): ValueRow | null {
        return this.rows.get(ref)?.deref() ?? null;
    }
}
