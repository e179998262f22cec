import type { Logger } from "../../platform/logger.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { OpenRun } from "@flowmaestro/shared/orchestrator/open.ts";
import { pending } from "@flowmaestro/shared/orchestrator/pending.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Executions } from "./executions.ts";
import { createHot } from "./hot.ts";
import type { Hot, RunWork } from "./hot.ts";
import type { Performer } from "./performer.ts";
import type { PlanCache } from "../../data-plane/plan-cache.ts";
import type { KnownAttempt, KnownExecution } from "../../data-plane/engine-rows.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { EngineStore, Identity } from "./store.ts";

/**
 * Takes over what dead workers left, and takes up what is one's own.
 *
 *   a worker is dead   its lease ran out, or nobody holds its lock (at start: at once; later: twice in
 *                      a row, since a session that broke is back within a second)
 *   1. its epoch is raised: from here on no batch of it can commit (one in flight is waited for,
 *      since it locks the same row)
 *   2. its open executions get a new owner, in the same transaction
 *   3. each log is folded, timers are armed again, `pending` is performed
 *
 * A run whose `node:started` is in the log may have left: it is performed again under the same key,
 * and the attempt that was lost is recorded. Five lost in a row end the node.
 */
export interface RecoveryOptions {
    readonly store: Pick<EngineStore, "workers" | "executions">;
    readonly executions: Executions;
    readonly performer: Performer;
    readonly plans: PlanCache;
    readonly time: Clock;
    readonly logger: Logger;
    readonly identity: () => Identity;
}

const LOST_IN_A_ROW = 5;
const AT_ONCE = 200;
const NO_ID = "00000000-0000-0000-0000-000000000000";

export class Recovery {
    private readonly options: RecoveryOptions;
    /** Whose lock was free at the last look. */
    private suspects = new Set<string>();
    private sweeping: Promise<number> | null = null;
    /** Rows may have become this worker's without being taken up: an answer that got lost, a fold that failed. */
    private isOwing = false;

    constructor(options: RecoveryOptions) {
        this.options = options;
    }

    /** Looks for dead workers and takes up what they left; how many executions that were. */
    async sweep(isStart: boolean): Promise<number> {
        // A slow look is not overtaken by the next one.
        this.sweeping ??= this.look(isStart).finally(() => {
            this.sweeping = null;
        });
        return this.sweeping;
    }

    private async look(isStart: boolean): Promise<number> {
        const { store, identity } = this.options;
        const wasOwing = this.isOwing;
        this.isOwing = true;
        let moved = await store.workers.adopt(identity().id);
        for (const id of await this.findDead(isStart)) moved += await this.inherit(id);
        const count = moved > 0 || wasOwing ? await this.takeUp() : 0;
        this.isOwing = false;
        return count;
    }

    private async findDead(isStart: boolean): Promise<string[]> {
        const { store, identity } = this.options;
        const rows = await store.workers.suspects(identity().id);
        const before = this.suspects;
        this.suspects = new Set(rows.filter((row) => row.free).map((row) => row.id));
        return rows
            .filter((row) => row.late || (row.free && (isStart || before.has(row.id))))
            .map((row) => row.id);
    }

    private async inherit(worker_id: string): Promise<number> {
        const { store, logger, identity } = this.options;
        const executions = await store.workers.inherit(worker_id, identity().id);
        const about = { event: "engine.takeover", from: worker_id, executions };
        logger.info(about, "Took over from a dead worker");
        return executions;
    }

    private async takeUp(): Promise<number> {
        const { store, executions, identity } = this.options;
        let count = 0;
        for (let after = NO_ID; ;) {
            const page = await store.executions.openOf(identity().id, after, AT_ONCE);
            const last = page.at(-1);
            if (last === undefined) return count;
            const missing = page.filter((row) => executions.get(row.id) === undefined);
            count += missing.length;
            await Promise.all(missing.map((row) => this.fold(row)));
            after = last.id;
        }
    }

    private async fold(row: KnownExecution): Promise<void> {
        const { store, plans, executions, performer, time, logger } = this.options;
        const { executions: rows } = store;
        const plan = plans.get(row.plan_hash) ?? (await rows.plan(row.workspace_id, row.plan_hash));
        if (plan === null) {
            logger.error({ event: "engine.plan_missing", execution_id: row.id }, "Plan missing");
            return;
        }
        plans.put(row.plan_hash, plan);
        const [facts, attempts] = await Promise.all([rows.facts(row.id), rows.attempts(row.id)]);
        if (executions.get(row.id) !== undefined) return;
        const state = initial(plan);
        const hot = createHot(row, plan, state);
        for (const fact of facts) {
            evolve(plan, state, fact);
            hot.results.record(fact);
        }
        hot.flushed_seq = state.seq;
        hot.draft = { ...hot.draft, first_seq: state.seq + 1 };
        hot.status = status(state);
        executions.add(hot);
        for (const open of pending(plan, state)) {
            if (open.kind !== "run") {
                performer.resume(hot, open, {}, "now");
                continue;
            }
            this.resumeRun(hot, open, attemptsOf(attempts, open.id), time.now());
        }
        executions.touch(hot);
    }

    private resumeRun(hot: Hot, open: OpenRun, tried: readonly KnownAttempt[], now: number): void {
        const { performer, executions } = this.options;
        const last = tried.at(-1);
        const next_at = last?.status === "failed" ? (last.next_at?.getTime() ?? null) : null;
        const failed = tried.filter((attempt) => attempt.status === "failed").length;
        const run: Partial<RunWork> = {
            attempt: failed + 1,
            rows: tried.length,
            started_at: tried[0]?.started_at.getTime() ?? null
        };
        if (next_at !== null && next_at > now) {
            performer.resume(hot, open, run, next_at);
            return;
        }
        if (hot.plan.nodes[open.node]?.lane === "inline") {
            performer.resume(hot, open, run, "now");
            return;
        }
        const lost = tried.length - 1 - tried.findLastIndex(({ status }) => status !== "lost") + 1;
        hot.draft.attempts.push({
            instance: open.id,
            attempt: tried.length + 1,
            status: "lost",
            started_at: hot.state.at,
            ended_at: now,
            next_at: null,
            error: { code: "LOST", message: "The process that ran it ended.", is_retryable: true }
        });
        if (lost < LOST_IN_A_ROW) {
            performer.resume(hot, open, { ...run, rows: tried.length + 1 }, "now");
            return;
        }
        performer.resume(hot, open, run, "never");
        executions.push(hot, {
            event: {
                kind: "settled",
                at: now,
                id: open.id,
                result: { kind: "failed", error: POISONED },
                attempts: failed + 1,
                started_at: run.started_at ?? hot.state.at,
                ended_at: now
            }
        });
    }
}

function attemptsOf(attempts: readonly KnownAttempt[], instance: string): KnownAttempt[] {
    return attempts.filter((attempt) => attempt.instance === instance);
}

const POISONED: NodeError = {
    code: "POISON",
    message: "The process that ran this node ended five times in a row while it did.",
    details: { solution: "Make the node's work smaller, or look at the server's log for why." },
    is_retryable: false
};
