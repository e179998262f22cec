import { isTransient } from "./turn-store.ts";

const FIRST_MS = 100;
const MOST_MS = 2_000;

/**
 * The database may be away for a while. A run that has sent its effect must not be sent again for that:
 * what is to be read or stored is tried until it works, or the run's time is up.
 */
export async function outlast<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (let pause = FIRST_MS; ; pause = Math.min(pause * 2, MOST_MS)) {
        try {
            return await work();
        } catch (error) {
            if (signal.aborted || !isTransient(error)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}
