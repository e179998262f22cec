import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Json } from "../../orchestrator/values.ts";
import { quickest } from "../testing/quickest.ts";
import { escapeText } from "./grammar.ts";
import { resolveTemplates } from "./resolve.ts";
import { scopeOf } from "./scope.ts";

const scope = scopeOf({
    a: { output: { name: "Ada", age: 36, tags: ["x", "y"], "first name": "A", empty: null } },
    "node-1": { output: [1, 2, 3] },
    inputs: { message: "hi" },
    "10": { output: "ten" },
    boom: { error: { code: "ECHO_FAILED", message: "no" } },
    fast: {}
});

function value(template: Json): Json {
    const resolved = resolveTemplates(template, scope);
    if (!resolved.ok) throw new Error(`${resolved.error.code}: ${resolved.error.message}`);
    return resolved.value;
}

function error(template: Json) {
    const resolved = resolveTemplates(template, scope, "data");
    if (resolved.ok) throw new Error("resolved");
    return resolved.error;
}

describe("resolving", () => {
    it.each<[Json, Json]>([
        ["${a.output.age}", 36],
        ["${a.output.tags}", ["x", "y"]],
        ["${a.output.empty}", null],
        ["${node-1.output[-1]}", 3],
        ['${a.output["first name"]}', "A"],
        ["${10.output}", "ten"],
        ["${boom.error.code}", "ECHO_FAILED"],
        ["Hi ${a.output.name}, ${a.output.age}", "Hi Ada, 36"],
        [" ${a.output.age}", " 36"],
        ["${a.output.tags}!", '["x","y"]!'],
        ["(${a.output.empty})", "(null)"],
        ["$${a.output}", "${a.output}"],
        ["\\${a.output.age}", "\\36"],
        ["${a.output.nope ?? 1}", 1],
        ["${a.output.empty ?? 1}", 1],
        ["${a.output.nope ?? a.output.empty}", null],
        ["${ghost.output ?? a.output.name ?? 1}", "Ada"],
        ["${fast.output ?? null}", null],
        ['x${a.output.nope ?? ""}y', "xy"],
        [
            { k: ["${a.output.age}", { "${x}": "${a.output.name}" }] },
            { k: [36, { "${x}": "Ada" }] }
        ],
        [7, 7],
        [null, null]
    ])("%j gives %j", (template, expected) => {
        expect(value(template)).toEqual(expected);
    });

    it("brings values in as data: what looks like a reference in them stays text", () => {
        const tricky = scopeOf({ a: { output: "${a.output}" } });
        expect(resolveTemplates("${a.output}", tricky)).toEqual({ ok: true, value: "${a.output}" });
        expect(resolveTemplates("<${a.output}>", tricky)).toMatchObject({ value: "<${a.output}>" });
    });

    it("hands parts without references on as they are", () => {
        const config = { fixed: { deep: [1] }, live: "${a.output.age}" };
        const resolved = value(config) as typeof config;
        expect(resolved.fixed).toBe(config.fixed);
    });

    it("keeps a key called __proto__ from reaching a prototype", () => {
        const config = JSON.parse('{"__proto__": {"polluted": "${a.output.age}"}}') as Json;
        const resolved = value(config);
        expect(Object.getPrototypeOf(resolved)).toBe(Object.prototype);
        expect(JSON.stringify(resolved)).toBe('{"__proto__":{"polluted":36}}');
    });
});

