import { z } from "zod";
import type { Catalogue, NodeType, Port } from "@flowmaestro/shared/workflow/catalogue.ts";
import { readConfig } from "@flowmaestro/shared/workflow/config/read-config.ts";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { DEFAULT_PORT } from "./graph.ts";
import type { LabelOf } from "./readable.ts";

export const ERROR_PORT = "error";

/** What card, palette, outline and forms show of a node, worked out once per saved state of it. */
export interface NodeFacts {
    readonly type: NodeType | undefined;
    readonly label: string;
    /** The type's name, or the raw type where the catalogue does not have it. */
    readonly typeName: string;
    /** Empty while the config is not complete. */
    readonly summary: string;
    /** Without the error port. */
    readonly ports: readonly Port[];
    /** The error port, where the type has one. */
    readonly errorPort: Port | null;
    readonly acceptsInput: boolean;
    readonly isAnnotation: boolean;
    /** Holds other nodes: a frame around them. */
    readonly isContainer: boolean;
    /** May stand inside a container: inputs and outputs of the execution may not. */
    readonly canBeInside: boolean;
    /** The one way on that needs no name stands on the card's head; the others have a row each. */
    readonly headPort: string | null;
}

const known = new WeakMap<WorkflowNode, NodeFacts>();
const jsonObject = z.record(z.string(), z.json());

export function factsOf(node: WorkflowNode, catalogue: Catalogue): NodeFacts {
    let facts = known.get(node);
    if (facts === undefined) {
        facts = build(node, catalogue.get(node.type));
        known.set(node, facts);
    }
    return facts;
}

/** What nodes are called, by id. */
export function labelIn(nodes: WorkflowDefinition["nodes"], catalogue: Catalogue): LabelOf {
    return (id) => {
        const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
        return node === undefined ? undefined : factsOf(node, catalogue).label;
    };
}

/** The config as JSON; `data` itself is opaque to the document's schema. */
export function dataOf(node: WorkflowNode): JsonObject {
    const parsed = jsonObject.safeParse(node.data);
    return parsed.success ? parsed.data : {};
}

export function configOf(node: WorkflowNode): JsonObject {
    const { label: _label, ...config } = dataOf(node);
    return config;
}

export function labelOf(node: WorkflowNode, type: NodeType | undefined): string {
    const { label } = node.data;
    return label === undefined || label.trim() === "" ? (type?.name ?? node.type) : label;
}

function build(node: WorkflowNode, type: NodeType | undefined): NodeFacts {
    const typeName = type?.name ?? node.type;
    const label = labelOf(node, type);
    if (type === undefined) {
        return {
            type,
            label,
            typeName,
            summary: "",
            ports: [{ id: DEFAULT_PORT, label: "" }],
            errorPort: null,
            acceptsInput: true,
            isAnnotation: false,
            isContainer: false,
            canBeInside: true,
            headPort: DEFAULT_PORT
        };
    }
    const config = readOwn(node, type);
    const all = portsOf(type, config, configOf(node));
    const ports = all.filter((port) => port.id !== ERROR_PORT);
    const way = ports.find(({ id }) => id === DEFAULT_PORT);
    // A label of its own says more than "out": then it is a row like the others.
    const isPlain = way !== undefined && /^(?:out)?$/iu.test(way.label);
    return {
        type,
        label,
        typeName,
        summary: summaryOf(type, config),
        ports,
        errorPort: all.find((port) => port.id === ERROR_PORT) ?? null,
        acceptsInput: type.accepts_input,
        isAnnotation: type.annotation === true,
        isContainer: type.container === true,
        canBeInside: standsInside(type),
        headPort: isPlain ? DEFAULT_PORT : null
    };
}

/** What an execution takes in and gives out stands at the top. */
export function standsInside(type: NodeType): boolean {
    return type.execution_inputs === undefined && type.execution_output === undefined;
}

/** An unfinished config is filled from the defaults, so that its ports can be drawn all the same. */
function readOwn(node: WorkflowNode, type: NodeType): { value: unknown; isWhole: boolean } {
    const own = readConfig(type, node.data).config;
    if (own !== undefined) return { value: own, isWhole: true };
    const filled = readConfig(type, { ...type.defaults, ...configOf(node) }).config;
    return { value: filled ?? type.config.safeParse(type.defaults).data, isWhole: false };
}

function portsOf(
    type: NodeType,
    config: { readonly value: unknown; readonly isWhole: boolean },
    data: JsonObject
): readonly Port[] {
    if (typeof type.ports !== "function") return type.ports;
    try {
        // Edges hang on ports: while a config is being written, they are read from what is there.
        return type.ports(config.isWhole ? config.value : { ...type.defaults, ...data });
    } catch {
        // A definition that cannot read its own defaults still has to be drawn.
        return [{ id: DEFAULT_PORT, label: "" }];
    }
}

function summaryOf(
    type: NodeType,
    config: { readonly value: unknown; readonly isWhole: boolean }
): string {
    if (type.summary === undefined) return type.name;
    if (!config.isWhole) return "";
    try {
        return type.summary(config.value);
    } catch {
        return "";
    }
}
