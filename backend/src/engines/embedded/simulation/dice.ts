/** Numbers that look random and are a function of a seed: the whole of what happens hangs on them. */
export class Dice {
    private state: number;

    constructor(seed: number) {
        this.state = Math.imul(seed, 2654435761) >>> 0;
    }

    /** 0 to `sides` - 1. */
    below(sides: number): number {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let mixed = this.state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
    }

    chance(percent: number): boolean {
        return this.below(10_000) < percent * 100;
    }

    between(low: number, high: number): number {
        return low + this.below(high - low + 1);
    }

    pick<T>(list: readonly [T, ...T[]]): T {
        return list[this.below(list.length)] ?? list[0];
    }
}

export function hash(text: string): number {
    let h = 2166136261;
    for (let at = 0; at < text.length; at += 1) {
        h = Math.imul(h ^ text.charCodeAt(at), 16777619) >>> 0;
    }
    return (h ^ (h >>> 13)) >>> 0;
}
