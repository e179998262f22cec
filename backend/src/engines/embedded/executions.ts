import type { Logger } from "../../platform/logger.ts";
import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import { step } from "@flowmaestro/shared/orchestrator/step.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Clock } from "../../platform/clock.ts";
import { errorCode } from "../../storage/database.ts";
import { emptyDraft, isBlank } from "../hosting/draft.ts";
import type { Draft } from "../hosting/draft.ts";
import type { Host } from "./host.ts";
import { isResting, maySleep, sleepOf } from "./falling-asleep.ts";
import { nextEvent, notBefore, watch } from "./hot.ts";
import type { Hot, QueuedEvent } from "./hot.ts";
import type { Performer } from "./performer.ts";
import { awaitedChildren, cancelOf, projectCalls } from "../hosting/calls.ts";
import { closeRequests, projectRequests } from "../hosting/requests.ts";
import { Scheduler } from "./scheduler.ts";
import { settleOutcome } from "../hosting/settle-outcome.ts";
import { statusRow } from "../hosting/status-row.ts";

/** Beyond this an execution waits for its draft to be stored before it goes on. */
const DRAFT_BYTES = 512 * 1024;
/** Beyond this, of all together, none goes on: a store that is slow or away must not fill memory. */
const UNWRITTEN_BYTES = 64 * 1024 * 1024;

const UNIQUE_VIOLATION = "23505";

export interface ExecutionsOptions {
    readonly host: Host;
    readonly time: Clock;
    readonly logger: Logger;
    /** Made later than this, since the two need each other. */
    readonly performer: () => Performer;
    /** Something is ready to be written. */
    readonly flush: () => void;
    /** It is on disk now: its facts may be seen, its outcomes told. */
    readonly stored: (hot: Hot, draft: Draft) => void;
    /** It is here, from rows or just begun. */
    readonly added: (hot: Hot) => void;
    /** It left without an end. `isCalled`: something came in for it meanwhile. */
    readonly asleep: (execution_id: string, wake_at: number, isCalled: boolean) => void;
}

/**
 * The executions this process has in memory, and the loop *take events → step → append → perform*.
 * The state runs ahead of the disk; what leaves the process (effects, frames, answers) hangs on the
 * draft and goes when the writer has stored it.
 */
export class Executions {
    private readonly options: ExecutionsOptions;
    private readonly scheduler: Scheduler;
    private readonly byId = new Map<string, Hot>();
    private readonly byWorkspace = new Map<string, number>();
    private dirty = new Set<Hot>();
    /** Bytes of drafts that are not stored, in flight or not. */
    private unwritten = 0;
    /** Have events and wait until less is unwritten. */
    private readonly stalled = new Set<Hot>();

    constructor(options: ExecutionsOptions) {
        this.options = options;
        this.scheduler = new Scheduler({
            host: options.host,
            work: (hot, until) => this.work(hot, until),
            afterRound: options.flush
        });
    }

    get size(): number {
        return this.byId.size;
    }

    /** Executions with something to do or to write: what back-pressure looks at. */
    get backlog(): number {
        return this.scheduler.waiting + this.dirty.size;
    }

    get(id: string): Hot | undefined {
        return this.byId.get(id);
    }

    all(): Hot[] {
        return [...this.byId.values()];
    }

    activeOf(workspace_id: string): number {
        return this.byWorkspace.get(workspace_id) ?? 0;
    }

    add(hot: Hot): void {
        const { id, workspace_id } = hot.row;
        this.byId.set(id, hot);
        this.byWorkspace.set(workspace_id, this.activeOf(workspace_id) + 1);
        hot.quiet_since = this.options.host.monotonic();
        this.options.added(hot);
    }

    /** Lays down what has been waiting for a while without a word. */
    doze(): void {
        const now = this.now();
        for (const hot of this.byId.values()) if (maySleep(hot, now)) this.touch(hot);
    }

    push(hot: Hot, queued: QueuedEvent): void {
        if (hot.gone) return;
        hot.events.push(queued);
        this.scheduler.wake(hot);
    }

    /** The draft holds something that is no fact (an attempt, an effect that waits for the disk). */
    touch(hot: Hot): void {
        if (hot.gone) return;
        this.dirty.add(hot);
        this.scheduler.wake(hot);
    }

    /** Forgets it: nothing that still comes in for it is taken. `lost` is for who waits for a start. */
    drop(hot: Hot, lost?: Error): void {
        if (hot.gone) return;
        hot.gone = true;
        this.forget(hot);
        this.options.performer().abandon(hot);
        hot.events.length = 0;
        hot.head = 0;
        for (const tell of hot.draft.lost.splice(0)) {
            tell(lost ?? new Error("The execution is not here any more."));
        }
        for (const resolve of hot.ended.splice(0)) resolve();
    }

