import { ENGINE } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";

/**
 * Bugs that were there, and that one world in thousands shows: the change takes their repair back, and
 * the seed is a world in which that is noticed. `npm test` replays these worlds on the engine as it is.
 * Each bug has a test of its own beside the code as well, since another way of drawing worlds (any
 * change here that asks the dice once more) makes other worlds of the same seeds.
 */
export interface Rarity extends Mutant {
    readonly seed: number;
}

export const RARE: readonly Rarity[] = [
    {
        name: "row-before-session",
        seed: 20292,
        what: "a worker's row is there before anybody attends it",
        file: `${ENGINE}/worker.ts`,
        find: "await this.attend(next.id);\n        const sent = time.stamp();\n        const at = await store.register(next.id, LEASE_MS);",
        replace:
            "const sent = time.stamp(); const at = await store.register(next.id, LEASE_MS); await this.attend(next.id);"
    },
    {
        name: "lease-behind-batches",
        seed: 21231,
        what: "the lease is not renewed while there is something to write",
        file: `${ENGINE}/writer.ts`,
        find: "if (this.isDue && this.identity !== null) this.begin([]);\n        else this.flush();",
        replace: "this.flush();"
    }
];
