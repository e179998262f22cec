import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Plan } from "../orchestrator/plan.ts";
import { parseDefinition } from "./definition.ts";
import { box, compiled, edges, off, plan, problems, value } from "./testing/compiling.ts";
import { quickest } from "./testing/quickest.ts";
import { draw } from "./testing/draw.ts";
import type { DrawnNode } from "./testing/draw.ts";
import { tinyCatalogue } from "./testing/tiny-catalogue.ts";

describe("the plan", () => {
    it("numbers nodes by id and edges by the document", () => {
        const made = plan("b -> f, f:true -> c, f:false -> a, c -> a", { f: { type: "fork" } });
        expect(made.nodes.map(({ id }) => id)).toEqual(["a", "b", "c", "f"]);
        expect(edges(made)).toEqual(["b:out>f", "f:true>c", "f:false>a", "c:out>a"]);
        expect(made.nodes.map(({ ins, outs }) => [ins, outs])).toEqual([
            [[2, 3], []],
            [[], [0]],
            [[1], [3]],
            [[0], [1, 2]]
        ]);
        expect(made.scopes).toEqual([
            { container: null, parent: null, nodes: [0, 1, 2, 3], roots: [1] }
        ]);
    });

    it("is the same whatever the order of the keys", () => {
        const drawn = draw("a -> b -> c, a -> c", { b: value({ x: 1, y: 2 }) });
        const reversed = {
            ...drawn,
            nodes: Object.fromEntries(Object.entries(drawn.nodes).reverse())
        };
        expect(JSON.stringify(compiled(reversed).plan)).toBe(JSON.stringify(compiled(drawn).plan));
    });

    it("carries what the host needs of each node", () => {
        const made = plan("a -> b", {
            a: { data: { label: "First", value: 1 } },
            b: {
                type: "call",
                data: { prompt: "${a.output} ${inputs.x} ${a.output}", method: "POST" },
                policy: {
                    retry: { attempts: 5 },
                    timeout_seconds: 1.5,
                    join: "any",
                    losers: "cancel"
                }
            }
        });
        expect(made.nodes[0]).toMatchObject({
            label: "First",
            config: { value: 1 },
            reads: [],
            effect: "pure",
            lane: "inline",
            retry: { attempts: 1 },
            timeout_ms: null,
            join: 0,
            losers: "run",
            on_error: "fail"
        });
        expect(made.nodes[0]?.config).not.toHaveProperty("label");
        expect(made.nodes[1]).toMatchObject({
            label: "Call",
            reads: ["a"],
            effect: "write",
            retry: { attempts: 5, initial_ms: 1_000, multiplier: 2, max_ms: 60_000, jitter: true },
            timeout_ms: 1_500,
            join: 1,
            losers: "cancel"
        });
    });

    it("retries reads and writes three times, and nothing else", () => {
        const made = plan("a, b", { b: { type: "call", data: { prompt: "x" } } });
        expect(made.nodes.map(({ retry }) => retry.attempts)).toEqual([1, 3]);
        expect(made.nodes[1]).toMatchObject({ effect: "read", timeout_ms: 60_000 });
    });

    it("has settings, stated or not", () => {
        expect(plan("a").settings).toEqual({
            timeout_ms: 86_400_000,
            concurrency: 10,
            budget: { turns: 100_000 },
            cleanup: null
        });
        const settings = {
            timeout_seconds: 60,
            concurrency: 2,
            budget: { cost_usd: 1 },
            cleanup: "z"
        };
        expect(plan("a, z -> y", {}, settings)).toMatchObject({
            settings: { timeout_ms: 60_000, concurrency: 2, budget: { cost_usd: 1 }, cleanup: 2 },
            scopes: [{ roots: [0] }]
        });
    });

    it("names outputs by name or id, at the top level", () => {
        const end = (data: object): DrawnNode => ({ type: "end", data: { output: 1, ...data } });
        const made = plan("a -> x, a -> y", { x: end({ name: "result" }), y: end({}) });
        expect(made.outputs).toEqual([
            { node: 1, name: "result" },
            { node: 2, name: "y" }
        ]);
    });

    it("leaves notes out", () => {
        const made = plan("a", { n: { type: "note", data: { text: "${broken" } } });
        expect(made.nodes.map(({ id }) => id)).toEqual(["a"]);
    });

    it("counts edges between the same ends once", () => {
        const drawn = draw("f:true -> a, f:true -> a, f:false -> a", { f: { type: "fork" } });
        expect(edges(compiled(drawn).plan as Plan)).toEqual(["f:true>a", "f:false>a"]);
    });

    it("gives a container a scope of its own", () => {
        const made = plan("a -> outer, x -> y, a -> zz", {
            outer: box,
            x: { parentId: "outer" },
            y: { parentId: "outer" },
            inner: { ...box, parentId: "outer" },
            deep: { parentId: "inner" }
        });
        const ids = (list: readonly number[]) => list.map((at) => made.nodes[at]?.id);
        expect(
            made.scopes.map((scope) => [scope.parent, ids(scope.nodes), ids(scope.roots)])
        ).toEqual([
            [null, ["a", "outer", "zz"], ["a"]],
            [2, ["deep"], ["deep"]],
            [0, ["inner", "x", "y"], ["inner", "x"]]
        ]);
        for (const node of made.nodes) {
            const at = made.nodes.indexOf(node);
            expect(made.scopes[node.scope]?.nodes[node.slot]).toBe(at);
            if (node.body !== null) expect(made.scopes[node.body]?.container).toBe(at);
        }
    });
});

