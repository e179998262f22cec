import { parseId } from "@flowmaestro/shared/orchestrator/instance.ts";
import type { OpenRun } from "@flowmaestro/shared/orchestrator/open.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { NodeError, Usage } from "@flowmaestro/shared/orchestrator/values.ts";
import type { KnownAttempt } from "../../data-plane/known-execution.ts";
import { cancelled, crashed } from "../../data-plane/node-error.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { AttemptOutcome } from "../../data-plane/runner.ts";
import type { Clock } from "../../platform/clock.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import { askedToWait, backoffMs } from "../hosting/backoff.ts";
import { emptyDraft } from "../hosting/draft.ts";
import type { AttemptRow, Draft } from "../hosting/draft.ts";
import type { RunHint } from "../hosting/hints.ts";
import {
    LOST,
    POISONED,
    STOPPED,
    ended,
    failure,
    interrupted,
    interruption,
    isInterrupted,
    told
} from "./failures.ts";
import type { LightRuns } from "./turn/light-runs.ts";
import { outlast } from "./turn/outlast.ts";
import { withOwnRef } from "./turn/own-ref.ts";
import type { TurnStore } from "./turn/turn-store.ts";
import type { View } from "./turn/view.ts";
import type { Views } from "./turn/views.ts";
import type { Answer, RunInput } from "./workflow/protocol.ts";

export interface NodeRunsOptions {
    readonly views: Views;
    readonly store: TurnStore;
    readonly light: LightRuns;
    readonly data: Pick<DataPlane, "rows" | "runner">;
    readonly clock: Clock;
    readonly hint: (view: View, hint: RunHint) => void;
}

/** An open run of an execution. */
interface Run extends RunInput {
    readonly execution_id: string;
}

/** What Temporal knows of a try. */
export interface Try {
    /** From 1, lost and interrupted ones counted. */
    readonly attempt: number;
    /** Of attempts before, as they were last heard of. */
    readonly used: Usage | undefined;
    /** Aborts when the run is to end. */
    readonly signal: AbortSignal;
    readonly beat: (used: Usage | undefined) => void;
}

/** `signal` may be a stop of ours; this one aborts when Temporal lets go of the run. */
interface Alive extends Try {
    readonly alive: AbortSignal;
    /** Its attempts so far that left a row. */
    readonly attempts: readonly KnownAttempt[];
}

/** Lost in a row, a run takes no further worker along. */
const LOST_IN_A_ROW = 5;

/**
 * Runs that are not light: one try is one attempt. Its values and its row are stored here, its result
 * by the turn that hears of it. Retries are our policy, waited for by Temporal. One that its worker's
 * stop interrupts is told so and tried again at once: that is no attempt of its policy, and not lost.
 */
export class NodeRuns {
    private readonly options: NodeRunsOptions;
    /** At work in this process, by execution and id. */
    private readonly running = new Map<string, AbortController>();

    constructor(options: NodeRunsOptions) {
        this.options = options;
    }

    /** Facts ended these, or asked them to end: sooner than a heartbeat would tell. */
    stop(execution_id: string, ids: readonly string[]): void {
        for (const id of ids) this.running.get(keyOf(execution_id, id))?.abort(STOPPED);
    }

    /** How many of an execution are at work in this process. */
    atWork(execution_id: string): number {
        const prefix = keyOf(execution_id, "");
        let count = 0;
        for (const key of this.running.keys()) if (key.startsWith(prefix)) count += 1;
        return count;
    }

    async run(input: Run, given: Try): Promise<Answer> {
        const { execution_id, id } = input;
        const { view, open, taken, attempts } = await outlast(given.signal, () =>
            this.options.views.alone(execution_id, () => this.look(input))
        );
        // A try of an earlier history, or one that comes too late: it sends nothing.
        if (view === null || open?.kind !== "run") throw ended(id);
        if (taken !== null) {
            const { kind: _kind, at: _at, id: _id, ...answer } = taken;
            return answer;
        }
        const controller = new AbortController();
        const key = keyOf(execution_id, id);
        this.running.set(key, controller);
        if (open.stopping === true) controller.abort(STOPPED);
        try {
            const signal = AbortSignal.any([given.signal, controller.signal]);
            const alive = given.signal;
            return await this.attempt(view, open, { ...given, signal, alive, attempts });
        } finally {
            if (this.running.get(key) === controller) this.running.delete(key);
        }
    }

