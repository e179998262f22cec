import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { OpenRun } from "@flowmaestro/shared/orchestrator/open.ts";
import { pending } from "@flowmaestro/shared/orchestrator/pending.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type {
    KnownAttempt,
    KnownExecution,
    LoadedExecution
} from "../../data-plane/known-execution.ts";
import type { PlanCache } from "../../data-plane/plan-cache.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Executions } from "./executions.ts";
import type { Host } from "./host.ts";
import { createHot } from "./hot.ts";
import type { Hot, RunWork } from "./hot.ts";
import type { Performer } from "./performer.ts";
import { SNAPSHOT_FORMAT, remember } from "./snapshot.ts";
import type { Claim, EngineStore, Identity } from "./store.ts";

/**
 * From rows into memory: what slept and is called, what another process left, what a restart finds.
 *
 *   claim    a sleeping row becomes this worker's (one of another worker's stays where it is)
 *   load     only rows that are this worker's *now*: a claim that is old news takes nothing
 *   fold     the log from the last snapshot on; timers are armed, `pending` is performed
 *
 * A run whose `node:started` is in the log may have left: it is performed again under the same key,
 * and the attempt that was lost is recorded. Five lost in a row end the node. A process that stops in
 * time says itself what it interrupted: that is not lost.
 */
export interface AwakeningOptions {
    readonly store: Pick<EngineStore, "sleepers" | "executions">;
    readonly host: Host;
    readonly executions: Executions;
    readonly performer: Performer;
    readonly plans: PlanCache;
    readonly time: Clock;
    readonly logger: Logger;
    readonly identity: () => Identity;
    /**
     * Another process took over, or this one ends. What is read now is not its own any more, or is
     * behind a batch that is still in flight: it goes on elsewhere.
     */
    readonly isOver: () => boolean;
}

const LOST_IN_A_ROW = 5;
const AT_ONCE = 200;
/** Folding long logs must not keep the process from its sockets. */
const FOLD_MS = 5;

export class Awakening {
    private readonly options: AwakeningOptions;
    /** One fold at a time of each, whoever asks for it. */
    private readonly folding = new Map<string, Promise<void>>();
    private isOwing = false;

    constructor(options: AwakeningOptions) {
        this.options = options;
    }

    /** Takes up those that sleep; what is another worker's stays there. */
    async wake(ids: readonly string[]): Promise<void> {
        const { store, identity } = this.options;
        await this.owing(store.sleepers.claim(identity(), ids));
        await this.fold(ids);
    }

    /** Those that are due, and when the next one is. */
    async wakeDue(ahead_ms: number, limit: number): Promise<Claim> {
        const { store, identity } = this.options;
        const claim = await this.owing(store.sleepers.claimDue(identity(), ahead_ms, limit));
        await this.fold(claim.ids);
        return claim;
    }

    /** Whether rows may have become this worker's without being taken up: an answer that got lost. */
    takeOwing(): boolean {
        const { isOwing } = this;
        this.isOwing = false;
        return isOwing;
    }

    private async owing<T>(work: Promise<T>): Promise<T> {
        try {
            return await work;
        } catch (error) {
            this.isOwing = true;
            throw error;
        }
    }

    /** Takes up what is this worker's and not here. */
    async fold(ids: readonly string[]): Promise<void> {
        const under = ids.filter((id) => !this.isHere(id) && this.folding.has(id));
        const missing = ids.filter((id) => !this.isHere(id) && !this.folding.has(id));
        for (let from = 0; from < missing.length; from += AT_ONCE) {
            const part = missing.slice(from, from + AT_ONCE);
            const work = this.owing(this.load(part)).finally(() => {
                for (const id of part) this.folding.delete(id);
            });
            for (const id of part) this.folding.set(id, work);
            await work;
        }
        for (const id of under) await this.folding.get(id);
        // What was being read when it was claimed may have been another's at that moment.
        const left = under.filter((id) => !this.isHere(id));
        if (left.length > 0) await this.fold(left);
    }

    /**
     * What is here may be about to leave: laid down by a batch that is stored before this process
     * hears of it, or a start that another process stored first. Then nobody would have the row that
     * was claimed meanwhile, so whatever leaves looks for it.
     */
    private isHere(id: string): boolean {
        const hot = this.options.executions.get(id);
        if (hot !== undefined && (hot.falling || hot.flushed_seq === 0)) hot.claimed = true;
        return hot !== undefined;
    }

    private async load(ids: readonly string[]): Promise<void> {
        const { store, host, identity, isOver } = this.options;
        const worker = identity().id;
        const loaded = await store.executions.load(worker, ids, SNAPSHOT_FORMAT);
        let since = host.monotonic();
        for (const each of loaded) {
            const plan = await this.planOf(each.row);
            if (identity().id !== worker || isOver()) return;
            if (plan !== null) this.take(each, plan);
            if (host.monotonic() - since < FOLD_MS) continue;
            await new Promise<void>((resolve) => {
                host.soon(resolve);
            });
            since = host.monotonic();
        }
    }

