import type { Event, Result } from "@flowmaestro/shared/orchestrator/events.ts";
import { parseId } from "@flowmaestro/shared/orchestrator/instance.ts";
import type { Delta, Open, OpenChild } from "@flowmaestro/shared/orchestrator/open.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { Lanes } from "../../data-plane/lanes.ts";
import { cancelled, crashed } from "../../data-plane/node-error.ts";
import type { AttemptOutcome, Runner } from "../../data-plane/runner.ts";
import type { ValueRow } from "../../data-plane/values.ts";
import { askedToWait, backoffMs } from "../hosting/backoff.ts";
import type { RunHint } from "../hosting/hints.ts";
import type { Clock } from "../../platform/clock.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import type { AttemptRow } from "../hosting/draft.ts";
import { addUsage, controllerOf, newRun, takeBackBeginning } from "./hot.ts";
import type { Hot, RunWork, Work } from "./hot.ts";
import type { Rerun } from "../engine.ts";
import { Reuse } from "../hosting/reuse.ts";
import type { ReuseOptions } from "../hosting/reuse.ts";
import type { Timers } from "./timers.ts";

/**
 * Performs what the core opened, and stops what it ended. Deadlines are timers; runs are attempts with
 * a policy around them. A run of lane `inline` goes ahead of the disk, since nobody outside can see
 * it; every other one is sent only when its `node:started` is stored.
 */
export interface PerformerOptions {
    readonly runner: Runner;
    readonly timers: Timers;
    readonly time: Clock;
    /** Queues an event and wakes the execution. */
    readonly push: (hot: Hot, event: Event) => void;
    /** Something that is no fact was put into the draft. */
    readonly dirty: (hot: Hot) => void;
    readonly reuse: ReuseOptions;
    readonly storeValue: (hot: Hot, row: ValueRow) => Promise<void>;
    readonly hint: (hot: Hot, hint: RunHint) => void;
    /** Starts the execution that an open child is, unless it is there already. */
    readonly call: (hot: Hot, open: OpenChild) => void;
    /** A bug of ours while a run was reported. */
    readonly onCrash: (hot: Hot, error: unknown) => void;
}

/** Values up to this travel with their facts; larger ones are stored before they are reported. */
const WITH_FACTS_BYTES = 65_536;

const PREPARE_AGAIN_MS = 500;

/** Made once: each would carry a stack of its own. */
const ENDED = new DOMException("The run has ended.", "AbortError");
const STOPPED = new DOMException("The run was asked to stop.", "AbortError");

export class Performer {
    private readonly options: PerformerOptions;
    private readonly lanes = new Lanes();
    /** The process stops: nothing leaves it any more. */
    private isClosing = false;

    constructor(options: PerformerOptions) {
        this.options = options;
    }

    apply(hot: Hot, { opened, ended }: Delta): void {
        for (const id of ended) this.end(hot, id);
        for (const open of opened) this.open(hot, open);
    }

    /** What a log says is open, after another process owned it. `run` says what was tried. */
    resume(hot: Hot, open: Open, run: Partial<RunWork>, when: number | "now" | "never"): void {
        const work = this.replace(hot, open);
        if (open.kind === "child") this.options.call(hot, open);
        if (open.kind !== "run") return;
        work.run = { ...newRun(open), ...run };
        if (when === "never") return;
        if (open.stopping === true) this.stop(hot, work.run);
        else if (when === "now") this.send(hot, work.run);
        else this.wait(hot, work.run, when);
    }

    /** Drops everything without a word: the execution ended, or is somebody else's now. */
    abandon(hot: Hot): void {
        for (const id of hot.open.keys()) this.end(hot, id);
    }

    /**
     * The process stops. What is under way outside, or would be next, is written down as interrupted:
     * whoever takes it up need not take it for lost. What is inline is done again without a word.
     */
    interrupt(all: readonly Hot[]): void {
        this.isClosing = true;
        for (const hot of all)
            for (const { run } of hot.open.values()) if (run !== null) this.cutOff(hot, run);
    }

    private cutOff(hot: Hot, run: RunWork): void {
        const { busy, backoff, since } = run;
        const isOutside = hot.plan.nodes[run.open.node]?.lane !== "inline";
        if (run.reported || !isOutside || (!busy && backoff === undefined)) return;
        run.reported = true;
        run.busy = false;
        if (busy) controllerOf(run).abort(ENDED);
        this.options.timers.cancel(backoff);
        if (takeBackBeginning(hot, run)) return;
        const now = this.options.time.now();
        const next_at = busy ? null : (backoff?.at ?? null);
        const times = { started_at: since ?? now, ended_at: now, next_at };
        this.note(hot, run, { status: "interrupted", ...times });
    }

    private open(hot: Hot, open: Open): void {
        const work = this.replace(hot, open);
        if (open.kind === "child") {
            hot.draft.after.push(() => this.options.call(hot, open));
            this.options.dirty(hot);
        }
        if (open.kind !== "run") return;
        if (open.stopping === true) {
            work.run ??= newRun(open);
            this.stop(hot, work.run);
        } else if (work.run === null) {
            work.run = newRun(open);
            this.send(hot, work.run);
        }
    }

