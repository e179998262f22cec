import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import {
    ActivityCancellationType,
    ActivityFailure,
    ApplicationFailure,
    CancelledFailure,
    isCancellation,
    proxyActivities
} from "@temporalio/workflow";
import type { ActivityOptions, CancellationScope } from "@temporalio/workflow";
import { INTERRUPTED } from "./protocol.ts";
import type { About, Answer, RunInput, Settled } from "./protocol.ts";
import { cut } from "./start-options.ts";

/**
 * Attempts that were lost, or interrupted by a worker's stop, come on top of the node's own. How many
 * may be lost is counted by whoever runs them: this only ends what nobody can count.
 */
const CUT_OFF_ATTEMPTS = 100;
const HEARTBEAT_MS = 30_000;
/** The attempt's own time is kept by the worker; this is for one that hangs. */
const MARGIN_MS = 30_000;

/** How an open run is given to a worker. Type, lane and times stand in the plan. */
export function activityOptions(run: {
    readonly node: Plan["nodes"][number];
    readonly about: About;
    readonly id: string;
    readonly task_queue: string;
}): ActivityOptions {
    const { node, about, id, task_queue } = run;
    return {
        ...(node.lane === "io" ? {} : { taskQueue: `${task_queue}-${node.lane}` }),
        startToCloseTimeout: (node.timeout_ms ?? about.timeout_ms) + MARGIN_MS,
        heartbeatTimeout: HEARTBEAT_MS,
        // Its worker is told at once beside the heartbeat; what it answers is still taken.
        cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        retry: {
            maximumAttempts: node.retry.attempts + CUT_OFF_ATTEMPTS,
            initialInterval: 1_000,
            maximumInterval: 60_000
        },
        summary: cut(summaryOf(node, id))
    };
}

/** A node as its people call it, and in which turn. */
export function summaryOf(node: PlanNode, id: string): string {
    const place = id.includes("[") ? ` · ${id.slice(0, id.lastIndexOf("/"))}` : "";
    return `${node.label}${place}`;
}

export function callActivity(
    type: string,
    input: RunInput,
    options: ActivityOptions
): Promise<Answer> {
    const activity = proxyActivities<{ [type: string]: (input: RunInput) => Promise<Answer> }>(
        options
    )[type];
    if (activity === undefined) throw new Error(`No activity ${type}.`);
    return activity(input);
}

/** Whatever became of it, as the core is told: a run always settles. */
export async function settledBy(
    scope: CancellationScope,
    id: string,
    call: () => Promise<Answer>
): Promise<Settled> {
    try {
        return { id, ...(await scope.run(call)) };
    } catch (error) {
        return scope.consideredCancelled && isInterrupted(error)
            ? cancelledRun(id)
            : settledOf(error, id);
    }
}

/** Its worker left, and nobody begins anew what is to end. */
function isInterrupted(error: unknown): boolean {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    return cause instanceof ApplicationFailure && cause.type === INTERRUPTED;
}

function settledOf(error: unknown, id: string): Settled {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (cause instanceof ApplicationFailure && cause.details?.[0] !== undefined) {
        // Put there by our own runner.
        return { id, ...(cause.details[0] as Answer) };
    }
    if (cause instanceof CancelledFailure || isCancellation(error)) return cancelledRun(id);
    const message = cause instanceof Error ? cause.message : String(cause);
    const lost = {
        code: "POISON",
        message: `No worker brought it to an end: ${message}`,
        is_retryable: false
    };
    return { id, result: { kind: "failed", error: lost }, ...NO_TIMES };
}

export function cancelledRun(id: string): Settled {
    const message = "The node was cancelled.";
    const error = { code: "CANCELLED", message, is_retryable: false };
    return { id, result: { kind: "failed", error }, ...NO_TIMES };
}

/** Put in by the turn. */
const NO_TIMES = { attempts: 1, started_at: 0, ended_at: 0 };
