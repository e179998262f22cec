import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";
import { endNodesOf } from "@flowmaestro/shared/workflow/container.ts";
import { references } from "@flowmaestro/shared/workflow/templates/references.ts";

/** What a plan says about data, worked out once for all its executions. */
export interface PlanShape {
    /** The nodes of a container's body that give a turn's result. */
    readonly endsOf: (container: string) => readonly string[];
    readonly readsOf: (node: PlanNode) => Reads;
}

/** Where a config's references lead. */
export interface Reads {
    readonly nodes: readonly NodeRoot[];
    /** Names of variables; null where all of them are wanted, or none is. */
    readonly variables: ReadonlySet<string> | "all" | null;
    readonly execution: boolean;
}

export interface NodeRoot {
    readonly id: string;
    /** Containers around it. */
    readonly depth: number;
    /** The reader stands inside it, or is it: what is read is its turn. */
    readonly around: boolean;
    readonly self: boolean;
}

const shapes = new WeakMap<Plan, PlanShape>();

export function shapeOf(plan: Plan): PlanShape {
    let shape = shapes.get(plan);
    if (shape === undefined) {
        shape = new Shape(plan);
        shapes.set(plan, shape);
    }
    return shape;
}

class Shape implements PlanShape {
    private readonly plan: Plan;
    private readonly ends = new Map<string, readonly string[]>();
    private readonly reads = new Map<string, Reads>();

    constructor(plan: Plan) {
        this.plan = plan;
    }

    endsOf(container: string): readonly string[] {
        let ends = this.ends.get(container);
        if (ends === undefined) {
            ends = this.findEnds(this.node(container));
            this.ends.set(container, ends);
        }
        return ends;
    }

    readsOf(node: PlanNode): Reads {
        // A re-run may give one instance another config than its node's.
        if (this.node(node.id) !== node) return this.findReads(node);
        let reads = this.reads.get(node.id);
        if (reads === undefined) {
            reads = this.findReads(node);
            this.reads.set(node.id, reads);
        }
        return reads;
    }

    private node(id: string): PlanNode | undefined {
        return this.plan.nodes[indexOf(this.plan).byId(id) ?? -1];
    }

    private findEnds(container: PlanNode | undefined): readonly string[] {
        const body = this.plan.scopes[container?.body ?? -1];
        if (container === undefined || body === undefined) return [];
        const members = body.nodes.flatMap((index) => {
            const node = this.plan.nodes[index];
            return node === undefined ? [] : [{ id: node.id, is_end: node.outs.length === 0 }];
        });
        return endNodesOf(isObject(container.config) ? container.config : {}, members);
    }

    private findReads(node: PlanNode): Reads {
        const around = new Set(this.around(node.scope));
        const nodes = node.reads.flatMap((id): NodeRoot[] => {
            const source = this.node(id);
            if (source === undefined) return [];
            const self = id === node.id;
            const depth = this.around(source.scope).length;
            return [{ id, depth, around: self || around.has(id), self }];
        });
        const found = references(node.config);
        const names = found.flatMap(({ root, segments }) => (root === "vars" ? [segments[0]] : []));
        const texts = names.filter((name) => typeof name === "string");
        return {
            nodes,
            variables:
                names.length === 0 ? null : texts.length < names.length ? "all" : new Set(texts),
            execution: found.some(({ root }) => root === "execution")
        };
    }

    /** Ids of the containers around a scope, the scope's own first. */
    private around(scope: number): string[] {
        const ids: string[] = [];
        let at = this.plan.scopes[scope];
        while (at !== undefined && at.container !== null) {
            ids.push(this.plan.nodes[at.container]?.id ?? "");
            at = this.plan.scopes[at.parent ?? 0];
        }
        return ids;
    }
}
