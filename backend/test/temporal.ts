import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Client, Connection } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";
import { afterAll, beforeEach, inject } from "vitest";
import { z } from "zod";
import { prepareNamespace } from "../src/engines/temporal/namespace.ts";
import { TASK_QUEUE } from "../src/engines/temporal/workflow/protocol.ts";
import type { TemporalEnv } from "../src/env/temporal.ts";

/** What test files are told by the process that runs the server for all of them. */
export const temporalAnswer = z.union([
    /** Given: somebody else's (TEMPORAL_ADDRESS), who keeps what we leave there. */
    z.object({ address: z.string(), is_given: z.boolean() }),
    z.object({ missing: z.string() })
]);

/**
 * A namespace of its own for this test file, with our search attributes, on the one server of the run.
 * Null where no server can be had: then every test of the file is skipped, with the reason. Call it at
 * the top of the file.
 */
export async function testTemporal(): Promise<TemporalEnv | null> {
    const server = await askForServer();
    if ("missing" in server) {
        beforeEach(({ skip }) => skip(server.missing));
        return null;
    }
    const namespace = `t-${randomBytes(6).toString("hex")}`;
    const env: TemporalEnv = {
        address: server.address,
        namespace,
        api_key: null,
        tls: null,
        task_queue: TASK_QUEUE,
        ui_url: null,
        max_concurrent_activities: null,
        max_concurrent_workflows: null,
        build_id: null
    };
    await withConnection(env, (connection) => makeNamespace(connection, namespace));
    if (server.is_given) {
        afterAll(() =>
            withConnection(env, ({ operatorService }) =>
                operatorService.deleteNamespace({ namespace })
            )
        );
    }
    return env;
}

async function makeNamespace(connection: Connection, namespace: string): Promise<void> {
    await connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: msToTs("1 day")
    });
    await prepareNamespace(connection, namespace);
}

const ANSWER_MS = 20_000;

async function withConnection<T>(
    { address }: TemporalEnv,
    work: (connection: Connection) => Promise<T>
): Promise<T> {
    const connection = Connection.lazy({ address });
    try {
        return await connection.withDeadline(Date.now() + ANSWER_MS, () => work(connection));
    } finally {
        await connection.close();
    }
}

/** It starts with the first question: a run of other files does without it. */
async function askForServer(): Promise<z.infer<typeof temporalAnswer>> {
    const socket = connect(inject("temporal"), "127.0.0.1");
    return temporalAnswer.parse(JSON.parse(await text(socket)));
}

/** Of an execution's activities, as Temporal counts them. */
export async function attemptsOf(env: TemporalEnv, workflowId: string): Promise<number[]> {
    const { events } = await withConnection(env, (connection) =>
        new Client({ connection, namespace: env.namespace }).workflow
            .getHandle(workflowId)
            .fetchHistory()
    );
    return (events ?? []).flatMap(
        ({ activityTaskStartedEventAttributes: started }) => started?.attempt ?? []
    );
}
