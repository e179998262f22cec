import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import { step } from "@flowmaestro/shared/orchestrator/step.ts";
import { projectCalls } from "../../hosting/calls.ts";
import { emptyDraft } from "../../hosting/draft.ts";
import type { Draft } from "../../hosting/draft.ts";
import { projectRequests } from "../../hosting/requests.ts";
import { settleOutcome } from "../../hosting/settle-outcome.ts";
import { statusRow } from "../../hosting/status-row.ts";
import type { TurnInput, TurnOutput } from "../workflow/protocol.ts";
import type { CalledRows } from "./called-rows.ts";
import type { Incoming, Reader } from "./incoming.ts";
import type { LightRuns } from "./light-runs.ts";
import { apply } from "./view.ts";
import type { View } from "./view.ts";

export interface TurnParts {
    readonly reader: Reader;
    readonly called: CalledRows;
    readonly light: LightRuns;
}

/** Facts that one turn makes; the rest is the next one's. */
const FACT_BYTES = 48 * 1_024;
/** Values go into the same statement. */
const DRAFT_BYTES = 4 * 1_048_576;

/**
 * What one turn decides, on a view that is its own meanwhile: events, then light runs to a fixpoint,
 * until its budget is used up. Nothing is stored yet.
 */
export class Turning {
    readonly view: View;
    readonly draft: Draft;
    /** Rows of executions that were called. */
    readonly calledDrafts: Draft[] = [];
    readonly children: TurnOutput["children"][number][] = [];
    readonly known: TurnOutput["outcomes"][number][] = [];
    readonly early: string[] = [];
    taken = 0;
    /** Light work is left. */
    isLeft = false;
    wake_at: number | null = null;
    private readonly parts: TurnParts;
    private readonly input: TurnInput;
    private readonly statusBefore: string;
    private factBytes = 0;

    constructor(parts: TurnParts, view: View, input: TurnInput) {
        this.parts = parts;
        this.view = view;
        this.input = input;
        this.draft = emptyDraft(view.row, input.first_seq);
        view.draft = this.draft;
        this.statusBefore = view.state.seq === 0 ? "pending" : status(view.state);
    }

    get bytes(): number {
        return this.factBytes;
    }

    get isFull(): boolean {
        return this.factBytes >= FACT_BYTES || this.draft.bytes >= DRAFT_BYTES;
    }

    async run(): Promise<void> {
        const { view, parts, input } = this;
        for (const event of input.events) {
            if (this.isFull) break;
            const read = await parts.reader.read(view, event);
            this.known.push(...read.known);
            if (read.early !== undefined) this.early.push(read.early);
            for (const incoming of read.incoming) await this.take(incoming);
            this.taken += 1;
        }
        await parts.light.run(this);
        this.dropUnwanted();
        this.project();
    }

    /** Several events of one row are one step: they win or lose together. */
    async take({ events, inbox_id }: Incoming): Promise<void> {
        const facts: Fact[] = [];
        for (const event of events) facts.push(...(await this.step(event)));
        if (inbox_id === undefined) return;
        const [first] = events;
        const outcome =
            first === undefined
                ? ({ kind: "lost" } as const)
                : settleOutcome(this.view.state, first.kind, facts);
        this.draft.outcomes.push({ inbox_id, outcome });
    }

    async step(event: Event): Promise<readonly Fact[]> {
        const { view } = this;
        const { at } = view.state;
        const facts = stepped(view, event.at >= at ? event : { ...event, at });
        if (facts.length === 0) return facts;
        for (const fact of facts) this.record(fact);
        projectRequests(view, facts);
        projectCalls(view, facts);
        apply(view, facts);
        for (const open of delta(view.plan, facts).opened) await this.opened(open.id);
        for (const fact of facts) if (fact.kind === "child:opened") await this.call(fact.instance);
        return facts;
    }

    private record(fact: Fact): void {
        const text = JSON.stringify(fact);
        this.draft.facts.push(fact);
        this.draft.texts.push(text);
        this.draft.bytes += text.length;
        this.factBytes += text.length;
        this.view.results.record(fact);
    }

    /** A run of a re-run whose result is taken over ends here, whoever would perform it. */
    private async opened(id: string): Promise<void> {
        const open = this.view.open.get(id)?.open;
        if (open?.kind !== "run" || this.view.row.origin.rerun === null) return;
        const event = await this.parts.light.reused(this.view, id);
        if (event !== null) await this.step(event);
    }

    private async call(instance: string): Promise<void> {
        const { view } = this;
        const open = view.open.get(instance)?.open;
        if (open?.kind !== "child") return;
        const called = await this.parts.called.begin(view, open, this.input.app_url);
        if (called.kind === "refused") {
            await this.step(called.event);
            return;
        }
        this.calledDrafts.push(called.draft);
        this.children.push(called.call);
        if (called.event !== null) await this.step(called.event);
    }

    /** Called and let go of in one turn: it never begins. */
    private dropUnwanted(): void {
        this.children.forEach((call, index) => {
            if (!call.is_awaited || this.view.open.has(call.id)) return;
            this.children[index] = { ...call, about: null };
            const at = this.calledDrafts.findIndex(
                ({ execution_id }) => execution_id === call.about?.execution_id
            );
            if (at >= 0) this.calledDrafts.splice(at, 1);
        });
    }

    private project(): void {
        const { draft, view } = this;
        const last = draft.facts.at(-1);
        const now = status(view.state);
        if (last === undefined || now === this.statusBefore) return;
        const row = statusRow(now, view.state.seq, last);
        const began = draft.first_seq === 1 ? { started_at: draft.facts[0]?.at ?? last.at } : {};
        draft.status = { ...row, ...began };
        draft.forgets = view.state.ended !== null;
    }
}

/** The core could not go on: a bug of ours, which no second try mends. */
export class StepFailed extends Error {}

function stepped({ plan, state }: View, event: Event): Fact[] {
    try {
        return step(plan, state, event);
    } catch (error) {
        throw new StepFailed("A step failed.", { cause: error });
    }
}
