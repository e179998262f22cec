import type { Logger } from "../../platform/logger.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Alarm, Host } from "./host.ts";
import type { Attendance, Identity, Notice, WorkerStore } from "./store.ts";

/**
 * This process towards the others: one row with a lease, and one session that says it is alive.
 * Neither is the fence; that is the row's `epoch`, which every batch must still find as it was.
 */
export const LEASE_MS = 15_000;

const RETRY_MS = 250;

export interface WorkerOptions {
    readonly store: WorkerStore;
    readonly host: Host;
    readonly time: Clock;
    readonly logger: Logger;
    readonly onNotice: (notice: Notice) => void;
}

export class Worker {
    private readonly options: WorkerOptions;
    private current: Identity;
    private session: Attendance | null = null;
    private stopped = false;
    /** Of the last attempt to get a session: an older one that still comes is given back. */
    private generation = 0;
    private retry: Alarm | undefined;

    constructor(options: WorkerOptions) {
        this.options = options;
        this.current = { id: options.host.newId(), epoch: 1 };
    }

    get identity(): Identity {
        return this.current;
    }

    /**
     * A new row under a new id: a worker that lost its epoch never comes back as itself. Until all of
     * that is done it is the old one, which can claim nothing: what it took in between would be rows
     * that its batches do not own. The session comes first: a row that nobody attends is taken over
     * by whoever starts at the same time.
     */
    async register(): Promise<void> {
        const { store, time, host } = this.options;
        const next: Identity = { id: host.newId(), epoch: 1 };
        await this.attend(next.id);
        const sent = time.stamp();
        const at = await store.register(next.id, LEASE_MS);
        time.observe(at, sent, time.stamp());
        this.current = next;
    }

    /** Gives up the session; the row is left to the caller, who knows whether executions are. */
    leave(): void {
        this.stopped = true;
        this.generation += 1;
        this.retry?.cancel();
        this.session?.leave();
        this.session = null;
    }

    private async attend(id: string): Promise<void> {
        const { store, logger, onNotice } = this.options;
        this.generation += 1;
        const mine = this.generation;
        this.session?.leave();
        this.session = null;
        const session = await store.attend(id, {
            onNotice,
            // A broken session is made anew; until then the lease alone speaks for this worker.
            onLost: (error) => {
                if (mine !== this.generation) return;
                this.session = null;
                logger.warn(
                    { event: "engine.session_lost", reason: error.message },
                    "Session lost"
                );
                this.attendLater(id, mine);
            }
        });
        if (mine === this.generation) this.session = session;
        else session.leave();
    }

    /** Unless somebody attends anew meanwhile: then this one would take their session away. */
    private attendLater(id: string, generation: number): void {
        this.retry = this.options.host.after(RETRY_MS, () => {
            if (this.stopped || generation !== this.generation) return;
            const trying = this.attend(id);
            const mine = this.generation;
            trying.catch(() => this.attendLater(id, mine));
        });
    }
}
