import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Open, OpenRun } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { Usage } from "@flowmaestro/shared/orchestrator/values.ts";
import { Results } from "../../data-plane/results.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { ExecutionRow } from "../hosting/execution-row.ts";
import type { Draft, StartRow } from "../hosting/draft.ts";
import { emptyDraft } from "../hosting/draft.ts";
import type { Reuse } from "../hosting/reuse.ts";
import type { Timer } from "./timers.ts";

/** An execution this process owns and has in memory: its state, what it does, what it has not said. */
export interface Hot {
    readonly row: ExecutionRow;
    readonly plan: Plan;
    readonly state: State;
    /** What the instances gave: the data plane's fold of the same facts. */
    readonly results: Results;
    /** Events to take, in order; `head` is the next one. */
    readonly events: QueuedEvent[];
    head: number;
    /** Stands in the scheduler's line. */
    queued: boolean;
    draft: Draft;
    /** Of its bytes, how many the executions have counted as unwritten. */
    counted: number;
    /** On disk up to here. */
    flushed_seq: number;
    /** Drafts given to the writer and not stored yet. */
    in_flight: number;
    /** The status its row has, or will have with the draft. */
    status: string;
    readonly open: Map<string, Work>;
    /** Of a re-run, once its first run is about to be performed. */
    reuse: Reuse | null;
    /** Calls of other workflows under way: until they are made it has to stay in memory. */
    calls: number;
    /** Inbox rows that were taken, so that a second look does not take them again. */
    readonly taken: Set<string>;
    readonly ended: (() => void)[];
    /** While somebody waits for the end of what was started here: all its facts, if they are few. */
    watched: { readonly start: StartRow; readonly facts: Fact[]; bytes: number } | null;
    /** Since when nothing has happened; milliseconds of the host. */
    quiet_since: number;
    /** Being laid down: the draft that says so is in flight, and nothing is taken until it landed. */
    falling: boolean;
    /** Its row became this worker's, while what is here was leaving or had never been stored. */
    claimed: boolean;
    /** Facts up to here need not be folded to know it. */
    snapshot_seq: number;
    /** Ended, handed over or lost: whatever still comes in is dropped. */
    gone: boolean;
}

export interface QueuedEvent {
    readonly event: Event;
    /** Taken together with it, in one step: a signal that reaches several waits. */
    readonly more?: readonly Event[];
    /** The inbox row it came from. */
    readonly inbox_id?: string;
}

/** Something open and what this process does about it. */
export interface Work {
    open: Open;
    /** Rings at the deadline. */
    deadline: Timer | undefined;
    run: RunWork | null;
}

/** One run, over all its attempts. */
export interface RunWork {
    readonly open: OpenRun;
    /** Made when somebody asks: most runs are over before anybody does. */
    controller: AbortController | null;
    /** From 1; attempts that were lost or interrupted do not count. */
    attempt: number;
    /** Of rows in `node_attempts`, lost and interrupted ones included. */
    rows: number;
    /** Of the first attempt. */
    started_at: number | null;
    /** Of the attempt under way, once it has begun. */
    since: number | null;
    backoff: Timer | undefined;
    usage: Usage | undefined;
    /**
     * A process ended while it was open, and a row says so. Its next attempt is written down before
     * it begins, so that only attempts that really were under way count when that happens again.
     */
    suspect: boolean;
    /** Row of `node_attempts` that says that this attempt is under way. */
    marked: number | null;
    /** An attempt is under way, so somebody will report. */
    busy: boolean;
    /**
     * Nobody listens to it here any more: its end is among the events, or it was interrupted and goes
     * on elsewhere.
     */
    reported: boolean;
}

export function newRun(open: OpenRun): RunWork {
    return {
        open,
        controller: null,
        attempt: 1,
        rows: 0,
        started_at: null,
        since: null,
        backoff: undefined,
        usage: undefined,
        suspect: false,
        marked: null,
        busy: false,
        reported: false
    };
}

export function controllerOf(run: RunWork): AbortController {
    return (run.controller ??= new AbortController());
}

/**
 * Takes back the row that says that it is about to begin. True where the rows then say all: that it was
 * cut off before, and has not begun since.
 */
export function takeBackBeginning(
    { draft: { attempts } }: Hot,
    { suspect, marked, open }: RunWork
): boolean {
    if (!suspect || marked === null) return suspect;
    const at = attempts.findIndex(
        ({ instance, attempt }) => instance === open.id && attempt === marked
    );
    if (at >= 0) attempts.splice(at, 1);
    return at >= 0;
}

export function addUsage(sum: RunWork["usage"], usage: NonNullable<RunWork["usage"]>) {
    return {
        cost_usd: (sum?.cost_usd ?? 0) + (usage.cost_usd ?? 0),
        tokens: (sum?.tokens ?? 0) + (usage.tokens ?? 0)
    };
}

export function createHot(
    row: ExecutionRow,
    plan: Plan,
    state: State,
    results = new Results(plan)
): Hot {
    return {
        row,
        plan,
        state,
        results,
        events: [],
        head: 0,
        queued: false,
        draft: emptyDraft(row, state.seq + 1),
        counted: 0,
        flushed_seq: state.seq,
        in_flight: 0,
        status: "pending",
        open: new Map(),
        reuse: null,
        calls: 0,
        taken: new Set(),
        ended: [],
        watched: null,
        quiet_since: 0,
        falling: false,
        claimed: false,
        snapshot_seq: 0,
        gone: false
    };
}

/** Above this whoever waits for the end reads it from the log. */
const WATCHED_BYTES = 65_536;

/** Facts on the way to the disk, for whoever waits for the end. */
export function watch(hot: Hot, fact: Fact, bytes: number): void {
    const { watched } = hot;
    if (watched === null) return;
    watched.facts.push(fact);
    watched.bytes += bytes;
    if (watched.bytes > WATCHED_BYTES) hot.watched = null;
}

export function nextEvent(hot: Hot): QueuedEvent | undefined {
    const next = hot.events[hot.head];
    if (next === undefined) return undefined;
    hot.head += 1;
    if (hot.head === hot.events.length) {
        hot.events.length = 0;
        hot.head = 0;
    }
    return next;
}

/** Time within an execution never goes back. */
export function notBefore(event: Event, at: number): Event {
    return event.at >= at ? event : { ...event, at };
}
