import type { Clock } from "../../platform/clock.ts";
import type { Awakening } from "./awakening.ts";
import type { Alarm, Host } from "./host.ts";

/**
 * Wakes what is due. One alarm for all that sleeps: it rings a little before the earliest row is due,
 * and a second after the last look at the latest, since other processes lay rows down too. What is
 * claimed early waits in memory for its deadline, so nothing is early and little is late.
 */
export interface SleepersOptions {
    readonly host: Host;
    readonly time: Clock;
    readonly awakening: Awakening;
    /** False: enough is under way, the rest may sleep a moment longer. */
    readonly mayTake: () => boolean;
    readonly onError: (error: unknown) => void;
}

const AHEAD_MS = 300;
const LOOK_MS = 1_000;
const REST_MS = 50;
const AT_ONCE = 200;

export class Sleepers {
    private readonly options: SleepersOptions;
    private alarm: Alarm | undefined;
    private alarmAt = Infinity;
    private looking = false;
    private stopped = false;

    constructor(options: SleepersOptions) {
        this.options = options;
    }

    /** Looks for what is due already, and from here on by itself. */
    begin(): void {
        this.stopped = false;
        this.arm(0);
    }

    end(): void {
        this.stopped = true;
        this.alarm?.cancel();
        this.alarmAt = Infinity;
    }

    /** One was laid down. */
    expect(wake_at: number): void {
        if (!this.looking && wake_at < this.alarmAt) this.arm(wake_at);
    }

    private arm(at: number): void {
        if (this.stopped) return;
        this.alarm?.cancel();
        this.alarmAt = at;
        const { host, time } = this.options;
        const ms = Math.min(Math.max(at - AHEAD_MS - time.now(), REST_MS), LOOK_MS);
        this.alarm = host.after(ms, () => {
            this.look().catch(this.options.onError);
        });
    }

    private async look(): Promise<void> {
        if (this.looking) return;
        this.looking = true;
        let next: number | null = null;
        try {
            next = await this.takeDue();
        } finally {
            this.looking = false;
            this.arm(next ?? Infinity);
        }
    }

    /** When the next one is due. */
    private async takeDue(): Promise<number | null> {
        const { awakening, mayTake } = this.options;
        while (!this.stopped && mayTake()) {
            const { ids, next_at } = await awakening.wakeDue(AHEAD_MS, AT_ONCE);
            if (ids.length < AT_ONCE) return next_at;
        }
        return 0;
    }
}
