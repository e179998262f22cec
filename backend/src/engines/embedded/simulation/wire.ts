import type { Notice } from "../store.ts";
import type { Tables } from "./tables.ts";
import type { SimProcess, World } from "./world.ts";

export interface Faults {
    /** Percent of calls that fail before anything happened. */
    lost: number;
    /** Percent of calls whose effect is there, and whose answer is not. */
    ambiguous: number;
    /** Percent of notices that never arrive. */
    deaf: number;
    /** Percent of ways that take long: what was said later arrives first. */
    slow: number;
}

const WAY_MS = 2;
const LONG_WAY_MS = 1_000;
/** What is written waits for a disk: it is slow more often than what is read. */
export const WRITING = 4;
/** The store's clock is not the world's: whoever mixes them up is early or late. */
const STORE_EPOCH = 1_700_000_000_000;

/** What lies between one process and the store: it takes time, and loses calls and answers. */
export class Wire {
    readonly tables: Tables;
    readonly process: SimProcess;
    private readonly faults: Faults;
    private readonly world: World;

    constructor(options: { tables: Tables; faults: Faults; world: World; process: SimProcess }) {
        this.tables = options.tables;
        this.faults = options.faults;
        this.world = options.world;
        this.process = options.process;
    }

    /** The store's time. */
    now(): number {
        return STORE_EPOCH + this.world.now;
    }

    /** The effect happens once the call arrived, whatever became of the caller meanwhile. */
    ask<T>(effect: () => T, burden = 1): Promise<T> {
        const { world, faults, process } = this;
        return new Promise((resolve, reject) => {
            const isLost = world.dice.chance(faults.lost);
            const isAmbiguous = !isLost && world.dice.chance(faults.ambiguous);
            world.in(this.way(burden), () => {
                const answer = isLost ? REFUSED : attempt(effect);
                const back = (): void => {
                    if (!answer.ok) reject(answer.error);
                    else if (isAmbiguous) reject(new Error("Connection lost."));
                    else resolve(answer.value);
                };
                world.in(this.way(burden), back, process);
            });
        });
    }

    private way(burden = 1): number {
        const { world, faults } = this;
        const isLong = world.dice.chance(Math.min(60, burden * faults.slow));
        return world.latency(isLong ? LONG_WAY_MS : WAY_MS);
    }

    send(to: string, notice: Notice): void {
        const { world, faults, tables } = this;
        if (world.dice.chance(faults.deaf)) return;
        const session = tables.sessions.get(to);
        if (session === undefined) return;
        world.in(this.way(), () => session.events.onNotice(notice), session.process);
    }
}

type Attempted<T> =
    { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

const REFUSED = { ok: false, error: new Error("Connection refused.") } as const;

function attempt<T>(effect: () => T): Attempted<T> {
    try {
        return { ok: true, value: effect() };
    } catch (error) {
        return { ok: false, error };
    }
}
