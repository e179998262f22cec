import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** By then the first page has been served, and nobody sees a pause of some 30 ms. */
const AFTER_MS = 5_000;

/**
 * Starting leaves more garbage than a process with little to do would ever collect: half of its heap.
 * Once it has started that is given back to the machine.
 */
export function collectAfterStart(after_ms = AFTER_MS): void {
    setTimeout(collectGarbage, after_ms).unref();
}

export function collectGarbage(): void {
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    setFlagsFromString("--no-expose-gc");
}