    private replace(hot: Hot, open: Open): Work {
        const known = hot.open.get(open.id);
        const { timers } = this.options;
        timers.cancel(known?.deadline);
        const kept = known?.open.kind === open.kind ? known : undefined;
        if (kept === undefined && known?.run) controllerOf(known.run).abort();
        const work: Work = kept ?? { open, deadline: undefined, run: null };
        work.open = open;
        const at = nextDeadline(open, this.options.time.now());
        work.deadline =
            at === undefined ? undefined : timers.set(at, () => this.due(hot, open, at));
        hot.open.set(open.id, work);
        return work;
    }

    private due(hot: Hot, open: Open, at: number): void {
        crashPoint("timer_due");
        this.options.push(hot, {
            kind: "due",
            at: Math.max(this.options.time.now(), at),
            id: open.id
        });
        // A question rings twice: for its warning, and for its end.
        const { deadline } = open;
        if (open.kind !== "ask" || deadline === undefined || deadline <= at) return;
        const work = hot.open.get(open.id);
        if (work === undefined) return;
        work.deadline = this.options.timers.set(deadline, () => this.due(hot, open, deadline));
    }

    private end(hot: Hot, id: string): void {
        const work = hot.open.get(id);
        if (work === undefined) return;
        hot.open.delete(id);
        this.options.timers.cancel(work.deadline);
        this.options.timers.cancel(work.run?.backoff);
        // Nobody is at work in most cases: the run ended because it reported.
        if (work.run?.busy === true) controllerOf(work.run).abort(ENDED);
    }

    /** Asked to end: who is at work is told, who is not is reported at once. */
    private stop(hot: Hot, run: RunWork): void {
        this.options.timers.cancel(run.backoff);
        controllerOf(run).abort(STOPPED);
        if (!run.busy) this.settle(hot, run, { kind: "failed", error: cancelled() });
    }

    private send(hot: Hot, run: RunWork): void {
        if (hot.row.origin.rerun !== null && this.takeOver(hot, run, hot.row.origin.rerun)) return;
        const node = hot.plan.nodes[run.open.node];
        if (node === undefined) {
            const error = crashed("its plan does not know it");
            this.settle(hot, run, { kind: "failed", error });
        } else if (node.lane === "inline") {
            this.attempt(hot, run, () => undefined);
        } else {
            run.busy = true;
            if (this.isClosing) {
                this.cutOff(hot, run);
                return;
            }
            const { workspace_id } = hot.row;
            hot.draft.after.push(() => {
                this.lanes.enter(node.lane, workspace_id, (leave) => this.begin(hot, run, leave));
            });
            this.options.dirty(hot);
        }
    }

    /** A run of a re-run that has its result already; true when there is nothing to perform now. */
    private takeOver(hot: Hot, run: RunWork, rerun: Rerun): boolean {
        const { reuse: options, time, push } = this.options;
        const reuse = (hot.reuse ??= new Reuse(options, hot.row, rerun, hot.plan));
        if (!reuse.isReady) {
            run.busy = true;
            // Its values are copied to the row of this execution, which has to be there first.
            hot.draft.after.push(() => this.prepare(hot, run, reuse));
            this.options.dirty(hot);
            return true;
        }
        const event = reuse.of(run.open.id, time.now());
        if (event !== null) push(hot, event);
        return event !== null;
    }

    private prepare(hot: Hot, run: RunWork, reuse: Reuse): void {
        if (!this.isCurrent(hot, run)) return;
        const again = (): void => this.prepare(hot, run, reuse);
        reuse.prepare().then(
            () => {
                run.busy = false;
                if (this.isCurrent(hot, run)) this.send(hot, run);
            },
            // The database is away: the run is open and nobody else performs it.
            () => this.options.timers.set(this.options.time.now() + PREPARE_AGAIN_MS, again)
        );
    }

    /** It has its place. A suspect is written down before it begins. */
    private begin(hot: Hot, run: RunWork, leave: () => void): void {
        if (!run.suspect || !this.isCurrent(hot, run)) {
            this.attempt(hot, run, leave);
            return;
        }
        run.rows += 1;
        run.marked = run.rows;
        this.note(hot, run, { status: "running", started_at: this.options.time.now() });
        hot.draft.after.push(() => this.attempt(hot, run, leave));
    }

    private note(
        hot: Hot,
        run: RunWork,
        what: Pick<AttemptRow, "status" | "started_at"> & Partial<AttemptRow>
    ): void {
        const attempt = run.marked ?? (run.rows += 1);
        const row = { ended_at: null, next_at: null, error: null, ...what };
        hot.draft.attempts.push({ instance: run.open.id, attempt, ...row });
        this.options.dirty(hot);
    }

