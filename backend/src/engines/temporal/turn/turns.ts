import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { ApplicationFailure } from "@temporalio/common";
import type { DataPlane } from "../../../data-plane/data-plane.ts";
import type { Clock } from "../../../platform/clock.ts";
import { crashPoint } from "../../../platform/crash-point.ts";
import type { Logger } from "../../../platform/logger.ts";
import { awaitedChildren, cancelOf, projectCalls } from "../../hosting/calls.ts";
import { emptyDraft } from "../../hosting/draft.ts";
import type { Draft } from "../../hosting/draft.ts";
import { closeRequests } from "../../hosting/requests.ts";
import { statusRow } from "../../hosting/status-row.ts";
import type { TurnInput, TurnOutput } from "../workflow/protocol.ts";
import { bare, skeleton } from "./skeleton.ts";
import { isTransient } from "./turn-store.ts";
import type { TurnCommit, TurnStore } from "./turn-store.ts";
import { StepFailed, Turning } from "./turn.ts";
import type { TurnParts } from "./turn.ts";
import type { View } from "./view.ts";
import type { Views } from "./views.ts";

export interface TurnsOptions extends TurnParts {
    readonly store: TurnStore;
    readonly views: Views;
    readonly data: Pick<DataPlane, "rows">;
    readonly clock: Clock;
    readonly logger: Logger;
    /** How many runs of an execution are at work in this process. */
    readonly atWork: (execution_id: string) => number;
    /** They are on disk: followers are shown the facts, and runs that were ended are told. */
    readonly stored: (view: View, draft: Draft) => void;
}

/** Half a minute of the same error, which is nobody's absence, is not going to pass. */
const MOST_TRIES = 10;
/** Facts read back at once. */
const PAGE_BYTES = 65_536;
/** A marker may hold 2 MB, a workflow task 4 MB. */
const ANSWER_BYTES = 131_072;
const PAGE_ROWS = 16;
/** Runs under way, those among them that have just ended. */
const MUCH = 4;
/** Between two looks at whether others are ending just now, and for how many looks at most. */
const LINGER_MS = 75;
const LOOKS = 4;

/**
 * The one activity behind every decision. It answers with what is stored from `first_seq` on: its own
 * facts where it stored them, and where somebody else did (an earlier try of this turn, a worker that was
 * given up, the run before a reset, the reconciler) theirs, page by page.
 */
export class Turns {
    private readonly options: TurnsOptions;

    constructor(options: TurnsOptions) {
        this.options = options;
    }

    /** `attempt`: how often it has been tried, from 1. */
    async turn(input: TurnInput, attempt: number): Promise<TurnOutput> {
        await this.linger(input);
        const { views, logger } = this.options;
        const { execution_id } = input;
        return views.alone(execution_id, async () => {
            try {
                return await this.take(input);
            } catch (error) {
                // Facts that were never stored are in it.
                views.drop(execution_id);
                const isOurs = !(error instanceof ApplicationFailure) && !isTransient(error);
                if (attempt < MOST_TRIES || !isOurs) throw error;
                logger.error({ event: "engine.turn_failed", execution_id, err: error }, "Given up");
                return this.endHard(input, CRASHED);
            }
        });
    }

    /**
     * What ends while a turn is made is one task together: with much under way it pays to be slow, for
     * as long as others are ending.
     */
    private async linger({ execution_id, events }: TurnInput): Promise<void> {
        if (events.length === 0 || events.some(({ kind }) => kind !== "settled")) return;
        const { views, atWork } = this.options;
        const underWay = views.underWay(execution_id);
        if (underWay < MUCH || underWay <= events.length) return;
        for (let looks = 0; looks < LOOKS; looks += 1) {
            const before = atWork(execution_id);
            await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
            if (atWork(execution_id) === before) return;
        }
    }

    private async take(input: TurnInput): Promise<TurnOutput> {
        const { views } = this.options;
        const view = await views.reach(input.execution_id, input.first_seq - 1);
        if (view === null) throw lost("There is no such execution any more.");
        if (view.state.seq >= input.first_seq) return this.adopt(view, input);
        if (view.state.seq < input.first_seq - 1)
            throw lost("Its log is shorter than this history: was a backup restored?");
        const turning = await this.decide(view, input);
        // Facts are refused where the log is ahead of this fold; where there are none, it is asked.
        if (turning.draft.facts.length === 0 && (await this.isAhead(view))) {
            views.drop(input.execution_id);
            return this.overtaken(input);
        }
        if (isBlank(turning)) return this.answer(turning, input);
        const committed = await this.commit(turning);
        if (committed.kind === "stored") return this.answer(turning, input);
        views.drop(input.execution_id);
        if (committed.kind === "refused") return this.refuse(input, committed.error);
        return this.overtaken(input);
    }

    /** A bug of ours must not be tried for ever: the execution ends, and says why. */
    private async decide(view: View, input: TurnInput): Promise<Turning> {
        crashPoint("turn_begun");
        const turning = new Turning(this.options, view, input);
        try {
            await turning.run();
        } catch (error) {
            if (!(error instanceof StepFailed)) throw error;
            const { logger, views } = this.options;
            const about = {
                event: "engine.step_failed",
                execution_id: view.row.id,
                err: error.cause
            };
            logger.error(about, "A step failed");
            views.drop(view.row.id);
            return this.failHard(input, CRASHED);
        }
        return turning;
    }

    private async isAhead({ row, state }: View): Promise<boolean> {
        return (await this.options.data.rows.facts(row.id, state.seq)).length > 0;
    }

