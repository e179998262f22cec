import { parseId } from "@flowmaestro/shared/orchestrator/instance.ts";
import type { OpenRun } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Result, SettledEvent } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Usage } from "@flowmaestro/shared/orchestrator/values.ts";
import type { DataPlane } from "../../../data-plane/data-plane.ts";
import { cancelled, crashed } from "../../../data-plane/node-error.ts";
import type { AttemptOutcome } from "../../../data-plane/runner.ts";
import type { Clock } from "../../../platform/clock.ts";
import { askedToWait, backoffMs } from "../../hosting/backoff.ts";
import type { RunHint } from "../../hosting/hints.ts";
import { Reuse } from "../../hosting/reuse.ts";
import type { Turning } from "./turn.ts";
import { newlyTried } from "./view.ts";
import type { Tried, View } from "./view.ts";

export interface LightOptions {
    readonly data: Pick<DataPlane, "rows" | "values" | "runner">;
    readonly clock: Clock;
    readonly hint: (view: View, hint: RunHint) => void;
}

/** Nobody outside sees a light run: its attempts are made within the turn. */
export class LightRuns {
    private readonly options: LightOptions;

    constructor(options: LightOptions) {
        this.options = options;
    }

    /** Those that are open, and those that they open, until there is none or the turn is full. */
    async run(turning: Turning): Promise<void> {
        const { view } = turning;
        // A set goes on to what is added while it is walked.
        for (const id of view.light) {
            const open = view.open.get(id)?.open;
            if (open?.kind !== "run") continue;
            const { next_at } = view.tried.get(id) ?? newlyTried();
            if (next_at > this.options.clock.now() && open.stopping !== true) {
                turning.wake_at = Math.min(turning.wake_at ?? Infinity, next_at);
                continue;
            }
            if (turning.isFull) {
                turning.isLeft = true;
                return;
            }
            await this.attempt(turning, open);
        }
    }

    /** The end of a run that this re-run does not perform. */
    async reused(view: View, id: string): Promise<SettledEvent | null> {
        const { rerun } = view.row.origin;
        if (rerun === null) return null;
        const { rows, values } = this.options.data;
        view.reuse ??= new Reuse(
            { store: { executions: rows }, values },
            view.row,
            rerun,
            view.plan
        );
        if (!view.reuse.isReady) await view.reuse.prepare();
        return view.reuse.of(id, this.options.clock.now());
    }

    private async attempt(turning: Turning, open: OpenRun): Promise<void> {
        const { view } = turning;
        const node = view.plan.nodes[open.node];
        const tried = view.tried.get(open.id) ?? newlyTried();
        view.tried.set(open.id, tried);
        const started_at = this.options.clock.now();
        tried.started_at ??= started_at;
        if (node === undefined || open.stopping === true) {
            const error = node === undefined ? crashed("its plan does not know it") : cancelled();
            await this.settle(turning, open, { kind: "failed", error });
            return;
        }
        const { instance } = parseId(open.id);
        const outcome = await this.options.data.runner.attempt({
            execution: view.row,
            plan: view.plan,
            node: view.reuse?.nodeOf(instance, node) ?? node,
            id: open.id,
            attempt: tried.attempt,
            results: view.results,
            signal: NEVER,
            hint: (hint) => this.options.hint(view, { ...hint, node_id: node.id, instance })
        });
        await this.finish(turning, open, { outcome, started_at });
    }

    private async finish(
        turning: Turning,
        open: OpenRun,
        { outcome, started_at }: { readonly outcome: AttemptOutcome; readonly started_at: number }
    ): Promise<void> {
        const { view, draft } = turning;
        const node = view.plan.nodes[open.node];
        const { instance } = parseId(open.id);
        for (const row of outcome.rows) {
            draft.values.push(row);
            draft.bytes += row.body === null ? 0 : row.bytes;
        }
        for (const log of outcome.logs)
            draft.logs.push({ ...log, node_id: node?.id ?? "", instance });
        const tried = view.tried.get(open.id) ?? newlyTried();
        const { result, usage } = outcome;
        const attempts = node?.retry.attempts ?? 1;
        if (result.kind === "failed" && result.error.is_retryable && tried.attempt < attempts)
            this.again(turning, open, tried, { error: result.error, started_at });
        else await this.settle(turning, open, result, usage);
    }

    private again(
        turning: Turning,
        open: OpenRun,
        tried: Tried,
        failed: { readonly error: Extract<Result, { kind: "failed" }>["error"]; started_at: number }
    ): void {
        const { view, draft } = turning;
        const node = view.plan.nodes[open.node];
        if (node === undefined) return;
        const { error, started_at } = failed;
        const now = this.options.clock.now();
        const seed = `${view.row.id}:${open.id}`;
        const pause = Math.max(backoffMs(node.retry, tried.attempt, seed), askedToWait(error));
        const next_at = now + pause;
        tried.rows += 1;
        tried.attempt += 1;
        tried.next_at = next_at;
        draft.attempts.push({
            instance: open.id,
            attempt: tried.rows,
            status: "failed",
            started_at,
            ended_at: now,
            next_at,
            error
        });
        const hint = { kind: "retry" as const, attempt: tried.attempt, next_at, error };
        const about = { node_id: node.id, instance: parseId(open.id).instance };
        draft.after.push(() => this.options.hint(view, { ...hint, ...about }));
        turning.wake_at = Math.min(turning.wake_at ?? Infinity, next_at);
    }

    private async settle(
        turning: Turning,
        open: OpenRun,
        result: Result,
        usage?: Usage
    ): Promise<void> {
        const ended_at = this.options.clock.now();
        const tried = turning.view.tried.get(open.id) ?? newlyTried();
        await turning.step({
            kind: "settled",
            at: ended_at,
            id: open.id,
            result,
            attempts: tried.attempt,
            started_at: tried.started_at ?? ended_at,
            ended_at,
            ...(usage === undefined ? {} : { usage })
        });
    }
}

/** A light run is short: what ends its execution comes after it. */
const NEVER = new AbortController().signal;
