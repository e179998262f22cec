import { performance } from "node:perf_hooks";
import type { Queryable } from "../storage/session.ts";

/**
 * The database's clock, read without asking. Machines disagree about the time and step theirs; what
 * counts (leases, timers, the `at` of facts) is one clock for all processes, so each keeps the offset
 * of its own monotonic clock to it.
 */
export interface Clock {
    /** Whole milliseconds of database time; never goes back. */
    now(): number;
    /** Any answer of the database that carries its time: `sent` and `received` are `stamp()`s around it. */
    observe(database_ms: number, sent: number, received: number): void;
    stamp(): number;
}

export function createClock(monotonic: () => number = () => performance.now()): Clock {
    let offset = Number.NaN;
    let last = 0;
    return {
        stamp: monotonic,
        observe: (database_ms, sent, received) => {
            // The true offset lies between these two; the nearest allowed value disturbs least.
            const lowest = database_ms - received;
            const highest = database_ms - sent;
            offset = Number.isNaN(offset) ? lowest : Math.min(Math.max(offset, lowest), highest);
        },
        now: () => {
            if (Number.isNaN(offset)) throw new Error("The database was not asked for its time.");
            last = Math.max(last, Math.floor(monotonic() + offset));
            return last;
        }
    };
}

/** One round trip; often enough (a minute) keeps a drifting crystal honest. */
export async function synchronise(clock: Clock, database: Queryable): Promise<void> {
    const sent = clock.stamp();
    const { rows } = await database.query(
        "select extract(epoch from clock_timestamp())::float8 * 1000 as at"
    );
    clock.observe(Number(rows[0]?.["at"]), sent, clock.stamp());
}
