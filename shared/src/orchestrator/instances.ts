import { instanceName } from "./instance.ts";
import type { NodeStatus } from "./open.ts";
import type { Plan } from "./plan.ts";
import { indexOf } from "./plan-index.ts";
import { type Frame, isSettled, SLOT, type Slot, type State } from "./state.ts";

export interface Instance {
    readonly instance: string;
    /** Index in the plan. */
    readonly node: number;
    readonly status: NodeStatus;
    /** Of the fact that tells its details (`facts[seq - 1]`), 0 where there is none yet. */
    readonly seq: number;
}

/**
 * The instances of all live scopes. A turn that ended has left the state; its instances are read
 * from the log. A member never reached when its scope closed is skipped, told by the closing fact.
 */
export function* instances(plan: Plan, state: State): Generator<Instance> {
    const { lane } = indexOf(plan);
    for (const [scope, frame] of Object.entries(state.frames)) {
        const nodes = plan.scopes[frame.scope]?.nodes ?? [];
        for (const [slot, node] of nodes.entries()) {
            const instance = instanceName(scope, plan.nodes[node]?.id ?? "");
            const reachable = state.ended === null && lane.has(node);
            yield { instance, node, ...read(state, frame, slot, reachable) };
        }
    }
}

const NODE_STATUS: { readonly [S in Slot]: NodeStatus } = {
    [SLOT.pending]: "pending",
    [SLOT.held]: "pending",
    [SLOT.running]: "running",
    [SLOT.stopping]: "running",
    [SLOT.waiting]: "waiting",
    [SLOT.looping]: "running",
    [SLOT.completed]: "completed",
    [SLOT.failed]: "failed",
    [SLOT.skipped]: "skipped",
    [SLOT.cancelled]: "cancelled"
};

function read(
    state: State,
    frame: Frame,
    slot: number,
    reachable: boolean
): Pick<Instance, "status" | "seq"> {
    const status = frame.status[slot] ?? SLOT.pending;
    if (status === SLOT.pending && !reachable) {
        if (frame.closing !== null) return { status: "skipped", seq: frame.closing.seq };
        // The cleanup lane of an execution that needed none, or an end from outside.
        if (state.ended !== null) return { status: "skipped", seq: state.seq };
    }
    if (state.ended !== null && !isSettled(status) && status !== SLOT.pending) {
        // Only an end from outside leaves something open; it ended with it.
        const never = status === SLOT.held;
        return { status: never ? "skipped" : "cancelled", seq: state.seq };
    }
    return { status: NODE_STATUS[status], seq: frame.seq[slot] ?? 0 };
}
