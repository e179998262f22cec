import { describe, expect, it } from "vitest";
import { runCrashes } from "./run.ts";
import type { Fault } from "./faults.ts";

/**
 * The short form of `npm run test:crash`: one of each kind. The long one draws them by chance, as many
 * as it is told.
 */
const FAULTS: readonly Fault[] = [
    { kind: "crash", at: "accept_after_commit", nth: 2 },
    { kind: "crash", at: "claim_after_commit", nth: 1 },
    { kind: "crash", at: "effect_sent", nth: 2 },
    { kind: "crash", at: "record_commit_sent", nth: 3 },
    { kind: "crash", at: "before_terminal", nth: 1 },
    { kind: "network", how: "ack start" },
    { kind: "network", how: "pre start" },
    { kind: "kill", after_ms: 100 },
    { kind: "postgres", how: "kill", down_ms: 200 },
    { kind: "takeover", after_ms: 100 }
];

describe("the started product under faults", () => {
    it("loses nothing it accepted, records nothing twice, ends everything", async () => {
        const report = await runCrashes({ faults: FAULTS, seed: 1 });
        expect(report.violations).toEqual([]);
        expect(report.missed).toEqual([]);
        expect(report.executions).toBeGreaterThan(30);
        expect(report.effects).toBeGreaterThan(30);
    }, 300_000);
});
