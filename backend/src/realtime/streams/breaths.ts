import type { ExecutionKey, HubHint } from "../hub.ts";
import { toHints } from "./stream-store.ts";
import type { StreamEntry, StreamStore } from "./stream-store.ts";

/** Tokens come one by one; nobody reads faster than this. */
const BREATH_MS = 40;
const MAX_EXECUTIONS = 5_000;

interface Speaker {
    readonly key: ExecutionKey;
    readonly node_id: string;
    readonly instance: string;
    readonly attempt: number;
    n: number;
    chunks: string[];
    percent: number | undefined;
    message: string | undefined;
    /** Runs while a breath is being taken: what comes meanwhile goes with the next one. */
    pause: NodeJS.Timeout | undefined;
}

/**
 * Gathers what running nodes say: the first words leave at once, what follows within 40 ms leaves
 * together. Each breath has a number, is kept for those who come back, and told to those who are here.
 */
export class Breaths {
    private readonly store: StreamStore;
    private readonly tell: (key: ExecutionKey, hint: HubHint) => void;
    /** By execution, then by instance. */
    private readonly executions = new Map<string, Map<string, Speaker>>();

    constructor(store: StreamStore, tell: (key: ExecutionKey, hint: HubHint) => void) {
        this.store = store;
        this.tell = tell;
    }

    take(key: ExecutionKey, hint: HubHint): void {
        const speaker = this.speakerOf(key, hint);
        if (typeof hint["chunk"] === "string") speaker.chunks.push(hint["chunk"]);
        if (typeof hint["percent"] === "number") {
            speaker.percent = hint["percent"];
            const { message } = hint;
            speaker.message = typeof message === "string" ? message : undefined;
        }
        if (speaker.pause === undefined) this.breathe(speaker);
    }

    has(execution_id: string): boolean {
        return this.executions.has(execution_id);
    }

    /** What was said comes before the fact that its node has ended. */
    flush(execution_id: string): void {
        const speakers = this.executions.get(execution_id);
        if (speakers !== undefined) for (const speaker of speakers.values()) this.say(speaker);
    }

    /** Nothing of it runs any more. */
    forget(execution_id: string): void {
        const speakers = this.executions.get(execution_id);
        if (speakers === undefined) return;
        for (const { pause } of speakers.values()) clearTimeout(pause);
        this.executions.delete(execution_id);
    }

    close(): void {
        for (const execution_id of this.executions.keys()) this.forget(execution_id);
    }

    private breathe(speaker: Speaker): void {
        this.say(speaker);
        speaker.pause = setTimeout(() => {
            speaker.pause = undefined;
            if (speaker.chunks.length > 0 || speaker.percent !== undefined) this.breathe(speaker);
        }, BREATH_MS);
        speaker.pause.unref();
    }

    private say(speaker: Speaker): void {
        const { key, node_id, instance, attempt, chunks, percent, message } = speaker;
        if (chunks.length === 0 && percent === undefined) return;
        speaker.n += 1;
        const entry: StreamEntry = {
            execution_id: key.execution_id,
            node_id,
            instance,
            attempt,
            n: speaker.n,
            ...(chunks.length === 0 ? {} : { chunk: chunks.join("") }),
            ...(percent === undefined ? {} : { percent }),
            ...(message === undefined ? {} : { message })
        };
        speaker.chunks = [];
        speaker.percent = undefined;
        speaker.message = undefined;
        this.store.append(entry);
        for (const hint of toHints(entry)) this.tell(key, hint);
    }

    private speakerOf(key: ExecutionKey, hint: HubHint): Speaker {
        const { node_id, instance } = hint;
        const attempt = typeof hint["attempt"] === "number" ? hint["attempt"] : 1;
        const speakers = this.speakersOf(key.execution_id);
        const known = speakers.get(instance);
        if (known !== undefined && known.attempt === attempt) return known;
        // Another attempt begins anew, for those who look as well.
        clearTimeout(known?.pause);
        const none = { percent: undefined, message: undefined, pause: undefined };
        const speaker: Speaker = { key, node_id, instance, attempt, n: 0, chunks: [], ...none };
        speakers.set(instance, speaker);
        return speaker;
    }

    private speakersOf(execution_id: string): Map<string, Speaker> {
        const known = this.executions.get(execution_id);
        if (known !== undefined) return known;
        for (const [oldest] of this.executions) {
            if (this.executions.size < MAX_EXECUTIONS) break;
            this.forget(oldest);
        }
        const speakers = new Map<string, Speaker>();
        this.executions.set(execution_id, speakers);
        return speakers;
    }
}
