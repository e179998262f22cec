import { expect, it } from "vitest";
import { tallyPlaywright } from "./suites.mjs";
import { verdict } from "./verdict.mjs";

const clean = { passed: 3, failed: 0, skipped: [] };
const partly = {
    passed: 2,
    failed: 0,
    skipped: [
        { name: "e2e (all)", reason: "no Chromium" },
        { name: "e2e (all)", reason: "no Chromium" }
    ]
};

it("ends with one plain line over all suites", () => {
    const { lines, ok } = verdict([clean, { passed: 1, failed: 2, skipped: [] }], false);
    expect(lines).toEqual(["4 passed, 2 failed"]);
    expect(ok).toBe(false);
});

it("says what was skipped and why, each thing once, before the last line", () => {
    const { lines, ok } = verdict([clean, partly], false);
    expect(lines).toEqual([
        "skipped: e2e (all) (no Chromium) × 2",
        "5 passed, 0 failed, 2 skipped"
    ]);
    expect(ok).toBe(true);
});

it("says it once of a file that was skipped for one reason, however many tests it has", () => {
    const of = (file: string, count: number) =>
        Array.from({ length: count }, (_, index) => ({
            name: `${file}: test ${index}`,
            reason: "no Temporal"
        }));
    const skipped = [...of("a.test.ts", 100), ...of("b.test.ts", 2)];
    const { lines } = verdict([{ passed: 1, failed: 0, skipped }], false);
    expect(lines).toEqual([
        "skipped: a.test.ts (no Temporal) × 100",
        "skipped: b.test.ts: test 0 (no Temporal)",
        "skipped: b.test.ts: test 1 (no Temporal)",
        "1 passed, 0 failed, 102 skipped"
    ]);
});

it("counts a skip as a failure where everything is required", () => {
    const { lines, ok } = verdict([clean, partly], true);
    expect(lines.at(-1)).toBe("5 passed, 2 failed");
    expect(ok).toBe(false);
});

it("reads Playwright's nested suites, skips with their reason", () => {
    const report = {
        suites: [
            {
                specs: [{ title: "opens", tests: [{ status: "expected" }] }],
                suites: [
                    {
                        specs: [
                            { title: "breaks", tests: [{ status: "unexpected" }] },
                            {
                                title: "needs mail",
                                tests: [
                                    {
                                        status: "skipped",
                                        annotations: [{ type: "skip", description: "no mail" }]
                                    }
                                ]
                            }
                        ]
                    }
                ]
            }
        ]
    };
    expect(tallyPlaywright(report)).toEqual({
        passed: 1,
        failed: 1,
        skipped: [{ name: "e2e: needs mail", reason: "no mail" }]
    });
});
