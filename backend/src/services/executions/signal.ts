import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { OpenWait } from "@flowmaestro/shared/orchestrator/open.ts";
import { pending } from "@flowmaestro/shared/orchestrator/pending.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Deps } from "../../deps.ts";
import type { Delivery } from "../../engines/engine.ts";
import { AppError, invalid } from "../../errors.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import { hasFinished } from "./control.ts";
import { foldPatiently } from "./instance-table.ts";
import { keepValue } from "./keep-value.ts";
import { readExecution } from "./read.ts";

export interface SignalGiven {
    readonly id: string;
    readonly name: string;
    readonly data: Json;
    /** The same on every try under one idempotency key. */
    readonly call_id: string;
}

/**
 * An event for every wait that stands for it now: they all go on in one step, or none does. Null while
 * the outcome is not known yet.
 */
export async function signalExecution(
    deps: Deps,
    caller: WorkspaceScope,
    given: SignalGiven
): Promise<readonly string[] | null> {
    const { id, name, call_id } = given;
    const { row, plan, facts } = await readExecution(deps, caller, id);
    const { state } = await foldPatiently(plan, facts);
    const waits = pending(plan, state).filter(
        (open): open is OpenWait => open.kind === "wait" && open.event === name
    );
    if (state.ended !== null && row.completed_at !== null)
        throw hasFinished({ kind: "finished", status: row.status });
    const outcome = await deps.engine.signal({
        execution_id: id,
        workspace_id: caller.workspace_id,
        dedupe_key: `signal:${call_id}`,
        signal: { kind: "signal", name, answers: await answersTo(deps, caller, plan, waits, given) }
    });
    if (outcome.kind === "pending") return null;
    if (outcome.kind === "finished") throw hasFinished(outcome);
    if (outcome.kind === "accepted") return outcome.instances ?? [];
    throw nobodyWaits(name);
}

async function answersTo(
    deps: Deps,
    caller: WorkspaceScope,
    plan: Plan,
    waits: readonly OpenWait[],
    { id, name, data }: SignalGiven
): Promise<Delivery[]> {
    const by = caller.user_id ?? "system";
    const at = deps.clock.now();
    const deliveries: Delivery[] = [];
    for (const wait of waits) {
        const node = plan.nodes[wait.node] ?? plan.nodes[indexOf(plan).byId(wait.id) ?? -1];
        const answer = deps.catalogue.get(node?.type ?? "")?.answer;
        const read = answer?.({ event: name }, { response: data, by, at }) ?? {
            ok: true as const,
            port: "out",
            output: { waited_until: new Date(at).toISOString(), event: data }
        };
        if (!read.ok) throw invalid(read.problems);
        const output = await keepValue(deps, caller, id, read.output);
        deliveries.push({ id: wait.id, answer: { port: read.port, output, by } });
    }
    return deliveries;
}

function nobodyWaits(name: string): AppError {
    return new AppError("NOT_FOUND", {
        message: `Nothing in this execution waits for an event called ${JSON.stringify(name)}.`,
        solution: "Check the name, and that the wait is open: current_state.waiting lists them."
    });
}
