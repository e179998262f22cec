import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Open } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import { setCurrentDetails, upsertSearchAttributes } from "@temporalio/workflow";
import type { Delivery, SearchStatus } from "./protocol.ts";
import { nameOf, placeOf } from "./names.ts";
import { attribute, escaped } from "./start-options.ts";

const SHOWN = 20;
/** Keywords end somewhere. */
const NODE_CHARACTERS = 200;

interface Shown {
    readonly last: Fact | null;
    /** Absent from histories of workers that did not say so: nothing may follow there. */
    readonly namesWaits: boolean;
}

/**
 * What an operator sees of the execution in Temporal UI, without our pages: its status and the node
 * it hangs on as search attributes (an event each time they change), and what is open now as text.
 */
export class Sight {
    private readonly open = new Map<string, Open>();
    private shown: SearchStatus = "running";
    private node: string | null = null;

    apply(opened: readonly Open[], ended: readonly string[]): void {
        for (const id of ended) this.open.delete(id);
        for (const open of opened) if (open.kind !== "clock") this.open.set(open.id, open);
    }

    /** Why a delivery cannot win any more; null while nobody knows. */
    refusal(state: State | null, { kind, instance }: Delivery): string | null {
        if (state === null) return null;
        if (state.ended !== null) return `The execution is ${state.ended}.`;
        if (kind !== "answer" || instance === undefined) return null;
        return this.open.get(instance)?.kind === "ask" ? null : `${instance} asks nothing now.`;
    }

    show(plan: Plan, state: State, { last, namesWaits }: Shown): void {
        const now = classOf(state);
        const isNew = now !== this.shown;
        // While it waits, what for may change: who looks for the node's executions must find this one.
        const node = isNew || namesWaits ? this.nodeOf(plan, now, last) : undefined;
        const pairs = [
            ...(isNew ? [attribute("FmStatus", now)] : []),
            ...(node === undefined || (!isNew && node === this.node)
                ? []
                : [attribute("FmNode", node)])
        ];
        this.shown = now;
        if (node !== undefined) this.node = node;
        if (pairs.length > 0) upsertSearchAttributes(pairs);
        setCurrentDetails(this.details(plan, state, last));
    }

    /** The one that fails, or waits; none (null) while nothing hangs on one. */
    private nodeOf(plan: Plan, now: SearchStatus, last: Fact | null): string | null | undefined {
        if (last?.kind === "execution:failed" && last.instance !== undefined)
            return nameOf(plan, placeOf(plan, last)).slice(0, NODE_CHARACTERS);
        if (now === "running" || now === "completed") return null;
        if (now !== "waiting") return undefined;
        for (const { kind, id } of this.open.values())
            if (kind !== "run") return nameOf(plan, id).slice(0, NODE_CHARACTERS);
        return undefined;
    }

    private details(plan: Plan, state: State, last: Fact | null): string {
        const lines = [`**${state.ended ?? status(state)}** after ${state.seq} facts`];
        if (state.ended !== null) lines.push(...why(plan, last));
        if (this.open.size > 0 && state.ended === null)
            lines.push("", "| step | does | until |", "|---|---|---|");
        let left = SHOWN;
        for (const open of state.ended === null ? this.open.values() : []) {
            if (left === 0) {
                lines.push(`| … and ${this.open.size - SHOWN} more | | |`);
                break;
            }
            left -= 1;
            lines.push(row(plan, open));
        }
        return lines.join("\n");
    }
}

/** Of an end, in words: where and what failed, or why it was cancelled. */
function why(plan: Plan, last: Fact | null): string[] {
    if (last?.kind === "execution:cancelled" && last.reason !== undefined)
        return ["", escaped(last.reason)];
    if (last === null || !("error" in last) || last.error === undefined) return [];
    const at = last.kind === "execution:failed" ? placeOf(plan, last) : "";
    const place = at === "" ? "" : `**${escaped(nameOf(plan, at))}**: `;
    return ["", `${place}\`${last.error.code}\` ${escaped(last.error.message)}`];
}

function row(plan: Plan, open: Open): string {
    const node = plan.nodes[open.node];
    const until = open.deadline === undefined ? "" : new Date(open.deadline).toISOString();
    const name = `${escaped(node?.label ?? "")} (${escaped(open.id)})`;
    return `| ${name} | ${doing(open)} | ${until} |`;
}

function doing(open: Open): string {
    switch (open.kind) {
        case "run":
            return open.stopping === true ? "is being stopped" : "runs";
        case "wait":
            return open.event === undefined ? "waits" : `waits for ${escaped(open.event)}`;
        case "ask":
            return "waits for a person's answer";
        case "child":
            return `waits for workflow ${open.workflow_id}`;
        case "clock":
            return "";
    }
}

function classOf(state: State): SearchStatus {
    const now = status(state);
    return now === "pending" ? "running" : now;
}
