import { z } from "zod";
import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { SignalOutcome, SignalRequest } from "../engine.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import type { ChildReport } from "../hosting/calls.ts";
import type { InboxOutcome } from "../hosting/draft.ts";
import type { Executions } from "./executions.ts";
import type { Alarm, Host } from "./host.ts";
import type { Hot } from "./hot.ts";
import {
    kindOf,
    outcomeSchema,
    reportSchema,
    signalSchema,
    toEvents
} from "../hosting/inbox-payload.ts";
import { finished, TERMINAL } from "../hosting/settle-outcome.ts";
import type { InboxReceipt } from "../hosting/inbox-rows.ts";
import type { EngineStore, Identity, InboxRow } from "./store.ts";

/**
 * Everything from outside is a row with a dedupe key, never a call into a process: whoever owns the
 * execution takes it, and the batch that stores its effect stores its outcome. The owner is told by a
 * notification, and looks by itself every second in case one got lost.
 */
export interface InboxOptions {
    readonly store: Pick<EngineStore, "inbox" | "workers">;
    readonly host: Host;
    readonly executions: Executions;
    readonly time: Clock;
    /** Takes up those that sleep. */
    readonly wake: (ids: readonly string[]) => Promise<void>;
    readonly logger: Logger;
    readonly identity: () => Identity;
    readonly report: (hot: Hot, report: ChildReport) => Promise<Event>;
}

const ANSWER_MS = 5_000;
const LOOK_MS = 100;
const MOST_MS = 1_000;

export class Inbox {
    private readonly options: InboxOptions;
    /** Who waits here for the outcome of a row. */
    private readonly waiting = new Map<string, Set<(outcome: InboxOutcome) => void>>();

    /** Executions that are being looked into; true where it has to be done once more. */
    private readonly looking = new Map<string, boolean>();

    constructor(options: InboxOptions) {
        this.options = options;
    }

    /** Null when there is no such execution. */
    async deliver(request: SignalRequest): Promise<SignalOutcome | null> {
        const row = await this.put(request);
        if (row === null) return null;
        // The same key again: what it led to the first time.
        if (row.outcome !== null) return outcomeSchema.parse(row.outcome);
        if (TERMINAL.has(row.status)) return finished(request.signal.kind, row.status);
        // Somebody else is inserting the same key: it is there at the second look.
        if (row.inbox_id === null) return this.deliver(request);
        // What sleeps is nobody's: whoever hears of it first wakes it.
        if (row.owner === null || row.owner === this.options.identity().id)
            this.lookSoon(request.execution_id);
        else await this.notify(row.owner, request.execution_id);
        return this.outcomeOf(row.inbox_id);
    }

    /** Takes what lies there for one execution, or for all of this worker's. */
    async look(execution_id: string | null): Promise<void> {
        const { store, executions, identity } = this.options;
        const rows = await store.inbox.unsettled(identity().id, execution_id);
        const asleep = new Set<string>();
        for (const { execution_id: id, status } of rows)
            if (executions.get(id) === undefined && !TERMINAL.has(status)) asleep.add(id);
        if (asleep.size > 0) await this.options.wake([...asleep]);
        for (const row of rows) {
            const hot = executions.get(row.execution_id);
            if (hot !== undefined) {
                if (hot.taken.has(row.id)) continue;
                hot.taken.add(row.id);
                await this.take(hot, row).catch((error: unknown) => this.refuse(row, error));
            } else if (TERMINAL.has(row.status)) {
                await this.settle(row.id, finished(kindOf(row.payload), row.status));
            }
        }
    }

    /** Many who come at once are one look, and one more for those who came while it was under way. */
    private lookSoon(execution_id: string): void {
        if (this.looking.has(execution_id)) {
            this.looking.set(execution_id, true);
            return;
        }
        this.looking.set(execution_id, false);
        this.look(execution_id)
            // Made again by the tick, and its sender asks for the outcome.
            .catch(() => undefined)
            .finally(() => {
                const again = this.looking.get(execution_id) === true;
                this.looking.delete(execution_id);
                if (again) this.lookSoon(execution_id);
            });
    }

    private async take(hot: Hot, { id, payload }: InboxRow): Promise<void> {
        const { executions, time, report } = this.options;
        if (kindOf(payload) === "child") {
            // Its values are copied first, and nobody's turn waits for that.
            report(hot, reportSchema.parse(payload)).then(
                (event) => executions.push(hot, { event, inbox_id: id }),
                // The next look finds it again.
                () => hot.taken.delete(id)
            );
            return;
        }
        const [event, ...more] = toEvents(signalSchema.parse(payload), time.now());
        if (event === undefined) await this.settle(id, { kind: "lost" });
        else executions.push(hot, { event, more, inbox_id: id });
    }

    /** One that nobody can read must not keep the others from being read. */
    private async refuse({ id, execution_id }: InboxRow, error: unknown): Promise<void> {
        if (!(error instanceof z.ZodError)) throw error;
        const about = { event: "engine.inbox_unreadable", execution_id, inbox_id: id };
        this.options.logger.error({ ...about, err: error }, "A row of the inbox cannot be read");
        await this.settle(id, { kind: "lost" });
    }

    /** Outside a batch, where no fact hangs on it. */
    private async settle(id: string, outcome: InboxOutcome): Promise<void> {
        await this.options.store.inbox.settle(id, outcome);
        this.settled(id, outcome);
    }

    /** The outcome of a row is on disk. */
    settled(inbox_id: string, outcome: InboxOutcome): void {
        for (const tell of this.waiting.get(inbox_id) ?? []) tell(outcome);
    }

    private put({ signal, ...request }: SignalRequest): Promise<InboxReceipt | null> {
        const { store, host } = this.options;
        const id = host.newId();
        return store.inbox.put({ ...request, id, kind: signal.kind, payload: signal });
    }

    /** Told by the batch that stores it, or seen in the row: by another process, or just before. */
    private async outcomeOf(inbox_id: string): Promise<SignalOutcome> {
        const { store, host } = this.options;
        const end = host.monotonic() + ANSWER_MS;
        // Asked less and less often: a thousand who wait must not be ten thousand questions a second.
        for (let pause = LOOK_MS; host.monotonic() < end; pause = Math.min(pause * 2, MOST_MS)) {
            const told = await this.told(inbox_id, pause);
            if (told !== null) return told;
            const outcome = await store.inbox.outcome(inbox_id);
            if (outcome !== null) return outcomeSchema.parse(outcome);
        }
        return { kind: "pending" };
    }

    private told(inbox_id: string, ms: number): Promise<InboxOutcome | null> {
        return new Promise((resolve) => {
            const listeners = this.waiting.get(inbox_id) ?? new Set();
            this.waiting.set(inbox_id, listeners);
            const done = (outcome: InboxOutcome | null): void => {
                timer.cancel();
                listeners.delete(done);
                if (listeners.size === 0) this.waiting.delete(inbox_id);
                resolve(outcome);
            };
            const timer: Alarm = this.options.host.after(ms, () => done(null));
            listeners.add(done);
        });
    }

    private async notify(owner: string | null, execution_id: string): Promise<void> {
        if (owner === null) return;
        await this.options.store.workers.notify([owner], { what: "inbox", execution_id });
    }
}
