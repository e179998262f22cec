import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { parseDefinition } from "./definition.ts";
import { inspect } from "./definition/inspect.ts";
import { findCycle } from "./definition/cycle.ts";
import { quickest } from "./testing/quickest.ts";
import { draw } from "./testing/draw.ts";
import { tinyCatalogue } from "./testing/tiny-catalogue.ts";

const node = (id: string, more: object = {}) => ({
    id,
    type: "step",
    position: { x: 0, y: 0 },
    data: {},
    ...more
});
const edge = (text: string, index = 0) => {
    const [source = "", target = ""] = text.split(">");
    return { id: `e${index}`, source, target };
};
const graph = (ids: readonly string[], edges: readonly string[]) => ({
    nodes: Object.fromEntries(ids.map((id) => [id, node(id)])),
    edges: edges.map(edge)
});
const parse = (input: unknown, more: object = {}) =>
    parseDefinition(input, { catalogue: tinyCatalogue, ...more });

function refusal(input: unknown, more: object = {}) {
    const parsed = parse(input, more);
    if (parsed.ok) throw new Error("accepted");
    return parsed.refusal;
}

describe("what is a graph", () => {
    it("accepts nodes as a map or as a list, and gives the map", () => {
        const map = graph(["a", "b"], ["a>b"]);
        const list = { ...map, nodes: Object.values(map.nodes) };
        expect(parse(map)).toEqual({ ok: true, definition: map });
        expect(parse(list)).toEqual({ ok: true, definition: map });
    });

    it("takes the id from the key, and no edges for none", () => {
        const { id: _id, ...rest } = node("a");
        expect(parse({ nodes: { a: rest } })).toMatchObject({
            ok: true,
            definition: { nodes: { a: { id: "a" } }, edges: [] }
        });
    });

    it("may be empty", () => {
        expect(parse({ nodes: {}, edges: [] }).ok).toBe(true);
    });

    it("never changes what it is given", () => {
        const input = graph(["a", "b"], ["a>b"]);
        const text = JSON.stringify(input);
        const frozen = JSON.parse(text, (_key, value: unknown) => Object.freeze(value)) as unknown;
        expect(parse(frozen).ok).toBe(true);
        expect(JSON.stringify(frozen)).toBe(text);
    });

    it.each(["10", "9", "1", "01", "1e3", "a-b", "_x", "toString", "hasOwnProperty", "valueOf"])(
        "takes %j as an id",
        (id) => {
            expect(parse(graph([id, "b"], [`${id}>b`]))).toMatchObject({ ok: true });
        }
    );

    it("gives the same for numeric ids in any order", () => {
        const ids = ["10", "9", "1", "01", "1e3"];
        const first = parse({ nodes: ids.map((id) => node(id)), edges: [] });
        const second = parse({ nodes: ids.toReversed().map((id) => node(id)), edges: [] });
        expect(first).toEqual(second);
    });
});

