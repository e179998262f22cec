import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";

/**
 * A Vitest reporter for scripts/test.mjs: counts, and why something was skipped. The JSON reporter
 * of Vitest knows neither reasons nor files that failed before their first test.
 */
export default class Tally implements Reporter {
    onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
        const cases = modules.flatMap((module) => [...module.children.allTests()]);
        const broken = modules.filter((module) => module.errors().length > 0);
        const tally = {
            passed: count(cases, "passed"),
            failed: count(cases, "failed") + broken.length + errors.length,
            skipped: cases.filter((test) => test.result().state === "skipped").map(explain)
        };
        const file = process.env["FM_TALLY"];
        if (file) writeFileSync(file, JSON.stringify(tally));
    }
}

function count(cases: TestCase[], state: "passed" | "failed"): number {
    return cases.filter((test) => test.result().state === state).length;
}

function explain(test: TestCase): { name: string; reason: string } {
    const result = test.result();
    const note = result.state === "skipped" ? result.note : undefined;
    return {
        name: `${test.module.relativeModuleId}: ${test.fullName}`,
        reason: note ?? `marked ${test.options.mode === "todo" ? "todo" : "skip"} in the file`
    };
}
