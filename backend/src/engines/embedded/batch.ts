import type { Draft } from "../hosting/draft.ts";
import { statementOf } from "../hosting/statement.ts";
import type { Frame, Statement } from "../hosting/statement.ts";

/**
 * One statement for everything that is ready, of all executions. Its fence updates the worker's own
 * row: that locks it (a fence `where exists` could not be), renews the lease and is the receipt of the
 * commit. A worker that lost its epoch writes nothing at all.
 */
export interface BatchHead {
    readonly worker_id: string;
    readonly epoch: number;
    /** This batch's number: the row says the one before. */
    readonly batch: number;
    readonly lease_ms: number;
}

export function encodeBatch(head: BatchHead, drafts: readonly Draft[]): Statement {
    const { worker_id, epoch, batch, lease_ms } = head;
    return statementOf(BATCH, [worker_id, String(epoch), String(batch), String(lease_ms)], drafts);
}

const BATCH: Frame = {
    name: "fm_batch",
    parameters: 4,
    fence: `fence as (
    update engine_workers
    set batch = $3::int8,
        lease_until = clock_timestamp() + $4::int4 * interval '1 millisecond'
    where id = $1::uuid
      and epoch = $2::int4
      and batch = $3::int8 - 1
    returning id
)`
};