    /** For the writer: whole drafts, oldest first, about `bytes` of them. */
    take(bytes: number): Draft[] {
        const drafts: Draft[] = [];
        let size = 0;
        for (const hot of this.dirty) {
            if (size >= bytes) break;
            // Nothing follows the draft that lays it down.
            if (hot.falling) continue;
            this.dirty.delete(hot);
            const draft = hot.draft;
            if (draft.start?.request.is_wanted?.() === false) {
                this.drop(hot, new Error("Whoever called it does not wait for it any more."));
                continue;
            }
            this.layDown(hot);
            this.count(hot);
            hot.counted = 0;
            hot.draft = emptyDraft(hot.row, draft.first_seq + draft.texts.length);
            if (isBlank(draft) && hot.in_flight === 0) {
                // Nothing to write and nothing before it in flight: it is as if it were stored.
                this.unwritten -= draft.bytes;
                for (const go of draft.after) go();
                this.release(hot);
                continue;
            }
            hot.in_flight += 1;
            drafts.push(draft);
            size += draft.bytes;
        }
        return drafts;
    }

    stored(draft: Draft): void {
        this.landed(draft);
        const hot = this.byId.get(draft.execution_id);
        if (hot === undefined) {
            // Handed over meanwhile. Who waits for an answer gets it; runs see that they are nobody's.
            for (const go of draft.after) go();
            return;
        }
        hot.in_flight -= 1;
        hot.flushed_seq = draft.first_seq + draft.texts.length - 1;
        // Attempts are told with rows of their own.
        if (draft.attempts.length > 0) hot.watched = null;
        try {
            this.options.stored(hot, draft);
        } catch (error) {
            // Showing it failed, storing it did not: readers find it in the log.
            const { logger } = this.options;
            const about = { event: "engine.show_failed", execution_id: hot.row.id, err: error };
            logger.error(about, "Stored facts could not be shown");
        }
        for (const go of draft.after) go();
        if (draft.sleep !== null) {
            const isCalled = hot.head < hot.events.length || !isBlank(hot.draft);
            this.leave(hot, draft.sleep.wake_at, isCalled);
            return;
        }
        if (hot.head < hot.events.length) this.scheduler.wake(hot);
        this.release(hot);
    }

    /** The database holds none of it: this execution alone ends, and says why. */
    refused(draft: Draft, error: Error): void {
        const { logger } = this.options;
        this.landed(draft);
        const hot = this.byId.get(draft.execution_id);
        for (const tell of draft.lost) tell(error);
        if (hot === undefined) return;
        hot.in_flight -= 1;
        hot.falling = false;
        const about = { execution_id: hot.row.id, reason: error.message };
        // The same start twice is no news: whoever asked is told of the first one.
        if (draft.start !== null && errorCode(error) === UNIQUE_VIOLATION)
            logger.debug({ event: "engine.start_repeated", ...about }, "Start repeated");
        else logger.error({ event: "engine.storage_rejected", ...about }, "Facts refused");
        if (draft.start !== null) {
            this.leave(hot);
            return;
        }
        this.failHard(hot, draft.first_seq, {
            code: "STORAGE_REJECTED",
            message: "The database cannot store what this execution produced.",
            details: { solution: "Look at the last node's output for values nobody can store." },
            is_retryable: false
        });
    }

    /** A bug of ours must not take the process or the neighbours with it: this execution alone ends. */
    crash(hot: Hot, error: unknown): void {
        if (hot.gone) return;
        const { logger } = this.options;
        const about = { event: "engine.step_failed", execution_id: hot.row.id, err: error };
        logger.error(about, "A step failed");
        this.failHard(hot, hot.draft.first_seq, {
            code: "INTERNAL_ERROR",
            message: "The engine could not go on with this execution.",
            details: { solution: "Report it with the id of this execution." },
            is_retryable: false
        });
    }

    private work(hot: Hot, until: number): boolean {
        for (let next = this.takeEvent(hot); next !== undefined; next = this.takeEvent(hot)) {
            try {
                this.advance(hot, next);
            } catch (error) {
                this.crash(hot, error);
            }
            if (this.options.host.monotonic() >= until) break;
        }
        this.release(hot);
        if (hot.gone || hot.falling || hot.head === hot.events.length) return false;
        if (this.unwritten >= UNWRITTEN_BYTES) this.stalled.add(hot);
        else if (!isFull(hot.draft)) return true;
        return false;
    }

    /** None of these will be stored by this process. */
    lost(drafts: readonly Draft[]): void {
        for (const draft of drafts) this.unwritten -= draft.bytes;
    }

    private landed(draft: Draft): void {
        this.unwritten -= draft.bytes;
        if (this.stalled.size === 0 || this.unwritten >= UNWRITTEN_BYTES) return;
        const stalled = [...this.stalled];
        this.stalled.clear();
        for (const hot of stalled) this.scheduler.wake(hot);
    }

    /** What the draft has grown by since it was last counted; values are put into it by runs, too. */
    private count(hot: Hot): void {
        this.unwritten += hot.draft.bytes - hot.counted;
        hot.counted = hot.draft.bytes;
    }

    private forget(hot: Hot): void {
        const { id, workspace_id } = hot.row;
        this.byId.delete(id);
        const left = this.activeOf(workspace_id) - 1;
        if (left > 0) this.byWorkspace.set(workspace_id, left);
        else this.byWorkspace.delete(workspace_id);
        this.dirty.delete(hot);
        this.stalled.delete(hot);
        this.unwritten -= hot.counted;
        hot.counted = 0;
    }

