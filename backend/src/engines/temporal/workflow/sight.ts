import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Open } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import { setCurrentDetails, upsertSearchAttributes } from "@temporalio/workflow";
import type { About, Delivery, SearchStatus } from "./protocol.ts";
import { nameOf } from "./names.ts";
import { attribute, escaped } from "./start-options.ts";

const SHOWN = 20;
/** Keywords end somewhere. */
const NODE_CHARACTERS = 200;

interface Shown {
    readonly last: Fact | null;
    /** Of what failed it; "" where that is no node. */
    readonly place: string;
    /** The execution that an open child is; null while that is not known. */
    readonly called: (id: string) => About | null;
    /** Where our pages are. */
    readonly app_url: string;
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

    show(plan: Plan, state: State, shown: Shown): void {
        const { namesWaits } = shown;
        const now = classOf(state);
        const isNew = now !== this.shown;
        // While it waits, what for may change: who looks for the node's executions must find this one.
        const node = isNew || namesWaits ? this.nodeOf(plan, now, shown) : undefined;
        const pairs = [
            ...(isNew ? [attribute("FmStatus", now)] : []),
            ...(node === undefined || (!isNew && node === this.node)
                ? []
                : [attribute("FmNode", node)])
        ];
        this.shown = now;
        if (node !== undefined) this.node = node;
        if (pairs.length > 0) upsertSearchAttributes(pairs);
        setCurrentDetails(this.details(plan, state, shown));
    }

    /** The one that fails, or waits; none (null) while nothing hangs on one. */
    private nodeOf(plan: Plan, now: SearchStatus, { place }: Shown): string | null | undefined {
        if (place !== "") return nameOf(plan, place).slice(0, NODE_CHARACTERS);
        if (now === "running" || now === "completed") return null;
        if (now !== "waiting") return undefined;
        for (const { kind, id } of this.open.values())
            if (kind !== "run") return nameOf(plan, id).slice(0, NODE_CHARACTERS);
        return undefined;
    }

    private details(plan: Plan, state: State, shown: Shown): string {
        const lines = [`**${state.ended ?? status(state)}** after ${state.seq} facts`];
        if (state.ended !== null) lines.push(...why(plan, shown));
        if (this.open.size > 0 && state.ended === null)
            lines.push("", "| step | does | until |", "|---|---|---|");
        let left = SHOWN;
        for (const open of state.ended === null ? this.open.values() : []) {
            if (left === 0) {
                lines.push(`| … and ${this.open.size - SHOWN} more | | |`);
                break;
            }
            left -= 1;
            lines.push(row(plan, open, shown));
        }
        return lines.join("\n");
    }
}

/** Of an end, in words: where and what failed, or why it was cancelled. */
function why(plan: Plan, { last, place: at }: Shown): string[] {
    if (last?.kind === "execution:cancelled" && last.reason !== undefined)
        return ["", escaped(last.reason)];
    if (last === null || !("error" in last) || last.error === undefined) return [];
    const place = at === "" ? "" : `**${escaped(nameOf(plan, at))}**: `;
    return ["", `${place}\`${last.error.code}\` ${escaped(last.error.message)}`];
}

function row(plan: Plan, open: Open, shown: Shown): string {
    const node = plan.nodes[open.node];
    const until = open.deadline === undefined ? "" : new Date(open.deadline).toISOString();
    const name = `${escaped(node?.label ?? "")} (${escaped(open.id)})`;
    return `| ${name} | ${doing(open, shown)} | ${until} |`;
}

function doing(open: Open, shown: Shown): string {
    switch (open.kind) {
        case "run":
            return open.stopping === true ? "is being stopped" : "runs";
        case "wait":
            return open.event === undefined ? "waits" : `waits for ${escaped(open.event)}`;
        case "ask":
            return "waits for a person's answer";
        case "child":
            return `waits for ${calledBy(open, shown)}`;
        case "clock":
            return "";
    }
}

/** By its name, and where it can be looked at. */
function calledBy({ id, workflow_id }: Open & { kind: "child" }, shown: Shown): string {
    const about = shown.called(id);
    if (about === null) return `workflow ${workflow_id}`;
    const { execution_id, workflow_name } = about;
    const link = `[${execution_id}](${shown.app_url}/executions/${execution_id})`;
    return `**${escaped(workflow_name)}**, ${link}`;
}

function classOf(state: State): SearchStatus {
    const now = status(state);
    return now === "pending" ? "running" : now;
}
