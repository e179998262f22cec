import { describe, expect, it } from "vitest";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { sameDefinition } from "./same-definition.ts";

const node: WorkflowNode = {
    id: "a",
    type: "output",
    position: { x: 1, y: 2 },
    data: { label: "Out", output: { first: 1, second: 2 } },
    policy: { timeout_seconds: 5, on_error: "continue" }
};
const other: WorkflowNode = { id: "b", type: "echo", position: { x: 0, y: 0 }, data: {} };
const of = (...nodes: WorkflowNode[]): WorkflowDefinition => ({
    nodes: Object.fromEntries(nodes.map((one) => [one.id, one])),
    edges: [
        { id: "e", source: "a", target: "b" },
        { id: "f", source: "a", target: "b", sourceHandle: "error" }
    ]
});

describe("two definitions", () => {
    it.each<[string, WorkflowDefinition]>([
        [
            "the order in which fields were filled in",
            of(
                {
                    policy: { on_error: "continue", timeout_seconds: 5 },
                    data: { output: { first: 1, second: 2 }, label: "Out" },
                    position: { y: 2, x: 1 },
                    type: "output",
                    id: "a"
                },
                other
            )
        ],
        [
            "what was switched on and off again",
            of(
                { ...node, disabled: false, notes: "" },
                { ...other, policy: {}, data: { label: undefined } }
            )
        ],
        ["empty settings", { ...of(node, other), settings: {} }]
    ])("are the same but for %s", (_what, changed) =>
        expect(sameDefinition(of(node, other), changed)).toBe(true)
    );

    it.each<[string, WorkflowDefinition]>([
        ["a place", of({ ...node, position: { x: 1, y: 3 } }, other)],
        ["a value", of({ ...node, data: { ...node.data, label: "In" } }, other)],
        [
            "the order of a value's keys, which its readers see",
            of({ ...node, data: { label: "Out", output: { second: 2, first: 1 } } }, other)
        ],
        ["the order of nodes", of(other, node)],
        ["the order of edges", { ...of(node, other), edges: of().edges.toReversed() }],
        ["a node that is off", of({ ...node, disabled: true }, other)],
        ["a note", of({ ...node, notes: "Ask Ana" }, other)],
        ["a setting", { ...of(node, other), settings: { concurrency: 2 } }]
    ])("differ by %s", (_what, changed) =>
        expect(sameDefinition(of(node, other), changed)).toBe(false)
    );
});
