/** A set of small whole numbers: sets of ancestors are joined thousands of times. */
export type BitSet = Uint32Array;

export function bitSet(size: number): BitSet {
    return new Uint32Array((size + 31) >>> 5);
}

export function has(set: BitSet, index: number): boolean {
    return ((set[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
}

export function unsafeAdd(set: BitSet, index: number): void {
    set[index >>> 5] = (set[index >>> 5] ?? 0) | (1 << (index & 31));
}

/** Adds what the other has. */
export function unsafeUnite(set: BitSet, other: BitSet): void {
    for (let word = 0; word < set.length; word += 1) {
        set[word] = (set[word] ?? 0) | (other[word] ?? 0);
    }
}

/** Keeps what the other has too; `extra` counts as one of the other's. */
export function unsafeIntersect(set: BitSet, other: BitSet, extra: number): void {
    const kept = extra >= 0 && has(set, extra);
    for (let word = 0; word < set.length; word += 1) {
        set[word] = (set[word] ?? 0) & (other[word] ?? 0);
    }
    if (kept) unsafeAdd(set, extra);
}
