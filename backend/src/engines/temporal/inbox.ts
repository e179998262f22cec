import {
    WorkflowNotFoundError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError
} from "@temporalio/client";
import { AppError } from "../../errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import type { SignalOutcome, SignalRequest } from "../engine.ts";
import type { InboxOutcome } from "../hosting/draft.ts";
import { outcomeSchema } from "../hosting/inbox-payload.ts";
import type { InboxRows } from "../hosting/inbox-rows.ts";
import { finished, TERMINAL } from "../hosting/settle-outcome.ts";
import type { Launcher } from "./launcher.ts";
import { TooLate, within, reasonOf } from "./patience.ts";
import type { Temporal } from "./patience.ts";
import type { TemporalRows } from "./temporal-rows.ts";
import { DELIVER, LOOK } from "./workflow/protocol.ts";
import type { Delivery } from "./workflow/protocol.ts";

export interface InboxOptions {
    readonly temporal: Temporal;
    readonly rows: TemporalRows;
    readonly inbox: InboxRows;
    readonly launcher: Launcher;
    readonly logger: Logger;
}

const ANSWER_MS = 5_000;
/** A cancelled workflow that has not answered by then may have missed its row. */
const LOOK_AFTER_MS = 1_000;
const FIRST_LOOK_MS = 50;
/** An update answers itself: its row is only looked at in case the answer gets lost. */
const UPDATE_LOOK_MS = 500;
const MOST_MS = 1_000;

/**
 * Everything from outside is a row first. Then the workflow is told of it: by an update under the row's
 * id, whose answer is the outcome that a turn stored, or by its cancellation. What nobody could tell
 * lies there until the sweeper says "look".
 */
export class Inbox {
    private readonly options: InboxOptions;

    constructor(options: InboxOptions) {
        this.options = options;
    }

    async deliver(request: SignalRequest): Promise<SignalOutcome> {
        const { signal, ...rest } = request;
        const row = { ...rest, id: newId(), kind: signal.kind, payload: signal };
        const receipt = await this.options.inbox.put(row);
        if (receipt === null) throw new AppError("NOT_FOUND");
        // The same key again: what it led to the first time.
        if (receipt.outcome !== null) return outcomeSchema.parse(receipt.outcome);
        if (TERMINAL.has(receipt.status)) return finished(signal.kind, receipt.status);
        // Somebody else is inserting the same key: it is there at the second look.
        if (receipt.inbox_id === null) return this.deliver(request);
        return this.outcomeOf(request, receipt.inbox_id);
    }

    private async outcomeOf(request: SignalRequest, inbox_id: string): Promise<SignalOutcome> {
        const end = performance.now() + ANSWER_MS;
        const isCancel = request.signal.kind === "cancel";
        let told: InboxOutcome | null = null;
        let wake = (): void => undefined;
        const sending = isCancel
            ? this.cancel(request, inbox_id)
            : this.update(request, inbox_id, end);
        sending
            .then((outcome) => {
                told = outcome;
            })
            .catch((error: unknown) => this.complain(request, error))
            .finally(() => wake());
        let pause = isCancel ? FIRST_LOOK_MS : UPDATE_LOOK_MS;
        while (performance.now() < end) {
            await new Promise<void>((resolve) => {
                const timer = setTimeout(resolve, pause);
                wake = () => {
                    clearTimeout(timer);
                    wake = () => undefined;
                    resolve();
                };
            });
            const outcome = told ?? (await this.recorded(inbox_id));
            if (outcome !== null) return outcome;
            pause = Math.min(pause * 2, MOST_MS);
        }
        return { kind: "pending" };
    }

    /** Null: it has to be looked for in the row. */
    private async update(
        request: SignalRequest,
        inbox_id: string,
        end: number
    ): Promise<InboxOutcome | null> {
        const { temporal } = this.options;
        const left = Math.max(end - performance.now(), 100);
        try {
            const answer = await within(temporal, left, (client) =>
                client.workflow
                    .getHandle(request.execution_id)
                    .executeUpdate<unknown, [Delivery]>(DELIVER, {
                        updateId: inbox_id,
                        args: [deliveryOf(request, inbox_id)]
                    })
            );
            return answer === null ? null : outcomeSchema.parse(answer);
        } catch (error) {
            if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return null;
            if (error instanceof TooLate) return null;
            if (error instanceof WorkflowUpdateFailedError) return this.refused(request, inbox_id);
            if (error instanceof WorkflowNotFoundError) return this.missing(request, inbox_id);
            throw error;
        }
    }

