import { join } from "../../schema/join.ts";
import { ANY } from "../../schema/value-type.ts";
import type { ObjectType, ValueType } from "../../schema/value-type.ts";
import { asksAfterwards, collectsErrors, endNodesOf } from "../container.ts";
import { ERROR_PORT, errorPolicyOf, joinOf } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";

const NULL: ValueType = { type: "null" };

/** What stands in the list where a turn failed and its loop goes on. */
const FAILED_TURN: ObjectType = {
    type: "object",
    properties: {
        error: {
            type: "object",
            properties: { code: { type: "string" }, message: { type: "string" } }
        }
    }
};

/** What one turn of a container gives (`nodes.md` 4), once the types of its body are known. */
export function turnType(
    container: GraphNode,
    graph: Graph,
    outputs: ReadonlyMap<string, ValueType>
): ValueType {
    const members = (graph.members.get(container.id) ?? []).flatMap(
        (id) => graph.nodes.get(id) ?? []
    );
    const ends = endNodesOf(
        container.data,
        members.map(({ id, outs }) => ({ id, is_end: outs.length === 0 }))
    );
    const runs = surelyRuns(members);
    const [only, second] = ends;
    const typeOf = (id: string): ValueType => outputs.get(id) ?? ANY;
    if (only === undefined) return NULL;
    const result: ValueType =
        second === undefined
            ? runs.has(only)
                ? typeOf(only)
                : join([typeOf(only), NULL])
            : {
                  type: "object",
                  properties: Object.fromEntries(ends.map((id) => [id, typeOf(id)])),
                  optional: ends.filter((id) => !runs.has(id))
              };
    return collectsErrors(container.data) ? join([result, FAILED_TURN]) : result;
}

/** The result of the turn before: null in the first, except where the question comes after a turn. */
export function lastType(container: GraphNode, reader: string, turn: ValueType): ValueType {
    const isAfter = reader === container.id && asksAfterwards(container.data);
    return isAfter ? turn : join([turn, NULL]);
}

/**
 * Members that have an output in every turn that completes. A node starts surely where something that
 * surely runs leads to it by the only way out it has.
 */
function surelyRuns(members: readonly GraphNode[]): ReadonlySet<string> {
    const sure = new Set<string>();
    const byId = new Map(members.map((node) => [node.id, node]));
    const starts = (node: GraphNode): boolean => {
        if (node.ins.length === 0) return true;
        const brings = node.ins.map(({ source, port }) => {
            const before = byId.get(source ?? "");
            const ports = before?.ports;
            const isOnly = ports?.length === 1 && ports[0] === port && port !== ERROR_PORT;
            return isOnly && before !== undefined && sure.has(before.id);
        });
        const needed = joinOf(node);
        return needed <= 1 ? brings.some(Boolean) : brings.filter(Boolean).length >= needed;
    };
    // Forward from the roots: every node is looked at again when one before it is settled.
    const open = members.filter(({ ins }) => ins.length === 0);
    for (const node of open) {
        if (sure.has(node.id) || errorPolicyOf(node) === "branch" || !starts(node)) continue;
        sure.add(node.id);
        for (const { target } of node.outs) {
            const next = byId.get(target);
            if (next !== undefined) open.push(next);
        }
    }
    const losers = members.some(({ node }) => node.policy?.losers === "cancel");
    return losers ? new Set() : sure;
}
