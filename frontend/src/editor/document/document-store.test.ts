import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { drawn, node, tinyCatalogue } from "../testing/tiny-catalogue.ts";
import { changesBetween } from "./content.ts";
import type { Content } from "./content.ts";
import { copyNodes, pasteClip, readClip, writeClip } from "./clipboard.ts";
import type { PasteInto } from "./clipboard.ts";
import { createDocumentStore } from "./document-store.ts";
import type { DocumentStore } from "./document-store.ts";
import {
    addEdge,
    addNode,
    changeNode,
    moveNodes,
    remove,
    renameNode,
    setDisabled,
    spliceNode
} from "./edits.ts";

//  start ─▶ fork ─true─▶ a ─▶ end
//            └───false─▶ b ───▲
const content = drawn(
    [
        node("start", "start"),
        node("fork", "fork"),
        node("a", "step", { data: { label: "A", value: "${start.output.x}" } }),
        node("b", "step", { data: { label: "B", value: "Hi ${a.output ?? start.output}!" } }),
        node("end", "end", { data: { output: { from: "${a.output}", raw: "$${a.output}" } } })
    ],
    "start>fork fork:true>a fork:false>b a>end b>end"
);

/** Where the originals stand. */
const beside: PasteInto = { parentOf: ({ parentId }) => parentId, move: (position) => position };
let document: DocumentStore;
let clock = 0;
const definition = () => document.getState().content.definition;

beforeEach(() => {
    clock = 0;
    document = createDocumentStore(content, { now: () => clock });
});

describe("undo and redo", () => {
    it("brings a deleted node back with its edges, in their old order", () => {
        document.commit({ label: "Delete", changes: remove(definition(), nodes("a")) });
        expect(definition().edges.map((edge) => edge.id)).toEqual([
            "start>fork",
            "fork:false>b",
            "b>end"
        ]);
        document.undo();
        expect(document.getState().content).toEqual(content);
        expect(Object.keys(definition().nodes)).toEqual(Object.keys(content.definition.nodes));
    });

    it("remembers at least 100 steps and names them", () => {
        for (let x = 1; x <= 150; x++) move("a", x);
        expect(document.getState().past).toHaveLength(150);
        for (let back = 0; back < 150; back++) document.undo();
        expect(document.getState().content).toEqual(content);
        expect(document.getState().future.at(-1)?.label).toBe("Move 1");
    });

    it("makes one step of one gesture, and another when it was sealed or some time passed", () => {
        type("x");
        type("xy");
        clock += 500;
        type("xyz");
        expect(document.getState().past).toHaveLength(1);
        clock += 5_000;
        type("xyz!");
        expect(document.getState().past).toHaveLength(2);
        document.seal();
        type("xyz!!");
        expect(document.getState().past).toHaveLength(3);
        document.undo();
        document.undo();
        document.undo();
        expect(document.getState().content).toEqual(content);
    });

    it("forgets what was undone when something else is done", () => {
        move("a", 8);
        document.undo();
        move("b", 8);
        expect(document.redo()).toBeNull();
    });

    it("comes back to equal documents however the edits were mixed", () => {
        const edit = fc.record({
            what: fc.constantFrom("move", "delete", "add", "rename", "paste", "disable", "splice"),
            pick: fc.nat(40),
            x: fc.integer({ min: -400, max: 400 })
        });
        fc.assert(
            fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
                document = createDocumentStore(content);
                for (const one of edits) perform(one);
                const end = JSON.stringify(document.getState().content);
                const steps = document.getState().past.length;
                for (let back = 0; back < steps; back++) document.undo();
                expect(JSON.stringify(document.getState().content)).toBe(JSON.stringify(content));
                for (let forth = 0; forth < steps; forth++) document.redo();
                expect(JSON.stringify(document.getState().content)).toBe(end);
            }),
            { numRuns: 150 }
        );
    });
});

describe("the selection", () => {
    it("loses what was deleted and gets it back on undo", () => {
        document.select({ nodes: ["a", "b"] });
        document.commit({ label: "Delete", changes: remove(definition(), nodes("a")) });
        expect(document.getState().selection.nodes).toEqual(["b"]);
        document.undo();
        expect(document.getState().selection.nodes).toEqual(["a", "b"]);
    });

    it("is no change of the document", () => {
        document.select({ nodes: ["a"] });
        expect(document.getState().version).toBe(0);
        expect(document.getState().past).toHaveLength(0);
    });
});

describe("renaming", () => {
    it("rewrites references and edges, never the same letters in other text", () => {
        const rename = renameNode(definition(), { id: "a", label: "First", newId: "first" });
        document.commit({ label: "Rename", changes: rename.changes });
        const { nodes: now, edges } = definition();
        expect(now["b"]?.data["value"]).toBe("Hi ${first.output ?? start.output}!");
        expect(now["end"]?.data["output"]).toEqual({
            from: "${first.output}",
            raw: "$${a.output}"
        });
        expect(now["first"]?.data.label).toBe("First");
        expect(edges.filter((edge) => [edge.source, edge.target].includes("a"))).toEqual([]);
        expect(rename.fields).toBe(2);
        document.undo();
        expect(JSON.stringify(document.getState().content)).toBe(JSON.stringify(content));
    });
});

