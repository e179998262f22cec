export interface RatePolicy {
    readonly name: string;
    /** How many, in how many seconds. 0 means no limit. */
    readonly limit: number;
    readonly window_seconds: number;
}

export interface RateDecision {
    readonly allowed: boolean;
    readonly policy: RatePolicy;
    readonly remaining: number;
    /** Until the window ends. */
    readonly reset_seconds: number;
}

interface Window {
    count: number;
    readonly ends_at: number;
}

const MAX_KEYS = 50_000;

/**
 * Counts per key in windows that begin with the key's first request. One per process: with several and
 * no Redis (`shared-limits.ts`) each lets through its share, which a limit against floods can bear.
 */
export class RateLimiter {
    readonly policy: RatePolicy;
    readonly #windows = new Map<string, Window>();

    constructor(policy: RatePolicy) {
        this.policy = policy;
    }

    take(key: string, now = Date.now()): RateDecision {
        const window = this.#window(key, now);
        window.count += 1;
        const { limit } = this.policy;
        return {
            allowed: limit === 0 || window.count <= limit,
            policy: this.policy,
            remaining: Math.max(0, limit - window.count),
            reset_seconds: Math.max(1, Math.ceil((window.ends_at - now) / 1_000))
        };
    }

    #window(key: string, now: number): Window {
        const known = this.#windows.get(key);
        if (known !== undefined && known.ends_at > now) return known;
        if (this.#windows.size >= MAX_KEYS) this.#sweep(now);
        // Inserted anew, so that the map stays in the order in which windows end.
        this.#windows.delete(key);
        const window = { count: 0, ends_at: now + this.policy.window_seconds * 1_000 };
        this.#windows.set(key, window);
        return window;
    }

    /** What has ended; and if nothing has, the oldest: memory is bounded, whatever addresses come. */
    #sweep(now: number): void {
        for (const [key, window] of this.#windows) {
            if (window.ends_at > now && this.#windows.size < MAX_KEYS) return;
            this.#windows.delete(key);
        }
    }
}
