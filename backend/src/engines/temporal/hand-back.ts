import type { Client } from "@temporalio/client";
import { defaultPayloadConverter } from "@temporalio/common";
import { z } from "zod";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Pools } from "../../storage/database.ts";
import { emptyDraft } from "../hosting/draft.ts";
import { interrupted } from "./failures.ts";
import { atOnce, reasonOf, within } from "./patience.ts";
import { TemporalRows } from "./temporal-rows.ts";
import { TurnStore } from "./turn/turn-store.ts";

export interface HandBackOptions {
    readonly client: Client;
    /** As the worker polled that has left: nobody else has it. */
    readonly identity: string;
    readonly pools: Pools;
    readonly data: Pick<DataPlane, "rows">;
    readonly clock: Clock;
    readonly logger: Logger;
}

/** Of a pending activity, in the server's numbers. */
const STARTED = 2;
const CANCEL_REQUESTED = 3;
const GIVEN: ReadonlySet<number> = new Set([STARTED, CANCEL_REQUESTED]);

const MOST = 500;
const ANSWER_MS = 2_000;
const ALL_MS = 2_500;

/**
 * A server may give a run to a worker that hangs up in that very moment: nobody performs it, and it
 * would begin anew only after its heartbeats were missed, taken for lost. A worker that has left looks
 * for such runs, which are all that still bear its name, and gives them back.
 */
export async function handBack(options: HandBackOptions): Promise<void> {
    const { pools, logger } = options;
    const until = performance.now() + ALL_MS;
    let count = 0;
    try {
        await atOnce(
            await new TemporalRows(pools.engine).busy(MOST),
            async (id) => {
                if (performance.now() < until) count += await handBackOf(options, id);
            },
            (execution_id, error) => {
                const reason = reasonOf(error);
                logger.debug({ event: "temporal.not_handed_back", execution_id, reason }, LATE);
            }
        );
    } catch (error) {
        const reason = reasonOf(error);
        logger.warn({ event: "temporal.not_handed_back", reason }, LATE);
    }
    if (count > 0) logger.info({ event: "temporal.handed_back", count }, "Runs were given back");
}

const LATE = "What was given to this worker at the last moment begins anew in half a minute";

async function handBackOf(options: HandBackOptions, execution_id: string): Promise<number> {
    const { client, identity } = options;
    const ask = <T>(work: () => Promise<T>): Promise<T> => within({ client }, ANSWER_MS, work);
    const handle = client.workflow.getHandle(execution_id);
    const { raw, runId } = await ask(() => handle.describe());
    const mine = (raw.pendingActivities ?? []).filter(
        ({ state, lastWorkerIdentity }) => GIVEN.has(state ?? 0) && lastWorkerIdentity === identity
    );
    if (mine.length === 0) return 0;
    const { events } = await ask(() => handle.fetchHistory());
    const inputs = new Map(
        (events ?? []).map(({ activityTaskScheduledEventAttributes: scheduled }) => [
            scheduled?.activityId,
            scheduled?.input?.payloads?.[0]
        ])
    );
    for (const { activityId, attempt, state } of mine) {
        const payload = inputs.get(activityId);
        if (!activityId || !payload) continue;
        const { id } = runInput.parse(defaultPayloadConverter.fromPayload(payload));
        await noteUnbegun(options, { execution_id, id, attempt: attempt ?? 1 });
        const which = { workflowId: execution_id, runId, activityId };
        await ask(() =>
            state === CANCEL_REQUESTED
                ? client.activity.reportCancellation(which)
                : client.activity.fail(which, interrupted())
        );
    }
    return mine.length;
}

const runInput = z.object({ id: z.string() });

/** A try that the server counts leaves a row: without one, whoever tries it next takes it for lost. */
async function noteUnbegun(
    { pools, data, clock }: HandBackOptions,
    given: { readonly execution_id: string; readonly id: string; readonly attempt: number }
): Promise<void> {
    const { execution_id, id: instance, attempt } = given;
    const row = await data.rows.execution(execution_id);
    const attempts = await data.rows.attempts(execution_id);
    const known = attempts.filter((written) => written.instance === instance).length;
    if (row === null || known >= attempt) return;
    const now = clock.now();
    const draft = emptyDraft(row, 0);
    draft.attempts.push({
        instance,
        attempt: known + 1,
        status: "interrupted",
        started_at: now,
        ended_at: now,
        next_at: null,
        error: null
    });
    await new TurnStore(pools.engine).note(draft);
}
