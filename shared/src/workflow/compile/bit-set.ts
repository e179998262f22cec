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

export function unsafeUnite(set: BitSet, other: BitSet): void {
    for (let word = 0; word < set.length; word += 1) {
        set[word] = (set[word] ?? 0) | (other[word] ?? 0);
    }
}

export function unsafeIntersect(set: BitSet, other: BitSet): void {
    for (let word = 0; word < set.length; word += 1) {
        set[word] = (set[word] ?? 0) & (other[word] ?? 0);
    }
}
