import type { Clock } from "../../platform/clock.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Draft } from "../hosting/draft.ts";
import { pause } from "./host.ts";
import type { Host } from "./host.ts";
import type { Identity, JournalStore } from "./store.ts";
import { LEASE_MS } from "./worker.ts";

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
    readonly journal: JournalStore;
    readonly host: Host;
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

type Outcome =
    | { readonly kind: "stored" }
    | { readonly kind: "fenced" }
    | { readonly kind: "refused"; readonly error: Error };

export class Writer {
    private readonly options: WriterOptions;
    private identity: Identity | null = null;
    private batch = 0;
    private inFlight: Promise<void> | null = null;
    private since = 0;
    /** The lease is due, and goes before whatever else is ready. */
    private isDue = false;
    private healthy = true;

    constructor(options: WriterOptions) {
        this.options = options;
    }

    adopt(identity: Identity): void {
        this.identity = identity;
        this.batch = 0;
        this.isDue = false;
    }

    get isFenced(): boolean {
        return this.identity === null;
    }

    get isHealthy(): boolean {
        return this.healthy && this.identity !== null;
    }

    /** How long the batch in flight has been there; milliseconds. */
    get lag(): number {
        return this.inFlight === null ? 0 : this.options.host.monotonic() - this.since;
    }

    /** Writes what is ready, now or as soon as the batch in flight has landed. */
    flush(): void {
        if (this.inFlight !== null || this.identity === null) return;
        const drafts = this.options.take(BATCH_BYTES);
        if (drafts.length > 0) this.begin(drafts);
    }

    /**
     * An empty batch: it says that this worker lives. Where one is in flight it may be refused, as the
     * next one may be and the one after that, and then none of them renews anything.
     */
    renew(): void {
        if (this.inFlight !== null) this.isDue = true;
        else if (this.identity !== null) this.begin([]);
    }

    /** Resolves when nothing is in flight. */
    async idle(): Promise<void> {
        while (this.inFlight !== null) await this.inFlight;
    }

    /** Lets go of a batch that cannot land; whether it did is seen by whoever takes over. */
    close(): void {
        this.identity = null;
        this.options.journal.release();
    }

    private begin(drafts: Draft[]): void {
        this.since = this.options.host.monotonic();
        const writing = this.writeAll(drafts)
            .catch((error: unknown) => {
                const { logger } = this.options;
                logger.error({ event: "engine.writer_crashed", err: error }, "Writer crashed");
            })
            .finally(() => {
                if (this.inFlight === writing) this.goOn();
            });
        this.inFlight = writing;
    }

    /** The next batch is on its way while what this one stored goes out. */
    private async writeAll(drafts: readonly Draft[]): Promise<void> {
        const outcome = await this.attempt(drafts);
        if (outcome.kind === "stored") this.goOn();
        await this.conclude(drafts, outcome);
    }

    private goOn(): void {
        this.inFlight = null;
        if (this.isDue && this.identity !== null) this.begin([]);
        else this.flush();
    }

    /** Halves on purpose one after the other: order within an execution is the order of batches. */
    private async write(drafts: readonly Draft[]): Promise<void> {
        await this.conclude(drafts, await this.attempt(drafts));
    }

    private async conclude(drafts: readonly Draft[], outcome: Outcome): Promise<void> {
        if (outcome.kind === "stored") {
            for (const draft of drafts) {
                this.options.stored(draft);
                crashPoint("mid_fanout");
            }
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
        const worker = this.identity;
        if (worker === null) return { kind: "fenced" };
        const number = this.batch + 1;
        for (const { start } of drafts) if (start !== null) start.owner = worker.id;
        const { journal, host, time } = this.options;
        for (let tries = 0; ; tries += 1) {
            const sent = time.stamp();
            const answer = await journal.commit({ worker, number, lease_ms: LEASE_MS, drafts });
            switch (answer.kind) {
                case "held":
                    time.observe(answer.at, sent, time.stamp());
                    return this.done(number);
                case "refused":
                    return answer;
                case "lost": {
                    const receipt = await this.receipt(worker);
                    if (receipt === number) return this.done(number);
                    if (receipt !== undefined) return { kind: "fenced" };
                    break;
                }
                case "unknown":
                    this.trouble(answer.error, tries);
            }
            await pause(host, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0);
            if (this.identity !== worker) return { kind: "fenced" };
        }
    }

    /** Undefined when nobody could be asked. */
    private async receipt(worker: Identity): Promise<number | null | undefined> {
        try {
            return await this.options.journal.receipt(worker);
        } catch (error) {
            this.trouble(error, 0);
            return undefined;
        }
    }

    private done(number: number): Outcome {
        this.batch = number;
        this.isDue = false;
        if (!this.healthy) this.options.logger.info({ event: "engine.writer_back" }, "Writer back");
        this.healthy = true;
        return { kind: "stored" };
    }

    private trouble(error: unknown, tries: number): void {
        if (this.healthy || tries % 20 === 0) {
            const reason = error instanceof Error ? error.message : String(error);
            this.options.logger.warn({ event: "engine.writer_waits", reason }, "Writer waits");
        }
        this.healthy = false;
    }
}