    private async cancel(request: SignalRequest, inbox_id: string): Promise<InboxOutcome | null> {
        const { execution_id } = request;
        try {
            await this.cancelWorkflow(execution_id);
        } catch (error) {
            if (error instanceof WorkflowNotFoundError) return this.missing(request, inbox_id);
            throw error;
        }
        await new Promise((resolve) => {
            setTimeout(resolve, LOOK_AFTER_MS);
        });
        const outcome = await this.recorded(inbox_id);
        // Cancelled before, by an operator or a caller: this row is one nobody has read.
        if (outcome === null) await this.look(execution_id);
        return outcome;
    }

    /**
     * The workflow turned it away: what it is for is not open there. Only a turn may settle a row of an
     * open execution, unless nothing that it could store would come of it: its question is closed.
     */
    private async refused(request: SignalRequest, inbox_id: string): Promise<InboxOutcome | null> {
        const { rows } = this.options;
        const { execution_id, signal } = request;
        const known = await this.recorded(inbox_id);
        if (known !== null) return known;
        const row = await rows.find(execution_id);
        if (row !== null && TERMINAL.has(row.status))
            return this.settle(inbox_id, finished(signal.kind, row.status));
        if (signal.kind === "answer" && (await rows.isAsking(execution_id, signal.id)) === false)
            return this.settle(inbox_id, { kind: "lost" });
        await this.look(execution_id);
        return null;
    }

    /** Temporal says the same of what is closed and of what it never heard of. */
    private async missing(request: SignalRequest, inbox_id: string): Promise<InboxOutcome | null> {
        const { rows, launcher } = this.options;
        const { execution_id, signal } = request;
        const row = await rows.find(execution_id);
        if (row === null) return null;
        if (TERMINAL.has(row.status))
            return (
                (await this.recorded(inbox_id)) ??
                this.settle(inbox_id, finished(signal.kind, row.status))
            );
        if (row.status !== "pending") return null;
        await launcher.relaunch(row);
        if (signal.kind === "cancel") await this.cancelWorkflow(execution_id);
        else await this.look(execution_id);
        return null;
    }

    /** Closed since: whoever finds that settles what lies there. */
    private async look(id: string): Promise<void> {
        await within(this.options.temporal, ANSWER_MS, async ({ workflow }) => {
            try {
                await workflow.getHandle(id).signal(LOOK);
            } catch (error) {
                if (!(error instanceof WorkflowNotFoundError)) throw error;
            }
        });
    }

    private async cancelWorkflow(id: string): Promise<void> {
        await within(this.options.temporal, ANSWER_MS, (client) =>
            client.workflow.getHandle(id).cancel()
        );
    }

    /** What stands there then: a turn may have been first. */
    private async settle(inbox_id: string, outcome: InboxOutcome): Promise<InboxOutcome | null> {
        await this.options.inbox.settle(inbox_id, outcome);
        return this.recorded(inbox_id);
    }

    private async recorded(inbox_id: string): Promise<InboxOutcome | null> {
        const outcome = await this.options.inbox.outcome(inbox_id);
        return outcome === null ? null : outcomeSchema.parse(outcome);
    }

    /** The row is there: the sweeper says it again. */
    private complain({ execution_id, signal }: SignalRequest, error: unknown): void {
        const reason = reasonOf(error);
        const about = { event: "temporal.signal_waits", execution_id, kind: signal.kind, reason };
        this.options.logger.warn(about, "Stored, and told once Temporal answers");
    }
}

function deliveryOf({ signal }: SignalRequest, inbox_id: string): Delivery {
    const { kind } = signal;
    return kind === "answer" ? { inbox_id, kind, instance: signal.id } : { inbox_id, kind };
}
