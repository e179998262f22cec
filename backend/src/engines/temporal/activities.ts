import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import { ApplicationFailure, Context } from "@temporalio/activity";
import type { Usage } from "@flowmaestro/shared/orchestrator/values.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import type { ExecutionKey, Hub } from "../../realtime/hub.ts";
import { ChildCalls } from "../hosting/child-calls.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import type { Draft } from "../hosting/draft.ts";
import type { RunHint } from "../hosting/hints.ts";
import { toHubHint } from "../hosting/hints.ts";
import { NodeRuns } from "./node-runs.ts";
import { CalledRows } from "./turn/called-rows.ts";
import { Reader } from "./turn/incoming.ts";
import { LightRuns } from "./turn/light-runs.ts";
import { TurnStore } from "./turn/turn-store.ts";
import { Turns } from "./turn/turns.ts";
import type { View } from "./turn/view.ts";
import { Views } from "./turn/views.ts";
import type { Answer, RunInput, TurnInput, TurnOutput } from "./workflow/protocol.ts";
import type { Pools } from "../../storage/database.ts";

export interface ActivitiesOptions {
    readonly pools: Pools;
    readonly data: DataPlane;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly hub: Pick<Hub, "publish" | "hint">;
    readonly runnable: Runnable;
    readonly others: Others;
}

/**
 * What one execution has to say to the workflow of another one. Where it gets lost the sweeper says it
 * again.
 */
export interface Others {
    /** Its caller, which has ended, does not wait for it any more. */
    letGo(execution_id: string): void;
    /** Something lies in its inbox. */
    look(execution_id: string): void;
}

/** By then a caller whose run began the child has seen its end. */
const UNHEARD_MS = 400;

/** Between beats a cancelled run hears nothing from the server. */
const BEAT_MS = 5_000;

/** `turn`, and every other name: activities are called by their node's type. */
export interface Activities {
    turn(input: TurnInput): Promise<TurnOutput>;
    default(input: RunInput): Promise<Answer>;
}

export function createActivities(options: ActivitiesOptions): Activities {
    const { pools, data, clock, logger, hub, runnable, others } = options;
    const views = new Views(data);
    const store = new TurnStore(pools.engine);
    const calls = new ChildCalls({
        executions: data.rows,
        time: clock,
        values: data.values,
        runnable
    });
    const hint = (view: View, told: RunHint): void => hub.hint(keyOf(view), toHubHint(told));
    const light = new LightRuns({ data, clock, hint });
    const runs = new NodeRuns({ views, store, light, data, clock, hint });
    const stored = (view: View, { first_seq, facts, told }: Draft): void => {
        hub.publish({ ...keyOf(view), plan: view.plan, first_seq, facts });
        runs.stop(view.row.id, stoppedBy(view, facts));
        if (view.state.ended === null) return;
        for (const { kind, execution_id, id } of told) {
            if (kind === "cancel") others.letGo(execution_id);
            if (kind === "child") setTimeout(() => report(execution_id, id), UNHEARD_MS).unref();
        }
    };
    // The end of a child workflow is heard by the run that began it, and by no later one.
    const report = (caller: string, inbox_id: string): void => {
        store.inbox(caller, inbox_id).then(
            ([row]) => row?.outcome === null && others.look(caller),
            () => undefined
        );
    };
    const turns = new Turns({
        reader: new Reader({ store, clock, calls }),
        called: new CalledRows({ data, clock, calls }),
        light,
        store,
        views,
        data,
        clock,
        logger,
        atWork: (execution_id) => runs.atWork(execution_id),
        stored
    });
    return {
        turn: async (input) => {
            const { attempt, workflowExecution } = Context.current().info;
            // Started "like this one" by hand: two workflows must not perform one execution.
            if (workflowExecution?.workflowId !== input.execution_id)
                throw ApplicationFailure.nonRetryable(COPIED, "NOT_OURS");
            return turns.turn(input, attempt);
        },
        default: (input) =>
            beating((used, beat, signal) => {
                const { attempt, workflowExecution } = Context.current().info;
                const execution_id = workflowExecution?.workflowId ?? "";
                return runs.run({ ...input, execution_id }, { attempt, used, beat, signal });
            })
    };
}

const COPIED =
    "This workflow was started by hand with another one's input: executions are started in FlowMaestro.";

/** A server that hears nothing for a while gives the run to another worker. */
async function beating<T>(
    work: (
        used: Usage | undefined,
        beat: (used: Usage | undefined) => void,
        signal: AbortSignal
    ) => Promise<T>
): Promise<T> {
    const context = Context.current();
    // What the beats of earlier tries said, by ourselves.
    let used = context.info.heartbeatDetails as Usage | undefined;
    const beat = (now: Usage | undefined): void => {
        used = now;
        context.heartbeat(now);
    };
    const timer = setInterval(() => context.heartbeat(used), BEAT_MS);
    try {
        return await work(used, beat, context.cancellationSignal);
    } finally {
        clearInterval(timer);
    }
}

function keyOf({ row }: View): ExecutionKey {
    return { execution_id: row.id, workspace_id: row.workspace_id, workflow_id: row.workflow_id };
}

/** Runs that ended or are to end by these facts. */
function stoppedBy({ plan }: View, facts: Draft["facts"]): string[] {
    const { opened, ended } = delta(plan, facts);
    const stopping = opened.filter((open) => open.kind === "run" && open.stopping === true);
    return [...ended, ...stopping.map(({ id }) => id)];
}