describe("what is none", () => {
    it.each([
        ["a.b"],
        ["a b"],
        ["${x}"],
        ["a'b"],
        ["a/b"],
        ["🚀"],
        ["-a"],
        [""],
        ["a".repeat(65)],
        ["constructor"],
        ["prototype"],
        ["__proto__"],
        ["inputs"],
        ["env"]
    ])("the id %j", (id) => {
        const found = refusal({ nodes: [node(id)], edges: [] });
        expect(found.code).toBe("INVALID_DEFINITION");
        expect(found.field_errors?.[0]?.message).toBeTruthy();
    });

    it.each([
        ["a text", "x"],
        ["a number", 1],
        ["null", null],
        ["a list with holes", [null, 1]],
        ["a list of texts", ["a"]]
    ])("nodes as %s", (_name, nodes) => {
        expect(refusal({ nodes, edges: [] }).code).toBe("INVALID_DEFINITION");
    });

    it.each([["x"], [1], [null], [[]], [undefined], [() => 1]])("%j as a whole", (input) => {
        expect(refusal(input)).toMatchObject({
            code: "INVALID_DEFINITION",
            solution: expect.any(String),
            field_errors: [{ field: expect.stringMatching(/^definition/) }]
        });
    });

    it("names the fields that are wrong, in words", () => {
        const wrong = {
            nodes: {
                a: {
                    ...node("a"),
                    position: { x: 1e308, y: "1" },
                    policy: {
                        timeout_seconds: 0,
                        retry: { attempts: 1e9, initial_ms: 0, multiplier: 1e9 },
                        join: { at_least: 0 }
                    }
                },
                b: { id: "b", type: "step", data: {} }
            },
            edges: [{ id: "e", source: "a" }]
        };
        const fields = refusal(wrong).field_errors ?? [];
        expect(Object.fromEntries(fields.map(({ field, message }) => [field, message]))).toEqual({
            "definition.nodes.a.position.x": "Must be at most 1000000.",
            "definition.nodes.a.position.y": "Must be a number.",
            "definition.nodes.a.policy.timeout_seconds": "Must be at least 0.1.",
            "definition.nodes.a.policy.retry.attempts": "Must be at most 20.",
            "definition.nodes.a.policy.retry.initial_ms": "Must be at least 100.",
            "definition.nodes.a.policy.retry.multiplier": "Must be at most 10.",
            "definition.nodes.a.policy.join.at_least": "Must be at least 1.",
            "definition.nodes.b.position": "Required.",
            "definition.edges[0].target": "Required."
        });
    });

    it.each([[0], [-1], [1e12], ["5s"], [null]])("a node timeout of %j", (seconds) => {
        const input = { nodes: [node("a", { policy: { timeout_seconds: seconds } })], edges: [] };
        expect(refusal(input).code).toBe("INVALID_DEFINITION");
    });

    it("ids that are used twice, or stand under another key", () => {
        expect(refusal({ nodes: [node("a"), node("b"), node("a")], edges: [] })).toMatchObject({
            code: "DUPLICATE_NODE_ID",
            details: { node_ids: ["a"] }
        });
        expect(refusal({ nodes: { a: { id: "b" }, b: { id: "b" } }, edges: [] })).toMatchObject({
            code: "NODE_ID_MISMATCH",
            details: { nodes: [{ key: "a", id: "b" }] }
        });
    });

    it("edges from or to nothing, with their ids", () => {
        expect(refusal(graph(["a"], ["a>ghost", "ghost>a"]))).toMatchObject({
            code: "DANGLING_EDGE",
            details: { edge_ids: ["e0", "e1"], missing: ["ghost"] }
        });
        expect(refusal(graph(["a"], ["a>toString"])).code).toBe("DANGLING_EDGE");
    });

    it("edges of one id", () => {
        const twice = { nodes: [node("a"), node("b")], edges: [edge("a>b"), edge("a>b")] };
        expect(refusal(twice)).toMatchObject({
            code: "DUPLICATE_EDGE_ID",
            details: { edge_ids: ["e0"] }
        });
    });

    it.each(["nosuch", "__proto__", "../code", "step\u0000", "STEP", "\ud800"])(
        "the node type %j, and it lists those there are",
        (type) => {
            expect(refusal({ nodes: [node("a", { type })], edges: [] })).toMatchObject({
                code: "UNKNOWN_NODE_TYPE",
                details: { valid_types: tinyCatalogue.types, node_ids: ["a"] }
            });
        }
    );

    it("keeps a type that is gone where the replaced revision had it", () => {
        const gone = { nodes: { a: node("a", { type: "gone" }) }, edges: [] };
        expect(parse(gone, { known: gone }).ok).toBe(true);
        expect(refusal(gone, { known: graph(["a"], []) }).code).toBe("UNKNOWN_NODE_TYPE");
    });

    it("text that cannot be stored, numbers that are none, keys that reach a prototype", () => {
        const data = { text: "a\u0000b", list: ["\ud800"], n: Number.NaN, "k\u0000": 1 };
        const fields = refusal({ nodes: [node("a", { data })], edges: [] }).field_errors ?? [];
        expect(fields.map(({ field }) => field).sort()).toEqual([
            "definition.nodes[0].data",
            "definition.nodes[0].data.list[0]",
            "definition.nodes[0].data.n",
            "definition.nodes[0].data.text"
        ]);
        const polluting: unknown = JSON.parse(
            '{"nodes":[],"edges":[],"settings":{"__proto__":{"x":1}}}'
        );
        expect(refusal(polluting).field_errors?.[0]?.field).toBe("definition.settings.__proto__");
    });
});

describe("circles", () => {
    it.each([
        [
            ["a>b", "b>a"],
            ["a", "b"]
        ],
        [["a>a"], ["a"]],
        [
            ["a>b", "b>c", "c>d", "d>b"],
            ["b", "c", "d"]
        ]
    ])("%j", (edges, cycle) => {
        expect(refusal(graph(["a", "b", "c", "d"], edges))).toMatchObject({
            code: "WORKFLOW_CYCLE",
            details: { node_ids: cycle }
        });
    });

    it("finds one of 5 000 nodes in less than 300 ms", () => {
        const ids = Array.from({ length: 5_000 }, (_, index) => `n${index}`);
        const edges = ids.map((id, index) => `${id}>${ids[(index + 1) % ids.length]}`);
        const input = graph(ids, edges);
        expect(refusal(input)).toMatchObject({
            code: "WORKFLOW_CYCLE",
            details: { length: 5_000 }
        });
        expect(quickest(() => void refusal(input))).toBeLessThan(300);
    });

    it("agrees with a naive search on random graphs", () => {
        const id = fc.integer({ min: 0, max: 7 }).map(String);
        const edges = fc.array(fc.record({ source: id, target: id }), { maxLength: 14 });
        fc.assert(
            fc.property(edges, (list) => {
                const ids = ["0", "1", "2", "3", "4", "5", "6", "7"];
                const found = findCycle(ids, list);
                const reaches = (from: string, to: string, seen: string[]): boolean =>
                    list.some(
                        ({ source, target }) =>
                            source === from &&
                            (target === to ||
                                (!seen.includes(target) && reaches(target, to, [...seen, target])))
                    );
                expect(found !== null).toBe(ids.some((one) => reaches(one, one, [one])));
                for (const [index, at] of (found ?? []).entries()) {
                    const next = found?.[(index + 1) % found.length];
                    expect(list).toContainEqual({ source: at, target: next });
                }
            }),
            { numRuns: 500 }
        );
    });
});

