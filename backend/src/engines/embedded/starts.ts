import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { Encoded } from "../../data-plane/values.ts";
import { AppError } from "../../errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { originOf } from "../engine.ts";
import type { ExecutionRecord, StartReceipt, StartRequest } from "../engine.ts";
import type { StartRow } from "../hosting/draft.ts";
import { sealingOf } from "../hosting/sealing.ts";
import type { Executions } from "./executions.ts";
import type { Host } from "./host.ts";
import { createHot } from "./hot.ts";
import type { Hot } from "./hot.ts";
import type { EngineStore, Identity } from "./store.ts";

export interface StartsOptions {
    readonly data: Pick<DataPlane, "plans" | "values">;
    readonly store: Pick<EngineStore, "executions">;
    readonly host: Host;
    readonly clock: Clock;
    readonly executions: Executions;
    readonly identity: () => Identity;
}

/** Less than a client's patience. */
const STORED_WITHIN_MS = 10_000;

/**
 * New executions. A start is acknowledged once its row and first facts are on disk; it needs no inbox
 * row, since the process that accepts it is the one that owns it.
 */
export class Starts {
    private readonly options: StartsOptions;
    private readonly starting = new Map<string, Promise<StartReceipt>>();

    constructor(options: StartsOptions) {
        this.options = options;
    }

    /** Starts that are not stored yet. */
    get size(): number {
        return this.starting.size;
    }

    /** A second start under one id is the first one again. */
    async take(request: StartRequest, admit: () => void): Promise<StartReceipt> {
        const { execution_id } = request;
        const known = this.options.executions.get(execution_id);
        if (known !== undefined && known.flushed_seq > 0)
            return { execution_id, started_at: known.results.startedAt };
        let receipt = this.starting.get(execution_id);
        if (receipt === undefined) {
            admit();
            receipt = this.accept(request).finally(() => this.starting.delete(execution_id));
            this.starting.set(execution_id, receipt);
        }
        return inTime(this.options.host, receipt);
    }

    private async accept(request: StartRequest): Promise<StartReceipt> {
        const { id: owner } = this.options.identity();
        const { plan, inputs, ...rest } = request;
        const sealing = sealingOf(request);
        const { values } = this.options.data;
        const encoded = await values.encode(request.execution_id, inputs, sealing);
        if (!encoded.ok) throw new AppError("INVALID_INPUTS", { message: encoded.message });
        // Another process stored it, and this one took it over meanwhile.
        const here = this.options.executions.get(request.execution_id);
        if (here !== undefined)
            return { execution_id: request.execution_id, started_at: here.results.startedAt };
        const started_at = this.options.clock.now();
        const start: StartRow = {
            request: rest,
            inputs: encoded.value,
            started_at,
            engine: "embedded",
            owner,
            number: null
        };
        const { workspace_id, workflow_id, workflow_name, version, trigger, plan_hash } = request;
        const origin = originOf(rest);
        const row = {
            workspace_id,
            workflow_id,
            workflow_name,
            version,
            trigger,
            plan_hash,
            origin
        };
        const kept = this.options.data.plans.put(plan_hash, plan);
        const hot = createHot({ id: request.execution_id, ...row }, kept, initial(kept));
        if (request.is_watched !== true) return this.begin(hot, start, encoded);
        hot.watched = { start, facts: [], bytes: 0 };
        const ended = new Promise<ExecutionRecord | null>((resolve) => {
            hot.ended.push(() => resolve(recordOf(hot)));
        });
        return { ...(await this.begin(hot, start, encoded)), ended };
    }

    private begin(
        hot: Hot,
        start: StartRow,
        encoded: Encoded & { ok: true }
    ): Promise<StartReceipt> {
        const { execution_id, trigger } = start.request;
        const { started_at } = start;
        hot.draft.start = start;
        if (encoded.row !== null) {
            hot.draft.values.push(encoded.row);
            hot.draft.bytes += encoded.row.bytes;
        }
        const receipt = new Promise<StartReceipt>((resolve, reject) => {
            hot.draft.after.push(() => resolve({ execution_id, started_at }));
            hot.draft.lost.push((error) => {
                this.explainLost(execution_id, error).then(resolve, reject);
            });
        });
        this.options.executions.add(hot);
        const event = { kind: "start", at: started_at, trigger, inputs: start.inputs } as const;
        this.options.executions.push(hot, { event });
        return receipt;
    }

    /** A start that was not stored: perhaps it was before, under the same id. */
    private async explainLost(execution_id: string, error: Error): Promise<StartReceipt> {
        const row = await this.options.store.executions.execution(execution_id);
        if (row !== null) return { execution_id, started_at: row.started_at?.getTime() ?? 0 };
        if (error instanceof AppError) throw error;
        throw new AppError("STORAGE_REJECTED", { cause: error });
    }
}

/** Null unless all of it is on disk and here. */
function recordOf({ watched, state, plan, flushed_seq }: Hot): ExecutionRecord | null {
    const isStored = state.ended !== null && flushed_seq === state.seq;
    if (watched === null || !isStored || watched.facts.length !== state.seq) return null;
    const { request, number, started_at } = watched.start;
    const { facts } = watched;
    return number === null ? null : { request, plan, number, started_at, facts, state };
}

/**
 * A start that takes too long is answered as unavailable, though it may still be stored: under the
 * same idempotency key a second try finds it.
 */
function inTime(host: Host, receipt: Promise<StartReceipt>): Promise<StartReceipt> {
    return new Promise((resolve, reject) => {
        const timer = host.after(STORED_WITHIN_MS, () =>
            reject(new AppError("UNAVAILABLE", { headers: { "retry-after": "1" } }))
        );
        receipt.then(
            (stored) => {
                timer.cancel();
                resolve(stored);
            },
            (error: unknown) => {
                timer.cancel();
                reject(error instanceof Error ? error : new Error(String(error)));
            }
        );
    });
}
