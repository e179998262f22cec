/** Numbers that only look like chance: the same seed gives the same faults. */
export interface Chance {
    /** From 0, below `limit`. */
    below(limit: number): number;
    between(least: number, most: number): number;
    one<T>(list: readonly T[]): T;
}

export function chanceOf(seed: number): Chance {
    let state = seed >>> 0;
    const next = (): number => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const below = (limit: number): number => Math.floor(next() * limit);
    return {
        below,
        between: (least, most) => least + below(most - least + 1),
        one: (list) => {
            const chosen = list[below(list.length)];
            if (chosen === undefined) throw new Error("Nothing to choose from.");
            return chosen;
        }
    };
}