    private async look({ execution_id, id }: Run) {
        const found = await this.options.views.latest(execution_id, id);
        if (found === null) return { view: null, open: undefined, taken: null, attempts: [] };
        const { view, attempts } = found;
        const taken = await this.options.light.reused(view, id);
        return { view, open: view.open.get(id)?.open, taken, attempts };
    }

    private async attempt(view: View, open: OpenRun, given: Alive): Promise<Answer> {
        const { clock, data } = this.options;
        let known: readonly KnownAttempt[] | null = given.attempts;
        const tried = await outlast(given.alive, async () => {
            const rows = known ?? (await this.rowsOf(view, open.id));
            // Tried again, it may have been stored all the same.
            known = null;
            return this.tried(view, open, { rows: [...rows], attempt: given.attempt });
        });
        const started_at = clock.now();
        const of: Attempt = { view, open, tried, given, started_at };
        const node = view.plan.nodes[open.node];
        if (tried.lost >= LOST_IN_A_ROW) throw failure(this.settled(of, POISONED), POISONED);
        if (node === undefined) {
            const error = crashed("its plan does not know it");
            throw failure(this.settled(of, error), error);
        }
        if (isInterrupted(given)) return this.interrupt(of);
        if (given.signal.aborted) throw failure(this.settled(of, cancelled()), cancelled());
        crashPoint("node_before_effect");
        const { instance } = parseId(open.id);
        const attempt = data.runner.attempt({
            execution: view.row,
            plan: view.plan,
            node: view.reuse?.nodeOf(instance, node) ?? node,
            id: open.id,
            attempt: tried.attempt,
            results: view.results,
            signal: given.signal,
            hint: (hint) => this.options.hint(view, { ...hint, node_id: node.id, instance })
        });
        // One that does not hear that it is to end is not waited for.
        const outcome = await Promise.race([attempt, interruption(given.signal)]);
        if (outcome === null || (isInterrupted(given) && outcome.result.kind === "failed"))
            return this.interrupt(of, outcome?.usage);
        crashPoint("before_record");
        return this.finish(of, node, outcome);
    }

    /** Its worker stops: another one begins it anew. */
    private async interrupt(of: Attempt, usage?: Usage): Promise<never> {
        const { view, tried, given } = of;
        const draft = emptyDraft(view.row, view.state.seq + 1);
        const ended = { ended_at: this.options.clock.now(), next_at: null, error: null };
        draft.attempts.push(rowOf(of, tried.rows + 1, { status: "interrupted", ...ended }));
        await this.note(of, draft);
        given.beat(sumOf(given.used, usage));
        throw interrupted();
    }

    private async finish(of: Attempt, node: PlanNode, outcome: AttemptOutcome): Promise<Answer> {
        const { view, open, tried, given } = of;
        const { result, rows, logs, usage } = outcome;
        const used = sumOf(given.used, usage);
        const draft = emptyDraft(view.row, view.state.seq + 1);
        const { instance } = parseId(open.id);
        draft.values.push(...rows);
        for (const log of logs) draft.logs.push({ ...log, node_id: node.id, instance });
        const isAgain =
            result.kind === "failed" &&
            result.error.is_retryable &&
            tried.attempt < node.retry.attempts &&
            !given.signal.aborted;
        if (isAgain) return this.again(of, node, { error: result.error, used, draft });
        if (draft.values.length > 0 || draft.logs.length > 0) await this.note(of, draft);
        crashPoint("run_answered");
        const settled = {
            ...this.settled(of),
            result: withOwnRef(view.row.id, result),
            ...(used === undefined ? {} : { usage: used })
        };
        // Shown as failed in Temporal, too; what the core is told is in the details.
        if (result.kind === "failed") throw failure(settled, result.error);
        return settled;
    }

