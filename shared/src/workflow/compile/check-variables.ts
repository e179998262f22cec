import { own } from "../../schema/json.ts";
import { isSequential } from "../container.ts";
import type { Problem } from "../problem.ts";
import type { Analysis } from "./analysis.ts";
import { enclosing, joinOf } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { called, problem } from "./problems.ts";
import { variablesOf } from "./variables.ts";

/**
 * Writers of one variable that nothing puts in order: they are allowed, and the log says who was last,
 * but not before an execution. Writers on two ways that are never taken together are in no race.
 */
export function checkVariables({ graph, order, presence }: Analysis): Problem[] {
    const writers = new Map<string, GraphNode[]>();
    for (const node of order ?? []) {
        for (const name of variablesOf(node)) {
            const list = writers.get(name);
            if (list === undefined) writers.set(name, [node]);
            else list.push(node);
        }
    }
    const ways = new Ways(graph, order ?? []);
    return [...writers].flatMap(([name, nodes]) =>
        nodes.flatMap((node, at) => {
            const others = nodes.slice(0, at);
            const rival = others.find((other) => {
                const [a, b] = besides(graph, other, node);
                if (a === b || presence.isUpstream(a, b) || presence.isUpstream(b, a)) return false;
                return !ways.exclude(a, b);
            });
            const message =
                rival === undefined
                    ? inTurns(graph, node, name)
                    : `${called(rival)} and ${called(node)} both write the variable "${name}", and nothing says who is first.`;
            if (message === null) return [];
            return [
                problem({
                    code: "VARIABLE_ORDER",
                    severity: "warning",
                    node,
                    message,
                    solution:
                        "Connect them in the order you mean, or leave it where the order does not matter."
                })
            ];
        })
    );
}

function inTurns(graph: Graph, node: GraphNode, name: string): string | null {
    const around = enclosing(graph, node.id).flatMap((id) => graph.nodes.get(id) ?? []);
    const loop = around.find(({ data }) => !isSequential(data));
    if (loop === undefined) return null;
    return `${called(node)} writes the variable "${name}" in turns of ${called(loop)} that run at once: their order is not fixed.`;
}

/** The two themselves, or the containers around them, where they stand in one scope. */
function besides(graph: Graph, left: GraphNode, right: GraphNode): readonly [string, string] {
    const lefts = [left.id, ...enclosing(graph, left.id)].reverse();
    const rights = [right.id, ...enclosing(graph, right.id)].reverse();
    const apart = lefts.findIndex((id, depth) => id !== rights[depth]);
    return [lefts[apart] ?? left.id, rights[apart] ?? right.id];
}

type Ports = ReadonlyMap<string, string>;

/** Which ports have to be taken for a node to run, worked out when somebody asks. */
class Ways {
    private readonly graph: Graph;
    private readonly order: readonly GraphNode[];
    private known: Map<string, Ports> | null = null;

    constructor(graph: Graph, order: readonly GraphNode[]) {
        this.graph = graph;
        this.order = order;
    }

    exclude(left: string, right: string): boolean {
        this.known ??= this.find();
        const others = this.known.get(right);
        for (const [source, port] of this.known.get(left) ?? []) {
            const other = others?.get(source);
            if (other !== undefined && other !== port && this.takesOne(source)) return true;
        }
        return false;
    }

    private find(): Map<string, Ports> {
        const all = new Map<string, Ports>();
        for (const node of this.order) {
            const brought = node.ins.map(({ source, port }): Ports => {
                const before = source === null ? undefined : (all.get(source) ?? NONE);
                if (source === null || before === undefined) return NONE;
                return this.hasChoice(source) ? new Map(before).set(source, port) : before;
            });
            const needsAll = joinOf(node) >= node.ins.length;
            const [first = NONE, ...rest] = brought;
            all.set(node.id, rest.reduce(needsAll ? unite : intersect, first));
        }
        return all;
    }

    private hasChoice(source: string): boolean {
        const node = this.graph.nodes.get(source);
        return node?.ports?.length !== 1 || node.has_error_edge;
    }

    /** A choice of several ways at once excludes none of them. */
    private takesOne(source: string): boolean {
        const node = this.graph.nodes.get(source);
        return node !== undefined && own(node.data, "mode") !== "all";
    }
}

const NONE: Ports = new Map();

function unite(left: Ports, right: Ports): Ports {
    return new Map([...left, ...right]);
}

function intersect(left: Ports, right: Ports): Ports {
    return new Map([...left].filter(([source, port]) => right.get(source) === port));
}