describe("disabled nodes", () => {
    it("with one edge in and one out are joined through, at the place of the edge that left", () => {
        const made = plan("a -> d, b -> c, d -> c", { d: off });
        expect(edges(made)).toEqual(["b:out>c", "a/d:out>c"]);
        expect(made.edges[1]).toMatchObject({ id: "e3", via: ["d"] });
    });

    it("keep the port of what led to them, through a chain of them", () => {
        const made = plan("f:true -> d -> e -> b", { f: { type: "fork" }, d: off, e: off });
        expect(edges(made)).toEqual(["f/d/e:true>b"]);
    });

    it("hand references on to the node before them", () => {
        const made = plan("a -> d -> e -> b", {
            d: off,
            e: off,
            b: {
                data: { value: ["${e.output.x ?? d.output}", "${a.output}"], plain: "${e.output}" }
            }
        });
        const b = made.nodes.find(({ id }) => id === "b");
        expect(b?.config).toEqual({
            value: ["${a.output.x ?? a.output}", "${a.output}"],
            plain: "${e.output}"
        });
        expect(b?.reads).toEqual(["a"]);
    });

    it.each([
        ["two edges in", "a -> d, b -> d, d -> c", ["†d:out>c"]],
        ["two edges out", "a -> d, d -> b, d -> c", ["†d:out>b", "†d:out>c"]],
        ["none in", "d -> c", ["†d:out>c"]],
        ["one out, not by its default port", "a -> d, d:true -> c", ["†d:true>c"]],
        ["none out", "a -> d", []],
        ["a dead end behind them", "a -> d, b -> d, d -> e -> c", ["†d/e:out>c"]]
    ])("with %s leave dead edges or none", (_name, picture, expected) => {
        const drawn = draw(`z, ${picture}`, { d: off, e: off });
        expect(edges(compiled(drawn).plan as Plan)).toEqual(expected);
    });

    it("disable what they hold", () => {
        const made = plan("a -> outer -> b", {
            outer: { ...box, ...off },
            x: { parentId: "outer" },
            inner: { ...box, parentId: "outer" }
        });
        expect(made.nodes.map(({ id }) => id)).toEqual(["a", "b"]);
        expect(edges(made)).toEqual(["a/outer:out>b"]);
        expect(made.scopes).toHaveLength(1);
    });

    it("have no problems of their own; who reads one that is not joined is warned", () => {
        expect(
            problems("a -> d, b -> d, a -> c", {
                d: { ...off, type: "call", data: {} },
                c: value("${d.output} ${d.output ?? 1}")
            })
        ).toEqual(["REFERENCE_MAY_BE_MISSING?@c data.value"]);
    });

    it("leave nodes behind them that nothing reaches", () => {
        expect(problems("a -> d, b -> d, d -> c -> e, x", { d: off })).toEqual([
            "UNREACHABLE_NODE?@c",
            "UNREACHABLE_NODE?@e"
        ]);
    });
});