    /** What waits goes to disk with its last draft and leaves memory when that has landed. */
    private layDown(hot: Hot): void {
        const sleep = isResting(hot) ? sleepOf(hot, this.now()) : null;
        if (sleep === null) return;
        const { draft, status, state } = hot;
        const { wake_at } = sleep;
        draft.status = { ...(draft.status ?? statusRow(status, state.seq, undefined)), wake_at };
        draft.sleep = sleep;
        hot.falling = true;
    }

    /**
     * Its row is nobody's from here on, or was never stored from here. What came in meanwhile is a
     * row too, or rings again; if the row is this worker's after all, it is taken up anew.
     */
    private leave(hot: Hot, wake_at = Infinity, isCalled = false): void {
        this.drop(hot);
        this.options.asleep(hot.row.id, wake_at, isCalled || hot.claimed);
    }

    private now() {
        const { host, time } = this.options;
        return { monotonic: host.monotonic(), at: time.now() };
    }

    /** An ended execution leaves once all it had to say is on disk. */
    private release(hot: Hot): void {
        const isStored = hot.in_flight === 0 && hot.flushed_seq === hot.state.seq;
        const isQuiet = hot.head === hot.events.length && !this.dirty.has(hot);
        if (hot.state.ended !== null && isStored && isQuiet && !hot.gone) this.drop(hot);
    }

    private takeEvent(hot: Hot): QueuedEvent | undefined {
        if (hot.gone || hot.falling || isFull(hot.draft)) return undefined;
        return this.unwritten >= UNWRITTEN_BYTES ? undefined : nextEvent(hot);
    }

    private advance(hot: Hot, queued: QueuedEvent): void {
        const { plan, state } = hot;
        hot.quiet_since = this.options.host.monotonic();
        const facts = step(plan, state, notBefore(queued.event, state.at));
        for (const event of queued.more ?? [])
            facts.push(...step(plan, state, notBefore(event, state.at)));
        for (const fact of facts) this.record(hot, fact);
        if (queued.inbox_id !== undefined) {
            const outcome = settleOutcome(state, queued.event.kind, facts);
            hot.draft.outcomes.push({ inbox_id: queued.inbox_id, outcome });
        }
        if (facts.length > 0) {
            this.project(hot, facts);
            projectRequests(hot, facts);
            projectCalls(hot, facts);
            this.options.performer().apply(hot, delta(plan, facts));
        }
        this.count(hot);
        if (!isBlank(hot.draft) || hot.draft.after.length > 0) this.dirty.add(hot);
    }

    private record(hot: Hot, fact: Fact): void {
        const text = JSON.stringify(fact);
        hot.draft.facts.push(fact);
        hot.draft.texts.push(text);
        hot.draft.bytes += text.length;
        hot.results.record(fact);
        watch(hot, fact, text.length);
    }

    /** The row follows the facts, and is written only when the status changes. */
    private project(hot: Hot, facts: readonly Fact[]): void {
        const now = status(hot.state);
        if (now === hot.status && hot.draft.start === null) return;
        hot.status = now;
        hot.draft.status = statusRow(now, hot.state.seq, facts.at(-1));
        hot.draft.forgets = hot.state.ended !== null && hot.snapshot_seq > 0;
    }

    /**
     * Ends an execution from outside the core: what was not stored is forgotten, and its place in the
     * log is taken by one terminal fact.
     */
    private failHard(hot: Hot, seq: number, error: NodeError): void {
        const children = awaitedChildren(hot);
        this.options.performer().abandon(hot);
        hot.events.length = 0;
        hot.head = 0;
        hot.watched = null;
        const forgotten = hot.draft;
        this.unwritten -= hot.counted;
        hot.counted = 0;
        hot.draft = emptyDraft(hot.row, seq);
        closeRequests(hot.draft, hot.state.at);
        hot.draft.told.push(...children.map((id) => cancelOf(hot, { id })));
        // Whoever waits for an answer gets one: what they brought is forgotten, it failed instead.
        for (const { inbox_id } of forgotten.outcomes) {
            hot.draft.outcomes.push({ inbox_id, outcome: { kind: "finished", status: "failed" } });
        }
        for (const tell of forgotten.lost) tell(new Error(error.message));
        if (forgotten.start !== null) {
            this.leave(hot);
            return;
        }
        const at = Math.max(this.options.time.now(), hot.state.at);
        const fact: Fact = { kind: "execution:failed", at, error };
        evolve(hot.plan, hot.state, fact);
        hot.state.seq = seq;
        this.record(hot, fact);
        // What was refused may have been the row's own end.
        hot.status = "";
        this.project(hot, [fact]);
        projectCalls(hot, [fact]);
        this.touch(hot);
    }
}

/** One event is always taken, however large what came before it: only facts make a draft go out. */
function isFull(draft: Draft): boolean {
    return draft.texts.length > 0 && draft.bytes >= DRAFT_BYTES;
}
