import { ApplicationFailure, defineSignal, defineUpdate, setHandler } from "@temporalio/workflow";
import type { InboxOutcome } from "../../hosting/draft.ts";
import { DELIVER, LOOK } from "./protocol.ts";
import type { Delivery, TurnEvent, TurnOutput } from "./protocol.ts";

export interface InboxOptions {
    readonly push: (event: TurnEvent) => void;
    /** Why it cannot be taken any more, null where it may be. */
    readonly refusal: (delivery: Delivery) => string | null;
}

/**
 * News from outside. Each is a row; what arrives here is its id. Who brought it waits for the outcome
 * that the turn stored, and one that cannot win any more is turned away before it leaves an event.
 */
export class Inbox {
    private readonly options: InboxOptions;
    private readonly waiting = new Map<string, (outcome: InboxOutcome | null) => void>();

    constructor(options: InboxOptions) {
        this.options = options;
    }

    open(): void {
        const { push, refusal } = this.options;
        const deliver = (delivery: Delivery): Promise<InboxOutcome | null> =>
            new Promise((resolve) => {
                this.waiting.set(delivery.inbox_id, resolve);
                push({ kind: "inbox", id: delivery.inbox_id });
            });
        const validator = (delivery: Delivery | undefined): void => {
            // Sent by hand: rows are ours to write.
            if (!isDelivery(delivery)) throw ApplicationFailure.nonRetryable(NOT_OURS, "NOT_OURS");
            const reason = refusal(delivery);
            if (reason !== null) throw ApplicationFailure.nonRetryable(reason, "LOST");
        };
        setHandler(defineUpdate<InboxOutcome | null, [Delivery]>(DELIVER), deliver, { validator });
        setHandler(defineSignal(LOOK), () => push({ kind: "look" }));
    }

    tell(outcomes: TurnOutput["outcomes"]): void {
        for (const { id, outcome } of outcomes) this.answer(id, outcome);
    }

    /** It ended: those whose rows nobody took hear how. */
    close(status: string): void {
        for (const id of this.waiting.keys()) this.answer(id, { kind: "finished", status });
    }

    /** Another run goes on: whoever waits asks the row. */
    handBack(): void {
        for (const id of this.waiting.keys()) this.answer(id, null);
    }

    private answer(id: string, outcome: InboxOutcome | null): void {
        this.waiting.get(id)?.(outcome);
        this.waiting.delete(id);
    }
}

const NOT_OURS = "News of an execution come from FlowMaestro: answer, pause or cancel it there.";
const ROW = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isDelivery(delivery: Delivery | undefined): delivery is Delivery {
    return typeof delivery?.inbox_id === "string" && ROW.test(delivery.inbox_id);
}
