import type { Pool, PoolClient } from "pg";
import type { Logger } from "../../platform/logger.ts";
import { errorCode } from "../../storage/database.ts";
import { encodeBatch } from "./batch.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Draft } from "./draft.ts";
import { LEASE_MS } from "./worker.ts";
import type { Identity } from "./worker.ts";

/**
 * The one writer of this process. States: idle → in flight → idle, and never two in flight.
 *
 *   take     everything that is ready becomes one batch, numbered one above the last
 *   stored   the fence held: what waited for the disk goes on
 *   refused  the database says no (a value it cannot hold): the batch is halved until the offender
 *            stands alone; the others go through and the offender is told
 *   unknown  the connection broke: the worker's row is the receipt. It says n: stored. It says n - 1:
 *            the same batch is sent again. It says neither: another process is the owner now
 *   fenced   the row was not found as it was: nothing was written, and nothing ever will be by this
 *            worker again
 *
 * After `fenced` the writer stands still until its owner gives it a new identity.
 */
export interface WriterOptions {
    readonly pool: Pool;
    readonly time: Clock;
    readonly logger: Logger;
    /** Hands over what is ready, at most about `bytes` of it. */
    readonly take: (bytes: number) => Draft[];
    readonly stored: (draft: Draft) => void;
    readonly refused: (draft: Draft, error: Error) => void;
    readonly fenced: (drafts: readonly Draft[]) => void;
}

const BATCH_BYTES = 4 * 1_048_576;
const RETRY_MS = [50, 100, 200, 500, 1_000] as const;

/** No connection, no memory, no disk, a deadlock, a schema in the middle of a migration: wait, blame nobody. */
const TRANSIENT = /^(08|0A|25|40|42|53|55|57|58)/;

type Outcome =
    | { readonly kind: "stored" }
    | { readonly kind: "fenced" }
    | { readonly kind: "refused"; readonly error: Error };

export class Writer {
    private readonly options: WriterOptions;
    private identity: Identity | null = null;
    private batch = 0;
    private client: PoolClient | null = null;
    private inFlight: Promise<void> | null = null;
    private healthy = true;

    constructor(options: WriterOptions) {
        this.options = options;
    }

    adopt(identity: Identity): void {
        this.identity = identity;
        this.batch = 0;
    }

    get isFenced(): boolean {
        return this.identity === null;
    }

    get isHealthy(): boolean {
        return this.healthy && this.identity !== null;
    }

    /** Writes what is ready, now or as soon as the batch in flight has landed. */
    flush(): void {
        if (this.inFlight !== null || this.identity === null) return;
        const drafts = this.options.take(BATCH_BYTES);
        if (drafts.length > 0) this.begin(drafts);
    }

    /** An empty batch: it says that this worker lives. */
    renew(): void {
        if (this.inFlight === null && this.identity !== null) this.begin([]);
    }

    /** Resolves when nothing is in flight. */
    async idle(): Promise<void> {
        while (this.inFlight !== null) await this.inFlight;
    }

    /** Lets go of a batch that cannot land; whether it did is seen by whoever takes over. */
    close(): void {
        this.identity = null;
        this.client?.release(true);
        this.client = null;
    }

    private begin(drafts: Draft[]): void {
        this.inFlight = this.write(drafts)
            .catch((error: unknown) => {
                const { logger } = this.options;
                logger.error({ event: "engine.writer_crashed", err: error }, "Writer crashed");
            })
            .finally(() => {
                this.inFlight = null;
                this.flush();
            });
    }

    /** Halves on purpose one after the other: order within an execution is the order of batches. */
    private async write(drafts: readonly Draft[]): Promise<void> {
        const outcome = await this.attempt(drafts);
        if (outcome.kind === "stored") {
            for (const draft of drafts) this.options.stored(draft);
            return;
        }
        if (outcome.kind === "fenced") {
            this.identity = null;
            this.options.fenced(drafts);
            return;
        }
        const [only] = drafts;
        if (drafts.length === 1 && only !== undefined) {
            this.options.refused(only, outcome.error);
            return;
        }
        const half = drafts.length >> 1;
        await this.write(drafts.slice(0, half));
        if (this.identity === null) this.options.fenced(drafts.slice(half));
        else await this.write(drafts.slice(half));
    }

    private async attempt(drafts: readonly Draft[]): Promise<Outcome> {
        const identity = this.identity;
        if (identity === null) return { kind: "fenced" };
        const number = this.batch + 1;
        for (let tries = 0; ; tries += 1) {
            try {
                const held = await this.send(identity, number, drafts);
                if (held || (await this.receipt(identity)) === number) return this.done(number);
                return { kind: "fenced" };
            } catch (error) {
                const code = errorCode(error);
                if (code !== undefined && !TRANSIENT.test(code) && error instanceof Error) {
                    return { kind: "refused", error };
                }
                this.trouble(error, tries);
            }
            await pause(tries);
            if (this.identity !== identity) return { kind: "fenced" };
        }
    }

    private done(number: number): Outcome {
        this.batch = number;
        if (!this.healthy) this.options.logger.info({ event: "engine.writer_back" }, "Writer back");
        this.healthy = true;
        return { kind: "stored" };
    }

    private async send(
        identity: Identity,
        batch: number,
        drafts: readonly Draft[]
    ): Promise<boolean> {
        const client = this.client ?? (await this.connect());
        const head = { worker_id: identity.id, epoch: identity.epoch, batch, lease_ms: LEASE_MS };
        const query = encodeBatch(head, drafts);
        const { time } = this.options;
        const sent = time.stamp();
        const { rows } = await client.query<{ held: number; at: string }>(query);
        time.observe(Number(rows[0]?.at), sent, time.stamp());
        return rows[0]?.held === 1;
    }

    /** The number of the last batch that is on disk, null when the row is another owner's. */
    private async receipt(identity: Identity): Promise<number | null> {
        const client = this.client ?? (await this.connect());
        const { rows } = await client.query<{ batch: number }>(
            "select batch from engine_workers where id = $1::uuid and epoch = $2::int4",
            [identity.id, identity.epoch]
        );
        return rows[0]?.batch ?? null;
    }

    private async connect(): Promise<PoolClient> {
        const client = await this.options.pool.connect();
        this.client = client;
        client.on("error", () => this.drop(client));
        // Its statements read arrays of unknown length: an index is always right, also on the day
        // the plan was made, when the tables were empty. When this fails, `trouble` lets it go.
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

    private trouble(error: unknown, tries: number): void {
        if (this.client !== null) this.drop(this.client);
        if (this.healthy || tries % 20 === 0) {
            const reason = error instanceof Error ? error.message : String(error);
            this.options.logger.warn({ event: "engine.writer_waits", reason }, "Writer waits");
        }
        this.healthy = false;
    }
}

function pause(tries: number): Promise<void> {
    const ms = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
    return new Promise((resolve) => setTimeout(resolve, ms));
}
