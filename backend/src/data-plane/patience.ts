import { setTimeout as sleep } from "node:timers/promises";
import { isUnavailable } from "../storage/availability.ts";

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;
const PATIENCE_MS = 60_000;

/**
 * A database that restarts is no reason for a node to fail: what only reads is asked again until it
 * answers, for a minute.
 */
export async function patiently<T>(read: () => Promise<T>): Promise<T> {
    const end = performance.now() + PATIENCE_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
        try {
            return await read();
        } catch (error) {
            if (!isUnavailable(error) || performance.now() + wait > end) throw error;
        }
        await sleep(wait, undefined, { ref: false });
    }
}
