import { z } from "zod";
import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { ChildCalls } from "../../hosting/child-calls.ts";
import { kindOf, reportSchema, signalSchema, toEvents } from "../../hosting/inbox-payload.ts";
import type { Clock } from "../../../platform/clock.ts";
import type { InboxOutcome } from "../../hosting/draft.ts";
import { isId } from "../../../platform/ids.ts";
import type { Settled, TurnEvent } from "../workflow/protocol.ts";
import { saidByWorker } from "./by-hand.ts";
import type { InboxRow, TurnStore } from "./turn-store.ts";
import type { View } from "./view.ts";
import { withWholeRef } from "./own-ref.ts";

/** What an event of a turn says, as the core takes it. */
export interface Incoming {
    /** Taken in one step. */
    readonly events: readonly Event[];
    readonly inbox_id?: string;
}

export interface Read {
    readonly incoming: readonly Incoming[];
    /** Of rows that were settled before. */
    readonly known: readonly { readonly id: string; readonly outcome: InboxOutcome }[];
    /** Rang before its time. */
    readonly early?: string;
}

export interface ReaderOptions {
    readonly store: TurnStore;
    readonly clock: Clock;
    readonly calls: ChildCalls;
}

/** Clocks of two machines never agree: what is nearly due is waited for here. */
const NEARLY_MS = 250;

/** From what a history holds (ids, and what runs came to) to events with the database's time. */
export class Reader {
    private readonly options: ReaderOptions;

    constructor(options: ReaderOptions) {
        this.options = options;
    }

    async read(view: View, event: TurnEvent): Promise<Read> {
        switch (event.kind) {
            case "start":
                return this.start(view);
            case "settled":
                return one(this.settled(view, event.settled));
            case "due":
                return this.due(event.id, event.deadline);
            case "inbox":
                return this.delivered(view, event.id);
            case "look":
                return this.inbox(view, null);
            case "cancel":
                return this.cancelled(view);
        }
    }

    private start({ row, state, inputs }: View): Read {
        // Begun by a turn of which Temporal knows nothing.
        if (state.seq > 0 || inputs === null) return { incoming: [], known: [] };
        const { trigger } = row;
        return one({ kind: "start", at: this.options.clock.now(), trigger, inputs });
    }

    private settled(view: View, given: Settled): Event {
        const settled = saidByWorker(given);
        const at = this.options.clock.now();
        const ended_at = settled.ended_at === 0 ? at : settled.ended_at;
        const started_at = settled.started_at === 0 ? view.state.at : settled.started_at;
        const result = withWholeRef(view.row.id, settled.result);
        const times = { started_at, ended_at };
        return { kind: "settled", at: Math.max(at, ended_at), ...settled, result, ...times };
    }

    private async due(id: string, deadline: number): Promise<Read> {
        const { clock } = this.options;
        const left = deadline - clock.now();
        if (left > NEARLY_MS) return { incoming: [], known: [], early: id };
        if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
        return one({ kind: "due", at: Math.max(clock.now(), deadline), id });
    }

    /** An update of somebody's who is not us names no row: it is answered, or it would wait for ever. */
    private async delivered(view: View, id: string): Promise<Read> {
        const nobodys: Read = { incoming: [], known: [{ id, outcome: { kind: "lost" } }] };
        if (!isId(id)) return nobodys;
        const read = await this.inbox(view, id);
        return read.incoming.length + read.known.length === 0 ? nobodys : read;
    }

    private async inbox(view: View, id: string | null): Promise<Read> {
        const incoming: Incoming[] = [];
        const known: Read["known"][number][] = [];
        for (const row of await this.options.store.inbox(view.row.id, id)) {
            if (row.outcome === null) incoming.push(await this.open(view, row));
            else known.push({ id: row.id, outcome: row.outcome });
        }
        return { incoming, known };
    }

    /** One that nobody can read leads to nothing, and must not keep the others from being read. */
    private async open(view: View, row: InboxRow): Promise<Incoming> {
        try {
            return await this.understood(view, row);
        } catch (error) {
            if (!(error instanceof z.ZodError)) throw error;
            return { events: [], inbox_id: row.id };
        }
    }

    private async understood(view: View, { id, payload }: InboxRow): Promise<Incoming> {
        if (kindOf(payload) !== "child")
            return {
                events: toEvents(signalSchema.parse(payload), this.options.clock.now()),
                inbox_id: id
            };
        const event = await this.options.calls.toEvent(view, reportSchema.parse(payload));
        return { events: [event], inbox_id: id };
    }

    /** By us: then a row says who and why. By an operator otherwise. */
    private async cancelled(view: View): Promise<Read> {
        const read = await this.inbox(view, null);
        const said = read.incoming.some(({ events }) =>
            events.some(({ kind }) => kind === "cancel")
        );
        if (said || view.state.frames[""]?.closing?.cause === "cancelled") return read;
        const by = { by: "temporal", reason: "It was cancelled in Temporal." };
        const event: Event = { kind: "cancel", at: this.options.clock.now(), ...by };
        return { ...read, incoming: [...read.incoming, { events: [event] }] };
    }
}

function one(event: Event): Read {
    return { incoming: [{ events: [event] }], known: [] };
}