describe("any definition", () => {
    const ids = ["a", "b", "box", "c", "d", "toString", "10"];
    const text = fc.constantFrom(
        "x",
        "${a.output}",
        "${b.output.x ?? c.error.code}",
        "${",
        "$${a}",
        "${box.item}"
    );
    const ruled = fc.constant({ combinator: "and", rules: [{ left: "${a.output}" }] });
    const anyNode = fc.record({
        type: fc.constantFrom(
            "start",
            "step",
            "step",
            "fork",
            "end",
            "note",
            "call",
            "aged",
            "gone"
        ),
        data: fc.dictionary(
            fc.constantFrom("value", "output", "condition", "schema", "prompt", "size", "body"),
            fc.oneof(text, text, fc.jsonValue(), ruled)
        ),
        inside: fc.boolean(),
        disabled: fc.option(fc.boolean(), { nil: undefined }),
        policy: fc.record(
            {
                on_error: fc.constantFrom("fail", "continue", "branch"),
                join: fc.constantFrom("all", "any", { at_least: 2 }),
                losers: fc.constantFrom("run", "cancel"),
                timeout_seconds: fc.constant(5)
            },
            { requiredKeys: [] }
        )
    });
    const place = fc.nat(ids.length - 1);
    const input = fc.record({
        nodes: fc.array(anyNode, { minLength: ids.length, maxLength: ids.length }),
        links: fc.array(fc.tuple(place, place, fc.constantFrom(undefined, "true", "error")), {
            maxLength: 8
        }),
        cleanup: fc.option(fc.constantFrom(...ids), { nil: undefined })
    });

    it("that is a graph compiles to a whole plan or to errors, and never throws", () => {
        const gone = draw("", { g: { type: "gone" } });
        const seen = { plans: 0, errors: 0 };
        fc.assert(
            fc.property(input, ({ nodes, links, cleanup }) => {
                const isInside = (at: number) => nodes[at]?.inside === true && ids[at] !== "box";
                const parsed = parseDefinition(
                    {
                        nodes: nodes.map(({ inside: _inside, ...node }, at) => ({
                            ...node,
                            id: ids[at],
                            position: { x: 0, y: 0 },
                            ...(ids[at] === "box" ? { type: "box" } : {}),
                            ...(isInside(at) ? { parentId: "box" } : {})
                        })),
                        edges: links
                            .filter(([from, to]) => from < to && isInside(from) === isInside(to))
                            .map(([from, to, sourceHandle], at) => ({
                                id: `e${at}`,
                                source: ids[from],
                                target: ids[to],
                                sourceHandle
                            })),
                        settings: { cleanup }
                    },
                    { catalogue: tinyCatalogue, known: gone }
                );
                // A key called __proto__, for example.
                fc.pre(parsed.ok);
                if (!parsed.ok) return;
                const { plan: made, problems: found } = compiled(parsed.definition);
                seen[made === null ? "errors" : "plans"] += 1;
                expect(made === null).toBe(found.some(({ severity }) => severity === "error"));
                if (made !== null) expect(soundness(made)).toEqual([]);
            }),
            { numRuns: 2_000 }
        );
        expect(Math.min(seen.plans, seen.errors)).toBeGreaterThan(10);
    });

    function soundness(made: Plan): string[] {
        const wrong: string[] = [];
        for (const [at, edge] of made.edges.entries()) {
            if (made.nodes[edge.target]?.ins.includes(at) !== true) wrong.push(`in ${at}`);
            if (edge.dead !== undefined) continue;
            if (made.nodes[edge.source]?.outs.includes(at) !== true) wrong.push(`out ${at}`);
            if (made.nodes[edge.source]?.scope !== made.nodes[edge.target]?.scope)
                wrong.push(`scope ${at}`);
        }
        if (JSON.stringify(JSON.parse(JSON.stringify(made))) !== JSON.stringify(made))
            wrong.push("JSON");
        return wrong;
    }
});

describe("cost", () => {
    it("of 2 000 nodes and 5 000 edges is less than 300 ms", () => {
        const nodes: Record<string, DrawnNode> = {};
        const links: string[] = [];
        for (let at = 0; at < 2_000; at += 1) {
            nodes[`n${at}`] =
                at === 0
                    ? {}
                    : value({
                          text: `\${n${Math.floor(at / 2)}.output} and \${n${at >> 1}.output ?? 1}`
                      });
            if (at > 0) links.push(`n${Math.floor(at / 2)} -> n${at}`);
        }
        for (let at = 2; links.length < 5_000; at += 1) {
            const to = (at % 1_990) + 9;
            links.push(`n${(at * 7) % Math.max(to - 1, 1)}:out -> n${to}`);
        }
        expect(links).toHaveLength(5_000);
        const { problems: found } = compiled(draw(links.join(","), nodes));
        expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
        // A definition that was seen before costs less: each run gets its own.
        const fresh = Array.from({ length: 4 }, () => draw(links.join(","), nodes));
        expect(quickest(() => void compiled(fresh.pop() ?? draw("")))).toBeLessThan(300);
    });
});