    private attempt(hot: Hot, run: RunWork, leave: () => void): void {
        const node = hot.plan.nodes[run.open.node];
        if (node === undefined || !this.isCurrent(hot, run)) {
            leave();
            return;
        }
        run.busy = true;
        if (run.controller?.signal.aborted === true) {
            leave();
            this.settle(hot, run, { kind: "failed", error: cancelled() });
            return;
        }
        run.since = this.options.time.now();
        run.started_at ??= run.since;
        const { instance } = parseId(run.open.id);
        if (node.lane !== "inline") crashPoint("node_before_effect");
        const outcome = this.options.runner.attempt({
            execution: hot.row,
            plan: hot.plan,
            node: hot.reuse?.nodeOf(instance, node) ?? node,
            id: run.open.id,
            attempt: run.attempt,
            results: hot.results,
            signal: controllerOf(run).signal,
            hint: (hint) => this.options.hint(hot, { ...hint, node_id: node.id, instance })
        });
        if (!(outcome instanceof Promise)) {
            leave();
            this.finish(hot, run, outcome);
            return;
        }
        outcome
            .then((result) => {
                crashPoint("before_record");
                return this.store(hot, run, result);
            })
            .then((result) => this.finish(hot, run, result))
            .catch((error: unknown) => this.options.onCrash(hot, error))
            .finally(leave);
    }

    /** Large values are written before they are named, so that no batch of facts waits for them. */
    private async store(hot: Hot, run: RunWork, outcome: AttemptOutcome): Promise<AttemptOutcome> {
        const { rows } = outcome;
        const large = rows.filter((row) => row.bytes > WITH_FACTS_BYTES);
        if (large.length === 0 || !this.isCurrent(hot, run) || hot.flushed_seq === 0)
            return outcome;
        try {
            for (const row of large) await this.options.storeValue(hot, row);
            return { ...outcome, rows: rows.filter((row) => !large.includes(row)) };
        } catch {
            // The writer knows how to wait for the database; it takes the value with the fact.
            return outcome;
        }
    }

    private finish(hot: Hot, run: RunWork, outcome: AttemptOutcome): void {
        run.busy = false;
        if (!this.isCurrent(hot, run)) return;
        const { result, rows, logs, usage } = outcome;
        if (usage !== undefined) run.usage = addUsage(run.usage, usage);
        const { instance } = parseId(run.open.id);
        const node = hot.plan.nodes[run.open.node];
        for (const row of rows) {
            hot.draft.values.push(row);
            hot.draft.bytes += row.body === null ? 0 : row.bytes;
        }
        for (const log of logs) hot.draft.logs.push({ ...log, node_id: node?.id ?? "", instance });
        if (result.kind === "failed" && this.mayRetry(hot, run, result.error)) {
            this.retry(hot, run, result.error);
        } else {
            this.settle(hot, run, result);
        }
    }

    private mayRetry(hot: Hot, run: RunWork, error: NodeError): boolean {
        const attempts = hot.plan.nodes[run.open.node]?.retry.attempts ?? 1;
        const isStopped = run.controller?.signal.aborted === true;
        return error.is_retryable && run.attempt < attempts && !isStopped;
    }

    private retry(hot: Hot, run: RunWork, error: NodeError): void {
        const node = hot.plan.nodes[run.open.node];
        if (node === undefined) return;
        const { instance } = parseId(run.open.id);
        const now = this.options.time.now();
        const seed = `${hot.row.id}:${run.open.id}`;
        const next_at =
            now + Math.max(backoffMs(node.retry, run.attempt, seed), askedToWait(error));
        const times = { started_at: run.since ?? now, ended_at: now, next_at };
        this.note(hot, run, { status: "failed", ...times, error });
        // It ended by itself, so it takes nobody along.
        run.suspect = false;
        run.marked = null;
        run.since = null;
        run.attempt += 1;
        const { attempt } = run;
        hot.draft.after.push(() => {
            if (!this.isCurrent(hot, run)) return;
            const about = { node_id: node.id, instance };
            this.options.hint(hot, { kind: "retry", attempt, next_at, error, ...about });
        });
        this.wait(hot, run, next_at);
    }

    private wait(hot: Hot, run: RunWork, until: number): void {
        run.backoff = this.options.timers.set(until, () => {
            if (this.isCurrent(hot, run)) this.send(hot, run);
        });
    }

    /** Once: it may be stopped while its own report waits to be taken. */
    private settle(hot: Hot, run: RunWork, result: Result): void {
        if (run.reported) return;
        run.reported = true;
        const ended_at = this.options.time.now();
        if (run.marked !== null) {
            const started_at = run.started_at ?? ended_at;
            const what = result.kind === "failed" ? failedAttempt(result.error) : COMPLETED;
            this.note(hot, run, { ...what, started_at, ended_at });
        }
        this.options.push(hot, {
            kind: "settled",
            at: ended_at,
            id: run.open.id,
            result,
            attempts: run.attempt,
            started_at: run.started_at ?? ended_at,
            ended_at,
            usage: run.usage
        });
    }

    private isCurrent(hot: Hot, run: RunWork): boolean {
        return !hot.gone && !run.reported && hot.open.get(run.open.id)?.run === run;
    }
}

const COMPLETED = { status: "completed" } as const;

function failedAttempt(error: NodeError) {
    return { status: "failed", error } as const;
}

function nextDeadline(open: Open, now: number): number | undefined {
    if (open.kind === "ask" && open.warn_at !== undefined && open.warn_at > now)
        return open.warn_at;
    return open.deadline;
}
