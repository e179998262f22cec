import type { Pool } from "pg";
import type { Logger } from "../../platform/logger.ts";
import type { Wire, WireListener } from "./wire.ts";

export interface PostgresWireOptions {
    readonly pool: Pool;
    readonly logger: Logger;
}

export interface PostgresWire extends Wire {
    /** What came in on `BUS_CHANNEL`. */
    readonly onNotice: (payload: string) => void;
    readonly onListening: (isListening: boolean) => void;
}

export const BUS_CHANNEL = "fm_bus";

/** Postgres carries 8 000 bytes with a notification. */
const MAX_BYTES = 7_500;
/** While the database does not take them; they are hints. */
const MAX_WAITING = 5_000;
const MAX_TOGETHER = 200;

/**
 * LISTEN/NOTIFY, where there is no Redis. All processes hear everything on one channel and pick what
 * they listen to. What is said while a statement is under way leaves with the next one: notifying
 * takes a lock that the whole server shares.
 */
export function postgresWire({ pool, logger }: PostgresWireOptions): PostgresWire {
    const topics = new Set<string>();
    const waiting: string[] = [];
    let listener: WireListener | null = null;
    let isListening = false;
    let isSending = false;

    async function send(): Promise<void> {
        while (waiting.length > 0) {
            const together = waiting.splice(0, MAX_TOGETHER);
            await pool.query(SAY, [BUS_CHANNEL, together]);
        }
    }

    return {
        max_bytes: MAX_BYTES,
        get isUp() {
            return isListening;
        },
        say: (topic, text) => {
            if (waiting.length >= MAX_WAITING) return;
            waiting.push(`${topic} ${text}`);
            if (isSending) return;
            isSending = true;
            send()
                .catch((error: unknown) => {
                    waiting.length = 0;
                    const reason = error instanceof Error ? error.message : String(error);
                    logger.debug({ event: "bus.not_said", reason }, "Hint not passed on");
                })
                .finally(() => (isSending = false));
        },
        listen: async (topic) => void topics.add(topic),
        unlisten: (topic) => void topics.delete(topic),
        hear: (given) => void (listener = given),
        onNotice: (payload) => {
            const end = payload.indexOf(" ");
            const topic = payload.slice(0, end);
            if (topics.has(topic)) listener?.onMessage(topic, payload.slice(end + 1));
        },
        onListening: (value) => {
            isListening = value;
            if (value) listener?.onUp();
        }
    };
}

/** Hints need not wait for the disk, least of all under the lock that notifying takes. */
const SAY = `select set_config('synchronous_commit', 'off', true), pg_notify($1::text, text)
from unnest($2::text[]) as text`;
