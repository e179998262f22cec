import { expect, it } from "vitest";
import { readBecause, reasonWords } from "./reason.ts";

const labels: Record<string, string> = { check: "Large?", mail: "Mail" };
const labelOf = (id: string) => labels[id] ?? id;

it.each([
    [
        {
            code: "not_taken",
            details: { edges: [{ source: "check", port: "true", took: "false" }] }
        },
        "Large? answered false, so nothing came from its true port.",
        "check"
    ],
    [
        { code: "not_taken", details: { edges: [{ source: "mail", port: "out", took: null }] } },
        "Mail did not run, so nothing came from it.",
        "mail"
    ],
    [
        { code: "not_taken", details: { edges: [{ source: "mail", port: "out", took: "error" }] } },
        "Mail went on by its error port, not by out.",
        "mail"
    ],
    [
        { code: "scope_failed", details: { instance: "each[3]/mail" } },
        "Mail failed before, and nobody handled it.",
        "mail"
    ],
    [
        { code: "cap", details: { limit: 10 } },
        "10 nodes run already: it starts when one of them ends.",
        null
    ],
    [{ code: "cancelled" }, "The execution was cancelled.", null],
    [{ code: "not_taken" }, "No connection into it was taken.", null]
] as const)("%j reads: %s", (reason, sentence, decidedBy) => {
    const words = reasonWords(reason, labelOf);
    expect(words.sentences).toEqual([sentence]);
    expect(words.decidedBy).toBe(decidedBy);
});

it("reads the rules of a condition, and nothing else", () => {
    const because = {
        result: false,
        combinator: "and",
        rules: [{ left: 80, operator: "greater_than", right: 100, result: false }]
    };
    expect(readBecause(because)?.rules).toHaveLength(1);
    expect(readBecause({ matched: ["gold"] })).toBeNull();
});

it("says who cancelled", () => {
    const words = reasonWords({ code: "cancelled", details: { by: "ann" } }, labelOf);
    expect(words.sentences).toEqual(["The execution was cancelled.", "It was cancelled by ann."]);
});
