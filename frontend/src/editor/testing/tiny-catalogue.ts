import { z } from "zod";
import type { Catalogue, NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import type { Content } from "../document/content.ts";

/** A start, a step, a fork and an end: enough of a catalogue for tests of graph mechanics. */
const base = {
    version: 1,
    description: "",
    keywords: [],
    icon: "echo",
    effect: "pure",
    lane: "inline",
    config: z.looseObject({}),
    defaults: {},
    accepts_input: true,
    timeout_seconds: null
} as const;

const error = { id: "error", label: "error" };

const TYPES: readonly NodeType[] = [
    {
        ...base,
        type: "start",
        category: "trigger",
        name: "Start",
        ports: [{ id: "out", label: "" }, error],
        accepts_input: false
    },
    {
        ...base,
        type: "step",
        category: "logic",
        name: "Step",
        ports: [{ id: "out", label: "" }, error]
    },
    {
        ...base,
        type: "fork",
        category: "logic",
        name: "Fork",
        ports: [{ id: "true", label: "true" }, { id: "false", label: "false" }, error]
    },
    {
        ...base,
        type: "frame",
        category: "logic",
        name: "Frame",
        ports: [{ id: "out", label: "" }, error],
        container: true
    },
    { ...base, type: "end", category: "output", name: "End", ports: [error] }
];

export const tinyCatalogue: Catalogue = {
    get: (type) => TYPES.find((one) => one.type === type),
    types: TYPES.map((one) => one.type)
};

export function node(id: string, type = "step", more: Partial<WorkflowNode> = {}): WorkflowNode {
    return { id, type, position: { x: 0, y: 0 }, data: {}, ...more };
}

/** `a>b c:true>d`: nodes as given, edges from text. */
export function drawn(nodes: readonly WorkflowNode[], edges = ""): Content {
    const definition: WorkflowDefinition = {
        nodes: Object.fromEntries(nodes.map((one) => [one.id, one])),
        edges: edges
            .split(" ")
            .filter((text) => text !== "")
            .map((text) => {
                const [from = "", target = ""] = text.split(">");
                const [source = "", port] = from.split(":");
                return {
                    id: text,
                    source,
                    target,
                    ...(port === undefined ? {} : { sourceHandle: port })
                };
            })
    };
    return { definition, name: "Test", description: null };
}