describe("copies", () => {
    it("get ids and labels of their own; references among them follow, others stay", () => {
        const clip = readClip(writeClip(copyNodes(definition(), ["a", "b"])));
        expect(clip).not.toBeNull();
        const pasted = pasteClip(definition(), tinyCatalogue, clip!, beside);
        document.commit({ label: "Paste", changes: pasted.changes });
        expect(pasted.ids).toEqual(["a_2", "b_2"]);
        const copy = definition().nodes["b_2"];
        expect(copy?.data.label).toBe("B 2");
        expect(copy?.data["value"]).toBe("Hi ${a_2.output ?? start.output}!");
        expect(definition().nodes["a_2"]?.data["value"]).toBe("${start.output.x}");
    });

    it("may trade names without mixing them up", () => {
        const clip = {
            flowmaestro: 1 as const,
            nodes: [
                node("a", "step", { data: { label: "B 2", value: "${b.output}" } }),
                node("b", "step", { data: { label: "A", value: "${a.output}" } })
            ],
            edges: []
        };
        const empty = drawn([]).definition;
        const pasted = pasteClip(empty, tinyCatalogue, clip, beside);
        const made = pasted.changes.map((change) =>
            change.kind === "node" ? [change.after?.id, change.after?.data["value"]] : []
        );
        expect(made).toEqual([
            ["b_2", "${a.output}"],
            ["a", "${b_2.output}"]
        ]);
    });

    it("come only from text that is a clip", () => {
        expect(readClip("hello")).toBeNull();
        expect(readClip('{"flowmaestro":1,"nodes":[]}')).toBeNull();
    });
});

describe("somebody else's changes", () => {
    it("arrive without becoming a step of mine", () => {
        move("b", 80);
        const theirs = drawn([...Object.values(content.definition.nodes), node("theirs")]);
        const wanted = { ...theirs.definition, edges: content.definition.edges };
        document.adopt(changesBetween(content, { ...content, definition: wanted }));
        expect(definition().nodes["theirs"]).toBeDefined();
        expect(document.getState().past).toHaveLength(1);
        document.undo();
        expect(definition().nodes["b"]?.position.x).toBe(0);
        expect(definition().nodes["theirs"]).toBeDefined();
    });
});

it("changes nothing where nobody may", () => {
    document.setReadOnly(true);
    move("a", 8);
    expect(document.getState().content).toBe(content);
});

function nodes(...ids: string[]): { nodes: string[]; edges: string[] } {
    return { nodes: ids, edges: [] };
}

function move(id: string, x: number): void {
    const changes = moveNodes(definition(), new Map([[id, { x, y: 0 }]]));
    document.commit({ label: `Move ${x}`, changes });
}

function type(text: string): void {
    const changes = changeNode(definition(), "a", (one) => ({
        ...one,
        data: { ...one.data, value: text }
    }));
    document.commit({ label: "Edit A", changes, merge: "a.value" });
}

function perform({ what, pick, x }: { what: string; pick: number; x: number }): void {
    const ids = Object.keys(definition().nodes);
    const id = ids[pick % Math.max(1, ids.length)] ?? "";
    const edge = definition().edges[pick % Math.max(1, definition().edges.length)];
    const fresh = `n${document.getState().version}`;
    const content: Content = document.getState().content;
    const commit = (changes: ReturnType<typeof remove>) =>
        document.commit({ label: what, changes });
    if (what === "move") move(id, x);
    else if (what === "delete") commit(remove(definition(), nodes(id)));
    else if (what === "add") commit([addNode(definition(), node(fresh))]);
    else if (what === "disable") commit(setDisabled(definition(), [id], pick % 2 === 0));
    else if (what === "rename" && content.definition.nodes[id] !== undefined) {
        commit([...renameNode(definition(), { id, label: fresh, newId: fresh }).changes]);
    } else if (what === "paste") {
        const clip = copyNodes(definition(), [id]);
        commit([...pasteClip(definition(), tinyCatalogue, clip, beside).changes]);
    } else if (what === "splice" && edge !== undefined) {
        const added = addNode(definition(), node(fresh));
        commit([added, ...spliceNode(definition(), { edge, node: fresh, port: "out" })]);
    } else if (ids.length > 1) {
        const target = ids[(pick + 1) % ids.length] ?? "";
        const known = definition().edges.some((one) => one.id === `${id}-out-${target}`);
        if (!known) commit([addEdge(definition(), { source: id, port: "out", target })]);
    }
}
