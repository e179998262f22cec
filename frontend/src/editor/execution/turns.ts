/** How a turn goes, in order of what is worth more attention where several share one cell. */
export const TURN = {
    pending: 0,
    completed: 1,
    cancelled: 2,
    live: 3,
    waiting: 4,
    failed: 5
} as const;
export type TurnStatus = (typeof TURN)[keyof typeof TURN];

const START_ROOM = 16;

/**
 * The turns of one loop: a byte and two times each, so that ten thousand of them weigh nothing and are
 * never copied. Changed in place by the fold that owns it; `version` counts the changes.
 */
export class Turns {
    /** The container's instance: `outer[3]/inner`. */
    readonly instance: string;
    /** How many there will be; null in while and until, where nobody knows. */
    readonly total: number | null;
    readonly concurrency: number;
    /** What a failed turn does to the loop. */
    readonly onError: "stop" | "collect";
    readonly live = new Set<number>();
    started = 0;
    done = 0;
    failed = 0;
    cancelled = 0;
    version = 0;
    #latest = -1;
    #firstFailed = -1;
    #status = new Uint8Array(START_ROOM);
    #startedAt = new Float64Array(START_ROOM);
    #endedAt = new Float64Array(START_ROOM);
    /** Steps of a live turn that wait for a person, a time, a signal or another workflow. */
    readonly #waits = new Map<number, number>();

    constructor(opened: {
        readonly instance: string;
        readonly turns?: number;
        readonly concurrency: number;
        readonly on_item_error: "stop" | "collect";
    }) {
        this.instance = opened.instance;
        this.total = opened.turns ?? null;
        this.concurrency = opened.concurrency;
        this.onError = opened.on_item_error;
    }

    /** How many one can page through. */
    get size(): number {
        return Math.max(this.total ?? 0, this.started);
    }

    get waiting(): number {
        return this.#waits.size;
    }

    statusOf(index: number): TurnStatus {
        const status = (this.#status[index] ?? TURN.pending) as TurnStatus;
        return status === TURN.live && this.#waits.has(index) ? TURN.waiting : status;
    }

    /** Milliseconds; 0 for what has not happened. */
    startedAt(index: number): number {
        return this.#startedAt[index] ?? 0;
    }

    endedAt(index: number): number {
        return this.#endedAt[index] ?? 0;
    }

    /** What one sees without having chosen: what goes on, what ended the loop, or the last turn. */
    followed(): number | null {
        if (this.live.has(this.#latest)) return this.#latest;
        if (this.live.size > 0) return Math.max(...this.live);
        if (this.started === 0) return this.size > 0 ? 0 : null;
        return this.cancelled > 0 && this.#firstFailed >= 0 ? this.#firstFailed : this.#latest;
    }

    /** The next turn after `from` that failed, or the one before it; null where there is none. */
    failedFrom(from: number, direction: 1 | -1): number | null {
        if (this.failed === 0) return null;
        for (let at = from + direction; at >= 0 && at < this.started; at += direction) {
            if (this.#status[at] === TURN.failed) return at;
        }
        return null;
    }

    start(index: number, at: number): void {
        this.#grow(index);
        this.#status[index] = TURN.live;
        this.#startedAt[index] = at;
        this.live.add(index);
        this.started = Math.max(this.started, index + 1);
        this.#latest = index;
        this.version += 1;
    }

    end(index: number, at: number, status: TurnStatus): void {
        this.#grow(index);
        this.#status[index] = status;
        this.#endedAt[index] = at;
        this.live.delete(index);
        this.#waits.delete(index);
        if (status === TURN.failed) {
            this.failed += 1;
            if (this.#firstFailed < 0) this.#firstFailed = index;
        } else if (status === TURN.cancelled) this.cancelled += 1;
        else this.done += 1;
        this.version += 1;
    }

    /** A step inside began (1) or ended (-1) to wait. */
    wait(index: number, change: 1 | -1): void {
        if (!this.live.has(index)) return;
        const count = (this.#waits.get(index) ?? 0) + change;
        if (count > 0) this.#waits.set(index, count);
        else this.#waits.delete(index);
        this.version += 1;
    }

    /** Turns in at most `most` cells, each showing what of its turns is worth most attention. */
    cells(most: number): readonly { readonly first: number; readonly status: TurnStatus }[] {
        const { size } = this;
        const count = Math.min(most, size);
        return Array.from({ length: count }, (_one, cell) => {
            const first = Math.floor((cell * size) / count);
            const end = Math.floor(((cell + 1) * size) / count);
            let status: TurnStatus = this.statusOf(first);
            for (let at = first + 1; at < end; at += 1) {
                const one = this.statusOf(at);
                if (one > status) status = one;
            }
            return { first, status };
        });
    }

    #grow(index: number): void {
        if (index < this.#status.length) return;
        const room = Math.max(index + 1, this.#status.length * 2);
        this.#status = grown(this.#status, new Uint8Array(room));
        this.#startedAt = grown(this.#startedAt, new Float64Array(room));
        this.#endedAt = grown(this.#endedAt, new Float64Array(room));
    }
}

function grown<A extends Uint8Array | Float64Array>(from: A, to: A): A {
    to.set(from);
    return to;
}