    private async again(
        of: Attempt,
        node: PlanNode,
        failed: {
            readonly error: NodeError;
            readonly used: Usage | undefined;
            readonly draft: Draft;
        }
    ): Promise<never> {
        const { view, open, tried, given } = of;
        const { error, used, draft } = failed;
        const now = this.options.clock.now();
        const seed = `${view.row.id}:${open.id}`;
        const pause = Math.max(backoffMs(node.retry, tried.attempt, seed), askedToWait(error));
        const next_at = now + pause;
        const ended = { ended_at: now, next_at, error };
        draft.attempts.push(rowOf(of, tried.rows + 1, { status: "failed", ...ended }));
        await this.note(of, draft);
        given.beat(used);
        const { instance } = parseId(open.id);
        const next = { attempt: tried.attempt + 1, next_at, error };
        this.options.hint(view, { kind: "retry", node_id: node.id, instance, ...next });
        throw told(error, { nonRetryable: false, nextRetryDelay: Math.max(pause, 1) });
    }

    private note({ given }: Attempt, draft: Draft): Promise<void> {
        return outlast(given.alive, () => this.options.store.note(draft));
    }

    /** How far earlier tries came. One that Temporal counts and left no row took its worker along. */
    private async tried(
        view: View,
        open: OpenRun,
        { rows, attempt }: { readonly rows: KnownAttempt[]; readonly attempt: number }
    ): Promise<Tried> {
        if (attempt - 1 > rows.length) {
            const now = this.options.clock.now();
            const draft = emptyDraft(view.row, view.state.seq + 1);
            const lost = {
                instance: open.id,
                attempt: rows.length + 1,
                status: "lost" as const,
                started_at: view.state.at,
                ended_at: now,
                next_at: null,
                error: LOST
            };
            draft.attempts.push(lost);
            await this.options.store.note(draft);
            rows.push({ ...lost, started_at: new Date(lost.started_at), next_at: null });
        }
        const failed = rows.filter(({ status }) => status === "failed").length;
        return {
            attempt: failed + 1,
            rows: rows.length,
            lost: rows.length - 1 - rows.findLastIndex(({ status }) => status !== "lost"),
            started_at: rows[0]?.started_at.getTime() ?? null
        };
    }

    private async rowsOf(view: View, id: string): Promise<KnownAttempt[]> {
        const rows = await this.options.data.rows.attempts(view.row.id);
        return rows.filter(({ instance }) => instance === id);
    }

    private settled({ tried, started_at }: Attempt, error?: NodeError): Answer {
        return {
            result: { kind: "failed", error: error ?? cancelled() },
            attempts: tried.attempt,
            started_at: tried.started_at ?? started_at,
            ended_at: this.options.clock.now()
        };
    }
}

interface Attempt {
    readonly view: View;
    readonly open: OpenRun;
    readonly tried: Tried;
    readonly given: Alive;
    readonly started_at: number;
}

interface Tried {
    /** From 1; lost and interrupted ones do not count. */
    readonly attempt: number;
    readonly rows: number;
    /** In a row, just before this one. */
    readonly lost: number;
    readonly started_at: number | null;
}

function rowOf(
    { open, started_at }: Attempt,
    attempt: number,
    how: Omit<AttemptRow, "instance" | "attempt" | "started_at">
): AttemptRow {
    return { instance: open.id, attempt, started_at, ...how };
}

function keyOf(execution_id: string, id: string): string {
    return `${execution_id} ${id}`;
}

function sumOf(sum: Usage | undefined, usage: Usage | undefined): Usage | undefined {
    if (usage === undefined) return sum;
    return {
        cost_usd: (sum?.cost_usd ?? 0) + (usage.cost_usd ?? 0),
        tokens: (sum?.tokens ?? 0) + (usage.tokens ?? 0)
    };
}