    private async overtaken(input: TurnInput): Promise<TurnOutput> {
        const view = await this.options.views.reach(input.execution_id, input.first_seq);
        if (view === null) throw lost("There is no such execution any more.");
        if (view.state.seq >= input.first_seq) return this.adopt(view, input);
        // Neither stored nor overtaken: somebody holds the row, or ended it and is not seen yet.
        throw ApplicationFailure.retryable("The turn could not be stored.", "NOT_STORED");
    }

    private async refuse(input: TurnInput, error: Error): Promise<TurnOutput> {
        const { logger } = this.options;
        const about = { execution_id: input.execution_id, reason: error.message };
        logger.error({ event: "engine.storage_rejected", ...about }, "Facts refused");
        return this.endHard(input, REFUSED);
    }

    private async endHard(input: TurnInput, error: NodeError): Promise<TurnOutput> {
        const { views } = this.options;
        const turning = await this.failHard(input, error);
        const committed = await this.commit(turning);
        if (committed.kind === "stored") return this.answer(turning, input);
        views.drop(input.execution_id);
        return this.overtaken(input);
    }

    /** Ends it from outside the core, where its log ends: nothing of the turn is kept but that. */
    private async failHard(input: TurnInput, error: NodeError): Promise<Turning> {
        const view = await this.options.views.reach(input.execution_id, input.first_seq - 1);
        if (view === null || view.state.seq >= input.first_seq)
            throw ApplicationFailure.retryable("Its log has gone on meanwhile.", "NOT_STORED");
        const turning = new Turning(this.options, view, input);
        const { draft } = turning;
        const at = Math.max(this.options.clock.now(), view.state.at);
        closeRequests(draft, at);
        draft.told.push(...awaitedChildren(view).map((id) => cancelOf(view, { id })));
        const fact: Fact = { kind: "execution:failed", at, error };
        evolve(view.plan, view.state, fact);
        view.results.record(fact);
        draft.facts.push(fact);
        draft.texts.push(JSON.stringify(fact));
        draft.status = statusRow(status(view.state), view.state.seq, fact);
        draft.forgets = true;
        projectCalls(view, [fact]);
        turning.taken = input.events.length;
        return turning;
    }

    private commit(turning: Turning): Promise<TurnCommit> {
        const { store } = this.options;
        return store.commit(turning.view.row.id, [turning.draft, ...turning.calledDrafts]);
    }

    private async answer(turning: Turning, input: TurnInput): Promise<TurnOutput> {
        const { view, draft } = turning;
        view.draft = emptyDraft(view.row, view.state.seq + 1);
        for (const go of draft.after) go();
        if (draft.facts.length > 0) this.options.stored(view, draft);
        if (view.state.ended !== null) this.options.views.drop(view.row.id);
        crashPoint("turn_answered");
        // One step may open thousands: no marker holds them, so they are read back like anybody's.
        if (turning.bytes > ANSWER_BYTES) return this.adopt(view, input);
        const settled = draft.outcomes.map(({ inbox_id, outcome }) => ({ id: inbox_id, outcome }));
        const facts = draft.facts.map(bare);
        return {
            facts,
            bytes: sizeOf(facts),
            adopted: false,
            more: turning.isLeft || turning.taken < input.events.length,
            taken: turning.taken,
            now: this.options.clock.now(),
            wake_at: turning.wake_at,
            early: turning.early,
            outcomes: [...turning.known, ...settled],
            children: turning.children,
            ...namesWaits(view),
            ...(input.is_opening ? { plan: skeleton(view.plan) } : {})
        };
    }

    /** Stored before this turn: it brings them, and leaves its events where they are. */
    private async adopt(view: View, input: TurnInput): Promise<TurnOutput> {
        const { execution_id, workspace_id, first_seq } = input;
        const { data, called, clock } = this.options;
        const page = await data.rows.page({ execution_id, workspace_id }, first_seq - 1, PAGE_ROWS);
        const { facts, bytes } = within(page.map(bare));
        return {
            facts,
            bytes,
            adopted: true,
            more: first_seq - 1 + facts.length < view.state.seq,
            taken: 0,
            now: clock.now(),
            wake_at: null,
            early: [],
            outcomes: [],
            children: await called.of(view, facts, input.app_url),
            ...namesWaits(view),
            ...(input.is_opening ? { plan: skeleton(view.plan) } : {})
        };
    }
}

/** Whether the workflow says what it waits for stands in its history, never in its code. */
function namesWaits({ state }: View): Pick<TurnOutput, "names_waits"> {
    return status(state) === "waiting" ? { names_waits: true } : {};
}

function sizeOf(facts: readonly Fact[]): number {
    return facts.reduce((sum, fact) => sum + JSON.stringify(fact).length, 0);
}

/** The first ones, at least one. */
function within(page: readonly Fact[]): {
    readonly facts: readonly Fact[];
    readonly bytes: number;
} {
    let bytes = 0;
    const facts: Fact[] = [];
    for (const fact of page) {
        bytes += JSON.stringify(fact).length;
        if (facts.length > 0 && bytes > PAGE_BYTES) break;
        facts.push(fact);
    }
    return { facts, bytes };
}

function isBlank({ draft }: Turning): boolean {
    return (
        draft.facts.length === 0 &&
        draft.outcomes.length === 0 &&
        draft.attempts.length === 0 &&
        draft.logs.length === 0
    );
}

/** The history stands for something that is no more: trying again never helps. */
function lost(message: string): ApplicationFailure {
    return ApplicationFailure.nonRetryable(message, "ENGINE_LOST");
}

const CRASHED: NodeError = {
    code: "INTERNAL_ERROR",
    message: "The engine could not go on with this execution.",
    details: { solution: "Report it with the id of this execution." },
    is_retryable: false
};

const REFUSED: NodeError = {
    code: "STORAGE_REJECTED",
    message: "The database cannot store what this execution produced.",
    details: { solution: "Look at the last node's output for values nobody can store." },
    is_retryable: false
};
