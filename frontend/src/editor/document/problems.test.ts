import { describe, expect, it } from "vitest";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { groupProblems } from "./problems.ts";

const NOBODY = { byNode: new Map() };

function problem(code: string, more: Partial<Problem> = {}): Problem {
    return { code, severity: "error", message: code, solution: "Mend it.", ...more };
}

describe("what is unfinished", () => {
    it("is an error that nobody is shown as one until they try to run it", () => {
        const list = [problem("MISSING_CONFIG", { node_id: "http" })];
        const quiet = groupProblems(list, NOBODY, false);
        expect(quiet).toMatchObject({ errors: 1, mistakes: 0, shown: 1 });
        expect(quiet.byNode.get("http")).toMatchObject({ errors: 1, mistakes: 0 });

        const tried = groupProblems(list, quiet, true);
        expect(tried).toMatchObject({ errors: 1, mistakes: 1, isInsisted: true });
        expect(tried.byNode.get("http")).toMatchObject({ mistakes: 1 });
    });

    it("is no number at all while the canvas is empty", () => {
        const list = [problem("WORKFLOW_EMPTY")];
        expect(groupProblems(list, NOBODY, false)).toMatchObject({ errors: 1, shown: 0 });
        expect(groupProblems(list, NOBODY, true)).toMatchObject({ mistakes: 1, shown: 1 });
    });

    it("is new again after everything was mended", () => {
        const mended = groupProblems([problem("X", { severity: "warning" })], NOBODY, true);
        expect(mended.isInsisted).toBe(false);
    });
});

it("shows what is wrong as wrong from the start", () => {
    const list = [problem("UNKNOWN_NODE"), problem("MISSING_CONFIG")];
    expect(groupProblems(list, NOBODY, false)).toMatchObject({ errors: 2, mistakes: 1, shown: 2 });
});

it("keeps the object of a node whose problems did not change", () => {
    const list = [problem("MISSING_CONFIG", { node_id: "http" })];
    const before = groupProblems(list, NOBODY, false);
    const after = groupProblems(structuredClone(list), before, false);
    expect(after.byNode.get("http")).toBe(before.byNode.get("http"));
});
