import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Client } from "@temporalio/client";
import { NativeConnection, Runtime, Worker, bundleWorkflowCode } from "@temporalio/worker";
import { serve } from "./cells.ts";
import type { Shape } from "./cells.ts";
import { historyOf } from "./history.ts";

/**
 * The peer: a worker and a workflow as the SDK's own pages write them, with the options of ours that
 * make a worker fast. It stores nothing but what Temporal stores.
 */
export interface Work {
    step(given: { n: number }): Promise<{ n: number }>;
}

const activities: Work = { step: async ({ n }) => ({ n }) };
const address = process.env["TEMPORAL_ADDRESS"] ?? "";
const namespace = "default";
const taskQueue = "by-hand";
const WORKFLOWS: Record<Shape, string> = { effects: "effects", light: "effects", local: "locals" };

Runtime.install({ shutdownSignals: [] });
const connection = await NativeConnection.connect({ address });
const client = new Client({ connection, namespace });
const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    workflowBundle: await bundleWorkflowCode({
        workflowsPath: join(import.meta.dirname, "by-hand-workflows.ts")
    }),
    maxConcurrentActivityTaskExecutions: 100,
    maxConcurrentLocalActivityExecutions: 100,
    maxConcurrentWorkflowTaskExecutions: 40,
    activityTaskPollerBehavior: { type: "autoscaling" },
    workflowTaskPollerBehavior: { type: "autoscaling" },
    maxCachedWorkflows: 2_000
});
const running = worker.run();
const last = new Map<Shape, string>();

serve({
    once: (shape) => async (n) => {
        const workflowId = randomUUID();
        const handle = await client.workflow.start(WORKFLOWS[shape], {
            workflowId,
            taskQueue,
            args: [{ n }],
            requestEagerStart: true
        });
        const result: unknown = await handle.result();
        if (JSON.stringify(result) !== `{"n":${n}}`)
            throw new Error(`${n}: ${JSON.stringify(result)}`);
        last.set(shape, workflowId);
    },
    history: (shape) => historyOf(client, last.get(shape) ?? ""),
    stop: async () => {
        worker.shutdown();
        await running;
        await connection.close();
    }
});
