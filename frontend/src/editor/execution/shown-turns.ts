import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { scopeOf, turnOf, turnScope } from "@flowmaestro/shared/orchestrator/instance.ts";
import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { Turns } from "./turns.ts";

/**
 * Which turn of each loop is looked at: chosen by its node, so that paging through an outer loop keeps
 * the place in the inner one; what nobody chose follows the turn that goes on.
 */
export class ShownTurns {
    readonly #chosen = new Map<string, number>();

    chosen(container: string): number | null {
        return this.#chosen.get(container) ?? null;
    }

    choose(container: string, index: number | null): void {
        if (index === null) this.#chosen.delete(container);
        else this.#chosen.set(container, Math.max(0, index));
    }

    /** All loops around an instance turn to it. */
    chooseAround(instance: string): void {
        for (let scope = scopeOf(instance); scope !== "";) {
            const { container, index } = turnOf(scope);
            this.#chosen.set(nodeOf(container), index);
            scope = scopeOf(container);
        }
    }

    /** The turn that is shown, null where none has begun and none is to come. */
    indexOf(turns: Turns): number | null {
        const chosen = this.#chosen.get(nodeOf(turns.instance));
        if (chosen === undefined) return turns.followed();
        return turns.size === 0 ? null : Math.min(chosen, turns.size - 1);
    }

    scopeOf(
        plan: Plan,
        node: string,
        turnsOf: (instance: string) => Turns | undefined
    ): string | null {
        let scope = "";
        for (const container of this.containersOf(plan, node)) {
            const instance = scope === "" ? container : `${scope}/${container}`;
            const turns = turnsOf(instance);
            const index = turns === undefined ? null : this.indexOf(turns);
            if (index === null) return null;
            scope = turnScope(instance, index);
        }
        return scope;
    }

    /** The loops around a node, the outermost first. */
    containersOf(plan: Plan, node: string): readonly string[] {
        return aroundOf(plan).get(node) ?? NONE;
    }
}

const NONE: readonly string[] = [];
const around = new WeakMap<Plan, ReadonlyMap<string, readonly string[]>>();

function aroundOf(plan: Plan): ReadonlyMap<string, readonly string[]> {
    const known = around.get(plan);
    if (known !== undefined) return known;
    const chains = plan.scopes.map((_scope, index) => chainOf(plan, index));
    const made = new Map(plan.nodes.map(({ id, scope }) => [id, chains[scope] ?? NONE]));
    around.set(plan, made);
    return made;
}

function chainOf(plan: Plan, scope: number): readonly string[] {
    const chain: string[] = [];
    for (let at: number | null = scope; at !== null;) {
        const { container, parent }: Plan["scopes"][number] = plan.scopes[at] ?? OUTSIDE;
        const id = container === null ? undefined : plan.nodes[container]?.id;
        if (id !== undefined) chain.unshift(id);
        at = parent;
    }
    return chain;
}

const OUTSIDE: Plan["scopes"][number] = { container: null, parent: null, nodes: [], roots: [] };