describe("containers", () => {
    const box = { type: "box" };
    it("hold nodes, and boxes in boxes", () => {
        const nested = draw("a -> box", {
            box,
            inner: { ...box, parentId: "box" },
            b: { parentId: "inner" }
        });
        expect(parse(nested).ok).toBe(true);
    });

    it("have borders that no edge crosses", () => {
        const inside = { box, x: { parentId: "box" } };
        for (const picture of ["x -> y", "y -> x", "box -> x", "x -> box"]) {
            expect(refusal(draw(picture, inside))).toMatchObject({
                code: "SCOPE_CROSSED",
                details: { edge_ids: ["e1"] }
            });
        }
    });

    it.each([
        ["a parent that is not there", { a: { parentId: "ghost" } }],
        ["a parent that holds nothing", { a: {}, b: { parentId: "a" } }],
        ["a box inside itself", { a: { ...box, parentId: "a" } }],
        ["boxes inside each other", { a: { ...box, parentId: "b" }, b: { ...box, parentId: "a" } }]
    ])("%s is refused with its field", (_name, nodes) => {
        const found = refusal(draw("", nodes));
        expect(found.code).toBe("INVALID_DEFINITION");
        expect(found.field_errors?.[0]?.field).toMatch(/^definition\.nodes\.[ab]\.parentId$/);
    });
});

describe("limits", () => {
    const line = (length: number) => {
        const ids = Array.from({ length }, (_, index) => `n${index}`);
        return graph(
            ids,
            ids.slice(1).map((id, index) => `${ids[index]}>${id}`)
        );
    };

    it("count nodes and edges, and say how many there may be", () => {
        expect(parse(line(2_000)).ok).toBe(true);
        expect(refusal(line(2_001))).toMatchObject({
            code: "LIMIT_EXCEEDED",
            details: { nodes: 2_001, max_nodes: 2_000 }
        });
        expect(parse(line(2_001), { maxNodes: 3_000 }).ok).toBe(true);
        expect(refusal(line(10_000)).code).toBe("LIMIT_EXCEEDED");
    });

    it("count bytes and depth", () => {
        const big = (data: object) => ({ nodes: [node("a", { data })], edges: [] });
        expect(refusal(big({ text: "x".repeat(5 << 20) }))).toMatchObject({
            code: "LIMIT_EXCEEDED",
            details: { max_bytes: 1_000_000 }
        });
        let deep: object = {};
        for (let depth = 0; depth < 50_000; depth += 1) deep = { deep };
        expect(refusal(big(deep)).code).toBe("LIMIT_EXCEEDED");
        expect(refusal(big({ label: "<b>".repeat(100) })).code).toBe("INVALID_DEFINITION");
    });
});

describe("counting bytes", () => {
    it("is exact for text in JSON, control characters aside", () => {
        const text = fc
            .string({ unit: "grapheme" })
            .filter((one) => Array.from(one).every((char) => char >= " "));
        fc.assert(
            fc.property(fc.array(text), (list) => {
                const bytes = new TextEncoder().encode(JSON.stringify(list)).length;
                expect(inspect(list).bytes - bytes).toBe(list.length === 0 ? 0 : 1);
            })
        );
    });
});

describe("anything at all", () => {
    const noise = fc.letrec((tie) => ({
        value: fc.oneof(
            { depthSize: "small" },
            fc.constantFrom("a", "b", "step", "box", "__proto__", "constructor", null, 1, -0, true),
            fc.array(tie("value"), { maxLength: 4 }),
            fc.dictionary(
                fc.constantFrom(
                    "nodes",
                    "edges",
                    "a",
                    "b",
                    "id",
                    "type",
                    "data",
                    "source",
                    "target"
                ),
                tie("value"),
                { maxKeys: 5 }
            )
        )
    })).value;

    it("is accepted or refused, never thrown at", () => {
        fc.assert(
            fc.property(noise, (input) => {
                const parsed = parse(input);
                if (!parsed.ok) expect(parsed.refusal.message).toBeTruthy();
            }),
            { numRuns: 1_000 }
        );
    });
});