    private async planOf({ workspace_id, plan_hash, id }: KnownExecution): Promise<Plan | null> {
        const { store, plans, logger } = this.options;
        const known = plans.get(plan_hash);
        if (known !== undefined) return known;
        const plan = await store.executions.plan(workspace_id, plan_hash);
        if (plan !== null) return plans.put(plan_hash, plan);
        logger.error({ event: "engine.plan_missing", execution_id: id }, "Plan missing");
        return null;
    }

    private take({ row, snapshot, facts, attempts }: LoadedExecution, plan: Plan): void {
        // A start under the same id came in while it was read.
        if (this.isHere(row.id)) return;
        const { executions, performer, time } = this.options;
        const { state, results } = remember(plan, snapshot);
        for (const fact of facts) {
            evolve(plan, state, fact);
            results.record(fact);
        }
        const hot = createHot(row, plan, state, results);
        hot.status = status(state);
        hot.snapshot_seq = snapshot?.seq ?? 0;
        executions.add(hot);
        for (const open of pending(plan, state)) {
            if (open.kind !== "run") performer.resume(hot, open, {}, "now");
            else this.resumeRun(hot, open, attemptsOf(attempts, open.id), time.now());
        }
        // A row that waited when it was written by an older version may sleep from here on.
        executions.touch(hot);
    }

    private resumeRun(hot: Hot, open: OpenRun, tried: readonly KnownAttempt[], now: number): void {
        const { performer } = this.options;
        const last = tried.at(-1);
        const failed = tried.filter((attempt) => attempt.status === "failed").length;
        const run: Partial<RunWork> = {
            attempt: failed + 1,
            rows: tried.length,
            started_at: tried[0]?.started_at.getTime() ?? null,
            suspect: last?.status === "interrupted"
        };
        const next_at = last?.next_at?.getTime() ?? 0;
        if (next_at > now) performer.resume(hot, open, run, next_at);
        else if (hot.plan.nodes[open.node]?.lane === "inline")
            performer.resume(hot, open, run, "now");
        else this.again(hot, open, tried, { ...run, suspect: true });
    }

    /** It may have been under way when its process ended. */
    private again(
        hot: Hot,
        open: OpenRun,
        tried: readonly KnownAttempt[],
        run: Partial<RunWork>
    ): void {
        const { performer, time } = this.options;
        const { lost, row } = lossOf(tried);
        if (row !== null)
            hot.draft.attempts.push({
                instance: open.id,
                attempt: row,
                status: "lost",
                started_at: tried.at(-1)?.started_at.getTime() ?? hot.state.at,
                ended_at: time.now(),
                next_at: null,
                error: LOST
            });
        const rows = Math.max(tried.length, row ?? 0);
        if (lost < LOST_IN_A_ROW) performer.resume(hot, open, { ...run, rows }, "now");
        else this.park(hot, open, run);
    }

    private park(hot: Hot, open: OpenRun, run: Partial<RunWork>): void {
        const { performer, executions, time } = this.options;
        const at = time.now();
        performer.resume(hot, open, { ...run, reported: true }, "never");
        executions.push(hot, {
            event: {
                kind: "settled",
                at,
                id: open.id,
                result: { kind: "failed", error: POISONED },
                attempts: run.attempt ?? 1,
                started_at: run.started_at ?? hot.state.at,
                ended_at: at
            }
        });
    }
}

/**
 * How often in a row this run took its process along, and the row to write that down in, if any. The
 * first time nobody can tell whether it was under way, and it counts; from then on, and after it was
 * interrupted, an attempt that begins is written down first, and one that was not did not begin.
 */
function lossOf(tried: readonly KnownAttempt[]): { lost: number; row: number | null } {
    const last = tried.at(-1);
    const isUnderWay = last?.status === "running";
    const before = isUnderWay ? tried.slice(0, -1) : tried;
    const lost = before.length - 1 - before.findLastIndex(({ status }) => status !== "lost");
    if (isUnderWay) return { lost: lost + 1, row: last.attempt };
    const isKnown = lost > 0 || last?.status === "interrupted";
    return isKnown ? { lost, row: null } : { lost: 1, row: tried.length + 1 };
}

const LOST: NodeError = {
    code: "LOST",
    message: "The process that ran it ended.",
    is_retryable: true
};

function attemptsOf(attempts: readonly KnownAttempt[], instance: string): KnownAttempt[] {
    return attempts.filter((attempt) => attempt.instance === instance);
}

const POISONED: NodeError = {
    code: "POISON",
    message: "The process that ran this node ended five times in a row while it did.",
    details: { solution: "Make the node's work smaller, or look at the server's log for why." },
    is_retryable: false
};
