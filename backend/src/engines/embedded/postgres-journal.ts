import type { Pool, PoolClient } from "pg";
import { errorCode } from "../../storage/database.ts";
import { numberStarts } from "../hosting/batch-sections.ts";
import type { StatementAnswer } from "../hosting/statement.ts";
import { encodeBatch } from "./batch.ts";
import { afterCommit, beforeCommit, commitSent } from "../hosting/crash-points.ts";
import type { Batch, CommitAnswer, Identity, JournalStore } from "./store.ts";

/** No connection, no memory, no disk, a deadlock, a schema in the middle of a migration: wait, blame nobody. */
const TRANSIENT = /^(08|0A|25|40|42|53|55|57|58)/;

/** Batches go over one connection of their own: their statements are prepared there. */
export class PostgresJournal implements JournalStore {
    private readonly pool: Pool;
    private client: PoolClient | null = null;

    constructor(pool: Pool) {
        this.pool = pool;
    }

    async commit({ worker, number, lease_ms, drafts }: Batch): Promise<CommitAnswer> {
        try {
            const client = this.client ?? (await this.connect());
            const head = { worker_id: worker.id, epoch: worker.epoch, batch: number, lease_ms };
            beforeCommit(drafts);
            const sent = client.query<StatementAnswer>(encodeBatch(head, drafts));
            commitSent(drafts);
            const { rows } = await sent;
            const [answer] = rows;
            if (answer?.held !== 1) return { kind: "lost" };
            afterCommit(drafts);
            if (answer.counted !== null) numberStarts(drafts, answer.counted);
            return { kind: "held", at: Number(answer.at) };
        } catch (error) {
            const code = errorCode(error);
            if (code !== undefined && !TRANSIENT.test(code) && error instanceof Error)
                return { kind: "refused", error };
            this.release();
            return { kind: "unknown", error };
        }
    }

    async receipt(worker: Identity): Promise<number | null> {
        try {
            const client = this.client ?? (await this.connect());
            const { rows } = await client.query<{ batch: number }>(
                "select batch from engine_workers where id = $1::uuid and epoch = $2::int4",
                [worker.id, worker.epoch]
            );
            return rows[0]?.batch ?? null;
        } catch (error) {
            this.release();
            throw error;
        }
    }

    release(): void {
        if (this.client !== null) this.drop(this.client);
    }

    private async connect(): Promise<PoolClient> {
        const client = await this.pool.connect();
        this.client = client;
        client.on("error", () => this.drop(client));
        // Its statements read arrays of unknown length: an index is always right, also on the day
        // the plan was made, when the tables were empty.
        await client.query(
            `set plan_cache_mode = force_generic_plan; set enable_seqscan = off;
             set enable_hashjoin = off; set enable_mergejoin = off; set jit = off`
        );
        return client;
    }

    /** Once for each connection: it may break with an event, with a failed query, or with both. */
    private drop(client: PoolClient): void {
        if (this.client !== client) return;
        this.client = null;
        client.release(true);
    }
}
