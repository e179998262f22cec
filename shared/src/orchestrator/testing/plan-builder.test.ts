import { describe, expect, test } from "vitest";
import { buildPlan } from "./plan-builder.ts";

describe("a plan drawn from text", () => {
    test("numbers nodes as they are named, with edges by port", () => {
        const plan = buildPlan("a -> b -> d, a:error -> c -> d");
        expect(plan.nodes.map((node) => node.id)).toEqual(["a", "b", "d", "c"]);
        expect(plan.edges.map((edge) => [edge.source, edge.port, edge.target])).toEqual([
            [0, "out", 1],
            [1, "out", 2],
            [0, "error", 3],
            [3, "out", 2]
        ]);
        expect(plan.scopes).toEqual([
            { container: null, parent: null, nodes: [0, 1, 2, 3], roots: [0] }
        ]);
        expect(plan.nodes[0]).toMatchObject({ on_error: "branch", outs: [0, 2], ins: [] });
        expect(plan.nodes[2]).toMatchObject({ on_error: "fail", ins: [1, 3], slot: 2 });
    });

    test("reads joins, policies, locks, outputs and dead edges", () => {
        const plan = buildPlan(`
            a(continue lock=var:x) -> t(any cancel output)
            b -/-> t
            c(2), sweep(cleanup)
        `);
        expect(plan.nodes[0]).toMatchObject({ on_error: "continue", locks: ["var:x"] });
        expect(plan.nodes[1]).toMatchObject({ join: 1, losers: "cancel" });
        expect(plan.edges[1]).toMatchObject({ source: 2, target: 1, dead: "disabled" });
        expect(plan.outputs).toEqual([{ node: 1, name: "t" }]);
        expect(plan.settings.cleanup).toBe(4);
        expect(plan.scopes[0]?.roots).toEqual([0, 2, 3]);
    });

    test("opens a scope for every body", () => {
        const plan = buildPlan("a -> each { x -> inner { y } } , each -> z");
        expect(plan.scopes).toEqual([
            { container: null, parent: null, nodes: [0, 1, 5], roots: [0] },
            { container: 1, parent: 0, nodes: [2, 3], roots: [2] },
            { container: 3, parent: 1, nodes: [4], roots: [4] }
        ]);
        expect(plan.nodes.map((node) => node.body)).toEqual([null, 1, null, 2, null, null]);
        expect(plan.edges.at(-1)).toMatchObject({ source: 1, target: 5 });
    });
});
