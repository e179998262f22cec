import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { printTemplate } from "./grammar.ts";
import type { Template, Term } from "./grammar.ts";
import { quickest } from "../testing/quickest.ts";
import { parseTemplate } from "./parse.ts";

function parts(text: string): readonly unknown[] {
    const parsed = parseTemplate(text);
    if (!parsed.ok) throw new Error(parsed.fault.message);
    return parsed.template.parts.map((part) => (typeof part === "string" ? part : part.terms));
}

const path = (root: string, ...segments: (string | number)[]) => ({ kind: "path", root, segments });
const scalar = (value: unknown) => ({ kind: "scalar", value });

describe("what a template may say", () => {
    it.each([
        ["plain text", ["plain text"]],
        ["", []],
        ["${a.output}", [[path("a", "output")]]],
        ["${node-1.output.x}", [[path("node-1", "output", "x")]]],
        ["${10.output}", [[path("10", "output")]]],
        ["${a}", [[path("a")]]],
        ["Hi ${a.output}!", ["Hi ", [path("a", "output")], "!"]],
        ["${a[0][-1]}", [[path("a", 0, -1)]]],
        ['${a["b\\"c"]["}"]}', [[path("a", 'b"c', "}")]]],
        ["${ a.output ?? b.output ?? 5 }", [[path("a", "output"), path("b", "output"), scalar(5)]]],
        ["${a??null}", [[path("a"), scalar(null)]]],
        ['${a ?? "x } ?? y"}', [[path("a"), scalar("x } ?? y")]]],
        ["${a ?? -1.5e3}", [[path("a"), scalar(-1500)]]],
        ["${a ?? true.output}", [[path("a"), path("true", "output")]]],
        ["${a ?? 10.output}", [[path("a"), path("10", "output")]]],
        ["${straße.größe}", [[path("straße", "größe")]]],
        ["$${a}", ["${a}"]],
        ["$$${a}", ["$${a}"]],
        ["${a}$${b}", [[path("a")], "${b}"]],
        ["\\${a}", ["\\", [path("a")]]],
        ["$ {a} $x", ["$ {a} $x"]],
        ["{{ a }}", ["{{ a }}"]]
    ])("%s", (text, expected) => {
        expect(parts(text)).toEqual(expected);
    });
});

describe("what it may not", () => {
    it.each([
        ["${", 2],
        ["${}", 2],
        ["${a", 0],
        ["x ${a", 2],
        ["${${a}}", 2],
        ["${ a . output }", 5],
        ["${a..b}", 4],
        ["${a.}", 4],
        ["${.a}", 2],
        ["${a['x'].y}", 4],
        ["${a[1e9]}", 4],
        ["${a[]}", 4],
        ["${a[0}", 4],
        ['${a["x}', 4],
        ['${a["\\q"]}', 4],
        ["${a ?? }", 7],
        ["${?? a}", 2],
        ['${"a"}', 2],
        ["${$env.X}", 2],
        ["${a + b}", 4],
        ['${a.constructor.constructor("return process")()}', 27]
    ])("%s at %i", (text, position) => {
        const parsed = parseTemplate(text);
        expect(parsed).toMatchObject({ ok: false, fault: { position } });
    });
});

describe("cost", () => {
    it.each([
        ["openings without end", "${".repeat(50_000)],
        ["a path of 50 000 steps", `\${a${".a".repeat(50_000)}`],
        ["100 000 references", "${a.output}".repeat(100_000)],
        ["spaces", `\${a${" ".repeat(500_000)}`],
        ["quotes", `\${a["${"\\".repeat(500_000)}`]
    ])("%s takes less than 200 ms", (_name, text) => {
        expect(quickest(() => void parseTemplate(text))).toBeLessThan(200);
    });
});

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
const segment = fc.oneof(name, fc.string({ maxLength: 6 }), fc.integer({ min: -99, max: 99 }));
const pathTerm = fc
    .tuple(name, fc.array(segment, { maxLength: 4 }))
    .map(([root, segments]): Term => ({ kind: "path", root, segments }));
const scalarTerm = fc
    .oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
    .map((value): Term => ({ kind: "scalar", value }));
/** A bare root after `??` that reads as a scalar is one. */
const laterTerm = fc.oneof(
    pathTerm.filter(
        (term) => term.kind === "path" && !/^(true|false|null|-?\d.*)$/.test(term.root)
    ),
    scalarTerm
);
const expression = fc
    .tuple(pathTerm, fc.array(laterTerm, { maxLength: 3 }))
    .map(([first, rest]) => ({ start: 0, end: 0, terms: [first, ...rest] }));
/** A text that ends in `$` would change what follows it. */
const literal = fc
    .oneof(fc.string(), fc.constantFrom("${", "$", "$$", "}", "${a}"))
    .map((text) => text.replace(/\$+$/, ""));

describe("printing", () => {
    it("gives a text that parses to the same template", () => {
        fc.assert(
            fc.property(fc.array(fc.oneof(literal, expression)), (raw) => {
                const template: Template = { parts: mergeTexts(raw) };
                const again = parseTemplate(printTemplate(template));
                if (!again.ok) throw new Error(again.fault.message);
                const strip = (part: Template["parts"][number]) =>
                    typeof part === "string" ? part : part.terms;
                expect(again.template.parts.map(strip)).toEqual(template.parts.map(strip));
            })
        );
    });

    it("never lets any text throw", () => {
        const noise = fc.array(
            fc.constantFrom("${", "$", "{", "}", "a", ".", "[", "]", '"', "??", " ", "1", "-", "\\")
        );
        fc.assert(fc.property(noise, (bits) => void parseTemplate(bits.join(""))));
        expect(parseTemplate("${").ok).toBe(false);
    });
});

function mergeTexts(parts: readonly Template["parts"][number][]): Template["parts"] {
    const merged: Template["parts"][number][] = [];
    for (const part of parts) {
        const last = merged.at(-1);
        if (part === "") continue;
        if (typeof part === "string" && typeof last === "string")
            merged[merged.length - 1] = last + part;
        else merged.push(part);
    }
    return merged;
}
