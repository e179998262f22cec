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
}

export interface Alarm {
    cancel(): void;
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
    newId: () => newId()
};

export function pause(host: Host, ms: number): Promise<void> {
    return new Promise((resolve) => {
        host.after(ms, resolve);
    });
}