describe("what is missing", () => {
    it("names the reference, the field, what exists and the fix", () => {
        expect(error({ to: ["${a.output.nmae}"] })).toEqual({
            code: "UNRESOLVED_REFERENCE",
            message:
                '${a.output.nmae} has no value: a.output has no "nmae", only name, age, tags, first name, empty.',
            details: {
                reference: "a.output.nmae",
                field: "data.to[0]",
                exists: ["name", "age", "tags", "first name", "empty"],
                solution:
                    'Did you mean name? Otherwise write ${a.output.nmae ?? "…"} to say what to use instead.'
            },
            is_retryable: false
        });
    });

    it("shows at most twenty keys", () => {
        const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${index}`, 1]));
        const resolved = resolveTemplates("${m.x}", scopeOf({ m: many }));
        expect(resolved).toMatchObject({ error: { details: { exists_more: 10 } } });
    });

    it("says why a node has no output when the scope knows", () => {
        const skipped = { ...scope, why: () => "it was skipped" };
        expect(resolveTemplates("${fast.output}", skipped)).toMatchObject({
            ok: false,
            error: { message: "${fast.output} has no value: fast has none, it was skipped." }
        });
    });

    it.each([
        "${constructor}",
        "${toString}",
        "${a.__proto__.x}",
        '${a["__proto__"]["x"]}',
        "${a.output.constructor.name}",
        "${a.output.name.length}",
        "${node-1.output.length}",
        "${node-1.output.0}",
        "${node-1.output[3]}",
        "${node-1.output[-4]}",
        "${a.output[0]}",
        "${env.JWT_SECRET}",
        "${process.env.ENCRYPTION_KEY}",
        "${secrets.x}",
        "${nоde.output}",
        "${fast.output}",
        "${a.output.empty.x}",
        "${fast.output ?? ghost.output}",
        "${a.output.empty ?? ghost.output}"
    ])("%s is an error, never a member of a prototype and never empty text", (template) => {
        expect(error(template).code).toBe("UNRESOLVED_REFERENCE");
        expect(error(`x${template}`).code).toBe("UNRESOLVED_REFERENCE");
    });

    it("says where a text cannot be read", () => {
        expect(error({ body: "ab${a..b}" })).toMatchObject({
            code: "INVALID_CONFIG",
            details: { field: "data.body", position: 6 }
        });
    });
});

describe("limits", () => {
    it("resolves 100 000 references of one text in linear time", () => {
        const text = "${a.output.age}".repeat(100_000);
        expect(value(text)).toHaveLength(200_000);
        expect(quickest(() => void value(text))).toBeLessThan(500);
    });

    it("caps what references bring in, in texts and in lists", () => {
        const big = scopeOf({ big: { output: ["x".repeat(1_000_000)] } });
        for (const template of ["${big.output}".repeat(50), Array(50).fill("${big.output}")]) {
            const resolved = resolveTemplates(template, big);
            expect(resolved).toMatchObject({ ok: false, error: { code: "OUTPUT_TOO_LARGE" } });
        }
    });

    it("does not overflow on deep values or deep configs", () => {
        let deep: Json = 1;
        for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
        expect(resolveTemplates("${d}", scopeOf({ d: deep })).ok).toBe(true);
        expect(resolveTemplates("x${d}", scopeOf({ d: deep }))).toMatchObject({ ok: false });
        expect(resolveTemplates(deep, scope)).toMatchObject({ ok: false });
    });
});

describe("against a naive resolver", () => {
    const data = { a: { b: { c: 1, d: null }, l: ["x", { y: 2 }] }, n: null };
    const segment = fc.constantFrom(".b", ".c", ".d", ".l", ".y", "[0]", "[1]", "[-1]", ".zz");
    const path = fc
        .tuple(fc.constantFrom("a", "n", "ghost"), fc.array(segment, { maxLength: 3 }))
        .map(([root, segments]) => root + segments.join(""));
    const scalars = fc.constantFrom("null", "5", '"s"', "false");
    const chain = fc
        .tuple(path, fc.array(fc.oneof(path, scalars), { maxLength: 3 }))
        .map(([first, rest]) => [first, ...rest]);

    function naive(terms: readonly string[]): unknown {
        let last: unknown;
        for (const term of terms) {
            last = /^[an]|ghost/.test(term) && term !== "null" ? walk(term) : JSON.parse(term);
            if (last !== undefined && last !== null) return last;
        }
        return last;
    }

    function walk(term: string): unknown {
        const steps = term.split(/[.[\]]+/).filter((step) => step !== "");
        return steps.reduce<unknown>((at, step) => {
            if (Array.isArray(at)) return /\d/.test(step) ? at.at(Number(step)) : undefined;
            const isRecord = typeof at === "object" && at !== null && !/^-?\d/.test(step);
            return isRecord ? (at as Record<string, unknown>)[step] : undefined;
        }, data);
    }

    it("agrees on every chain", () => {
        fc.assert(
            fc.property(chain, (terms) => {
                const expected = naive(terms);
                const resolved = resolveTemplates(`\${${terms.join(" ?? ")}}`, scopeOf(data));
                if (expected === undefined) expect(resolved.ok).toBe(false);
                else expect(resolved).toEqual({ ok: true, value: expected });
            }),
            { numRuns: 2_000 }
        );
    });

    it("gives every escaped text back", () => {
        const text = fc
            .array(fc.constantFrom("$", "{", "}", "a", "${", "$${"))
            .map((x) => x.join(""));
        fc.assert(
            fc.property(text, (raw) => {
                fc.pre(!/\$\$\{/.test(raw));
                expect(resolveTemplates(escapeText(raw), scope)).toEqual({ ok: true, value: raw });
            })
        );
    });
});
