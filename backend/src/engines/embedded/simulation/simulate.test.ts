import { describe, expect, it } from "vitest";
import { RARE } from "./rare.ts";
import { simulate } from "./simulate.ts";

/** `npm run sim` has the long form, and the bugs on purpose that it has to notice. */
const SEEDS = Number(process.env["FM_SIM_SEEDS"] ?? 150);

describe("whole engines in a world that breaks", () => {
    it("keep every promise, and end what they accepted", { timeout: 300_000 }, async () => {
        for (let seed = 1; seed <= SEEDS; seed += 1) {
            const { violations } = await simulate(seed);
            expect(violations, `seed ${seed}`).toEqual([]);
        }
    });

    it.each(RARE)("$name was noticed in world $seed, and is not any more", async ({ seed }) => {
        expect((await simulate(seed)).violations).toEqual([]);
    });

    it("the same seed is the same world, fact for fact", async () => {
        const [one, two] = [await simulate(7), await simulate(7)];
        expect(two.fingerprint).toBe(one.fingerprint);
        expect(one.facts).toBeGreaterThan(0);
    });

    it("worlds without trouble deliver no effect twice", { timeout: 120_000 }, async () => {
        let calm = 0;
        for (let seed = 1; calm < 5; seed += 1) {
            const { crashes, redeliveries, retries, is_calm } = await simulate(seed);
            if (!is_calm) continue;
            calm += 1;
            expect([crashes, redeliveries - retries]).toEqual([0, 0]);
        }
    });
});
