import { readFileSync, readdirSync } from "node:fs";

/** What Linux says of a process; elsewhere there is nothing to read and figures are absent. */
const TICK_MS = 10;

interface Stat {
    readonly parent: number;
    readonly own_ms: number;
    readonly children_ms: number;
}

function stat(pid: number | string): Stat | null {
    try {
        const text = readFileSync(`/proc/${pid}/stat`, "latin1");
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        const ms = (at: number): number => Number(fields[at]) * TICK_MS;
        return { parent: Number(fields[1]), own_ms: ms(11) + ms(12), children_ms: ms(13) + ms(14) };
    } catch {
        return null;
    }
}

/** CPU time of one process, all its threads. */
export function cpuMs(pid: number): number {
    return stat(pid)?.own_ms ?? 0;
}

/** CPU time of a process with its children, those that have ended included. */
export function familyCpuMs(pid: number): number {
    const own = stat(pid);
    if (own === null) return 0;
    let sum = own.own_ms + own.children_ms;
    for (const name of readdirSync("/proc")) {
        if (!/^\d+$/.test(name)) continue;
        const child = stat(name);
        if (child?.parent === pid) sum += child.own_ms + child.children_ms;
    }
    return sum;
}

export interface Memory {
    readonly pss_mib: number;
    readonly rss_mib: number;
}

/** Proportional and resident memory of one process. */
export function memoryOf(pid: number): Memory {
    try {
        const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
        const kib = (name: string): number =>
            Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
        return { pss_mib: kib("Pss") / 1_024, rss_mib: kib("Rss") / 1_024 };
    } catch {
        return { pss_mib: 0, rss_mib: 0 };
    }
}
