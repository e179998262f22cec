import { getHeapStatistics } from "node:v8";
import { newId } from "../../platform/ids.ts";

/**
 * What the engine needs of the machine it runs on. Nothing in it asks for the time, sleeps or names
 * anything but through this, so that a simulator can run whole engines on a clock of its own.
 */
export interface Host {
    /** Milliseconds of this process; only differences mean something. */
    readonly monotonic: () => number;
    /** Once whatever is ready now (sockets, files, timers) had its turn. */
    readonly soon: (work: () => void) => void;
    /** Not before `ms` have passed. */
    readonly after: (ms: number, work: () => void) => Alarm;
    /** Again and again, until it is cancelled. */
    readonly every: (ms: number, work: () => void) => Alarm;
    readonly newId: () => string;
    /** How much of the memory there is for this process is in use, from 0 to 1. */
    readonly memoryShare: () => number;
}

export interface Alarm {
    cancel(): void;
}

const MEASURE_MS = 100;
const LIMIT = memoryLimit();
let measured = { at: -Infinity, share: 0 };

/** Of this process's own; without one the answer is 0, or more than any machine has. */
function memoryLimit(): number | null {
    const limit = process.constrainedMemory();
    return limit > 0 && limit < 2 ** 50 ? limit : null;
}

/** Asked for every start, so it is measured now and then. */
function memoryShare(): number {
    const now = performance.now();
    if (now - measured.at >= MEASURE_MS) {
        const { used_heap_size, heap_size_limit } = getHeapStatistics();
        const resident = LIMIT === null ? 0 : process.memoryUsage.rss() / LIMIT;
        measured = { at: now, share: Math.max(used_heap_size / heap_size_limit, resident) };
    }
    return measured.share;
}

/** The process itself. */
export const nodeHost: Host = {
    monotonic: () => performance.now(),
    soon: (work) => {
        setImmediate(work);
    },
    after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return { cancel: () => clearTimeout(timer) };
    },
    every: (ms, work) => {
        const timer = setInterval(work, ms);
        // A process that has nothing else to do may end.
        timer.unref();
        return { cancel: () => clearInterval(timer) };
    },
    newId: () => newId(),
    memoryShare
};

export function pause(host: Host, ms: number): Promise<void> {
    return new Promise((resolve) => {
        host.after(ms, resolve);
    });
}
