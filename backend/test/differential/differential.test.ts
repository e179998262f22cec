import { describe, expect, it } from "vitest";
import { testApi } from "../api.ts";
import { Comparison } from "./comparison.ts";
import { AT_ONCE, FIRST, RUNS, forEachSeed } from "./seeds.ts";

/**
 * Random workflows, run through REST, against an interpreter that shares nothing with the engine:
 * `FM_DIFF_RUNS=500 FM_DIFF_SEED=7 npx vitest run --project api backend/test/differential`.
 */
const api = await testApi({ RATE_LIMIT_STARTS_PER_SECOND: "0" });
const comparison = await Comparison.of(await api.register());

describe("random workflows, run and foretold", () => {
    it(`agree, seeds ${FIRST} to ${FIRST + RUNS - 1}`, { timeout: 600_000 }, async () => {
        const wrong = await forEachSeed(RUNS, AT_ONCE, async (seed) => {
            const { differences } = await comparison.compare(seed);
            return differences;
        });
        expect(wrong).toEqual([]);
    });
});
