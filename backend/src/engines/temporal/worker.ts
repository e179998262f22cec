import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { Client } from "@temporalio/client";
import type { WorkflowHandle } from "@temporalio/client";
import { Worker } from "@temporalio/worker";
import type { NativeConnection, WorkerOptions } from "@temporalio/worker";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { createActivities } from "./activities.ts";
import type { ActivitiesOptions, Others } from "./activities.ts";
import { workflowBundle } from "./bundle.ts";
import { handBack } from "./hand-back.ts";
import { atMost, within } from "./patience.ts";
import { LOOK } from "./workflow/protocol.ts";
import { registerWorker } from "./workers-registry.ts";

export interface TemporalWorkerOptions extends Omit<ActivitiesOptions, "others"> {
    readonly connection: NativeConnection;
    readonly namespace: string;
    readonly task_queue: string;
    readonly catalogue: Catalogue;
    readonly max_concurrent_activities: number | null;
    readonly max_concurrent_workflows: number | null;
    /** Of the deployment; null: whoever polls takes whatever runs. */
    readonly build_id: string | null;
    /** How long runs may go on once it is asked to stop. */
    readonly grace_ms: number;
    /** It ended, and was not asked to. */
    readonly onEnded: (error: unknown) => void;
}

export interface TemporalWorker {
    /** Lets runs end, then leaves. */
    stop(): Promise<void>;
}

/** A name for all versions of this worker. */
export const DEPLOYMENT = "flowmaestro";

/** Turns wait for the database, not for the processor. */
const TURNS = 100;
const ACTIVITIES = 100;
const WORKFLOW_TASKS = 40;
/** A fold in memory is about this much; fewer than there are in flight is ruinous. */
const CACHED_WORKFLOWS = 2_000;
/** Cancellation reaches a run with its heartbeat. */
const THROTTLE_MS = 2_000;
const ANSWER_MS = 5_000;
/** Together with the grace, still inside the 30 s that a container gets. */
const HAND_BACK_MS = 3_000;
/** A worker that died is waited for no longer. */
const STICKY_MS = 3_000;

/** Nobody chooses by it; the SDK's own is long, and in every history. */
const UNVERSIONED = { deploymentName: DEPLOYMENT, buildId: "unversioned" };

/** Stands in every other event of a history, so it is short; no two workers bear the same. */
function newIdentity(): string {
    return `${process.pid}@${hostname().slice(0, 20)}#${randomBytes(3).toString("hex")}`;
}

/** Polling, and registered, when it resolves. */
export async function createTemporalWorker(
    options: TemporalWorkerOptions
): Promise<TemporalWorker> {
    const { pools, logger, namespace, task_queue, build_id } = options;
    const client = new Client({ connection: options.connection, namespace });
    const activities = createActivities({ ...options, others: othersOn(client) });
    const identity = newIdentity();
    const common = { ...commonOptions(options), identity };
    const workers = await Promise.all([
        Worker.create({
            ...common,
            ...workflowOptions(options, (await workflowBundle()).code),
            taskQueue: task_queue,
            activities
        }),
        // Runs of a lane wait in a queue of their own: its limit is not the processor.
        ...lanesOf(options.catalogue).map((lane) =>
            Worker.create({ ...common, taskQueue: `${task_queue}-${lane}`, activities })
        )
    ]);
    const running = workers.map((worker) => worker.run());
    const queue = { namespace, task_queue };
    const registration = await registerWorker({ pool: pools.engine, logger, queue, build_id });
    let isStopping = false;
    const onEnded = (error: unknown): void => {
        if (!isStopping) options.onEnded(error);
    };
    for (const run of running) run.then(undefined, onEnded);
    return {
        stop: async () => {
            isStopping = true;
            try {
                await registration[Symbol.asyncDispose]();
            } catch (error) {
                logger.warn({ err: error }, "worker_not_deregistered");
            }
            for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
            await Promise.allSettled(running);
            await atMost(handBack({ ...options, client, identity }), HAND_BACK_MS);
        }
    };
}

/**
 * A workflow that ends asks others to be cancelled in the task that closes it, and the server does not
 * carry that out: the worker says it. Why stands in the child's inbox.
 */
function othersOn(client: Client): Others {
    const say = (what: (handle: WorkflowHandle) => Promise<unknown>, id: string): void => {
        within({ client }, ANSWER_MS, ({ workflow }) => what(workflow.getHandle(id))).catch(
            () => undefined
        );
    };
    return {
        letGo: (id) => say((handle) => handle.cancel(), id),
        look: (id) => say((handle) => handle.signal(LOOK), id)
    };
}

function commonOptions(options: TemporalWorkerOptions): Omit<WorkerOptions, "taskQueue"> {
    const { connection, namespace, build_id, grace_ms, max_concurrent_activities } = options;
    return {
        connection,
        namespace,
        maxConcurrentActivityTaskExecutions: max_concurrent_activities ?? ACTIVITIES,
        activityTaskPollerBehavior: { type: "autoscaling" },
        maxHeartbeatThrottleInterval: THROTTLE_MS,
        defaultHeartbeatThrottleInterval: THROTTLE_MS,
        shutdownGraceTime: grace_ms,
        shutdownForceTime: grace_ms + 2_000,
        workerDeploymentOptions:
            build_id === null
                ? { useWorkerVersioning: false, version: UNVERSIONED }
                : {
                      useWorkerVersioning: true,
                      version: { deploymentName: DEPLOYMENT, buildId: build_id },
                      defaultVersioningBehavior: "PINNED"
                  }
    };
}

function workflowOptions(
    { max_concurrent_workflows }: TemporalWorkerOptions,
    code: string
): Partial<WorkerOptions> {
    return {
        workflowBundle: { code },
        maxConcurrentLocalActivityExecutions: TURNS,
        maxConcurrentWorkflowTaskExecutions: max_concurrent_workflows ?? WORKFLOW_TASKS,
        workflowTaskPollerBehavior: { type: "autoscaling" },
        maxCachedWorkflows: CACHED_WORKFLOWS,
        stickyQueueScheduleToStartTimeout: STICKY_MS
    };
}

/** Of the node types there are, the lanes that have a queue of their own. */
function lanesOf(catalogue: Catalogue): string[] {
    const lanes = new Set(catalogue.types.map((type) => catalogue.get(type)?.lane));
    return (["llm", "code"] as const).filter((lane) => lanes.has(lane));
}
