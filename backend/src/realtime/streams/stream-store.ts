import type { HubHint } from "../hub.ts";

/** What one attempt said in one breath. Counted per attempt, from 1. */
export interface StreamEntry {
    readonly execution_id: string;
    readonly node_id: string;
    readonly instance: string;
    readonly attempt: number;
    readonly n: number;
    readonly chunk?: string;
    readonly percent?: number;
    readonly message?: string;
}

/**
 * Keeps for a while what nodes said while they ran, for whoever comes (back) in the middle of it. A net
 * for the eye only: the text that counts is the node's output.
 */
export interface StreamStore {
    append(entry: StreamEntry): void;
    /** Of each instance the last attempt, in order. */
    read(execution_id: string): Promise<readonly StreamEntry[]>;
}

/** An entry as hints: text, progress, or both. `from` is the first breath that is in it. */
export function toHints(entry: StreamEntry, from = entry.n): HubHint[] {
    const { node_id, instance, attempt, n, chunk, percent, message } = entry;
    const about = { node_id, instance, attempt, from, n };
    const hints: HubHint[] = [];
    if (percent !== undefined) {
        const data = { percent, ...(message === undefined ? {} : { message }) };
        hints.push({ type: "node:progress", ...about, ...data, data });
    }
    if (chunk !== undefined) hints.push({ type: "node:stream", ...about, chunk, data: { chunk } });
    return hints;
}

/** All that is kept, for somebody who has none of it: one text an instance. */
export function merged(entries: readonly StreamEntry[]): HubHint[] {
    const byInstance = new Map<string, StreamEntry[]>();
    for (const entry of entries) {
        const known = byInstance.get(entry.instance);
        if (known === undefined) byInstance.set(entry.instance, [entry]);
        else known.push(entry);
    }
    return [...byInstance.values()].flatMap((of) => {
        const [first] = of;
        const last = of.at(-1);
        if (first === undefined || last === undefined) return [];
        const said = of.filter(({ chunk }) => chunk !== undefined);
        const progress = of.findLast(({ percent }) => percent !== undefined);
        const { node_id, instance, attempt, n, execution_id } = last;
        const whole: StreamEntry = {
            execution_id,
            node_id,
            instance,
            attempt,
            n,
            ...(said.length === 0 ? {} : { chunk: said.map(({ chunk }) => chunk).join("") }),
            ...(progress?.percent === undefined ? {} : { percent: progress.percent }),
            ...(progress?.message === undefined ? {} : { message: progress.message })
        };
        return toHints(whole, first.n);
    });
}
