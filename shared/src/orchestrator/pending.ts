import { COLLECT, instanceName } from "./instance.ts";
import type { Open } from "./open.ts";
import type { Plan } from "./plan.ts";
import { type OpenState, SLOT, type Slot, type State } from "./state.ts";

/**
 * All that is open: for recovery, continue-as-new and tests. It walks every live frame, so a host
 * keeps its own book by `delta` and asks this only when it has none. After the end nothing is open,
 * also where the end came from outside and nobody closed what was (`delta` cannot tell that).
 */
export function pending(plan: Plan, state: State): Open[] {
    const all: Open[] = [];
    if (state.ended !== null) return all;
    if (state.clock !== null) {
        all.push({ kind: "clock", id: "", node: -1, deadline: state.clock });
    }
    for (const [scope, frame] of Object.entries(state.frames)) {
        plan.scopes[frame.scope]?.nodes.forEach((node, slot) => {
            const id = instanceName(scope, plan.nodes[node]?.id ?? "");
            const status = frame.status[slot] ?? SLOT.pending;
            const open = openAt({ id, node, status, open: frame.open[slot] });
            if (open !== null) all.push(open);
        });
    }
    return all;
}

interface At {
    readonly id: string;
    readonly node: number;
    readonly status: Slot;
    readonly open: OpenState | undefined;
}

/** The same words as `delta` uses for the same thing: the two are compared field by field. */
function openAt({ id, node, status, open }: At): Open | null {
    if (status === SLOT.running) return { kind: "run", id, node };
    switch (open?.kind) {
        case undefined:
            return null;
        case "stopping":
            return { kind: "run", id, node, deadline: open.deadline, stopping: true };
        case "wait": {
            const { deadline, event } = open;
            return { kind: "wait", id, node, ...withDeadline(deadline), ...withEvent(event) };
        }
        case "ask": {
            const { deadline, request, warn_at } = open;
            return { kind: "ask", id, node, ...withDeadline(deadline), request, ...warn(warn_at) };
        }
        case "child": {
            const { workflow_id, version, input, detached } = open;
            return { kind: "child", id, node, workflow_id, version, input, detached };
        }
        case "loop": {
            if (open.run === null) return null;
            const run = open.run === "check" ? `${id}?${open.next}` : id + COLLECT;
            return { kind: "run", id: run, node };
        }
    }
}

export function withDeadline(deadline: number | undefined) {
    return deadline === undefined ? {} : { deadline };
}

export function withEvent(event: string | undefined) {
    return event === undefined ? {} : { event };
}

export function warn(warn_at: number | undefined) {
    return warn_at === undefined ? {} : { warn_at };
}
