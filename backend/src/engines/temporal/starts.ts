import type { DataPlane } from "../../data-plane/data-plane.ts";
import { AppError } from "../../errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { errorCode } from "../../storage/database.ts";
import type { StartReceipt, StartRequest } from "../engine.ts";
import type { Launcher } from "./launcher.ts";
import { reasonOf } from "./patience.ts";
import type { Temporal } from "./patience.ts";
import { startDraft } from "./start-draft.ts";
import type { TemporalRows } from "./temporal-rows.ts";
import type { Workers } from "./workers-registry.ts";

export interface StartsOptions {
    readonly temporal: Temporal;
    readonly data: Pick<DataPlane, "plans" | "values">;
    readonly rows: TemporalRows;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly launcher: Launcher;
    readonly workers: Workers;
}

/** Not stored yet: what comes on top would wait longer than its sender does. */
const MOST = 2_000;
const UNIQUE_VIOLATION = "23505";

/**
 * New executions. The row comes first: once it stands the start is accepted, whether Temporal hears of
 * it now or from the sweeper. Its first fact is the first turn's.
 */
export class Starts {
    private readonly options: StartsOptions;
    private readonly starting = new Map<string, Promise<StartReceipt>>();

    constructor(options: StartsOptions) {
        this.options = options;
    }

    /** A second start under one id is the first one again. */
    async take(request: StartRequest): Promise<StartReceipt> {
        const { execution_id } = request;
        let receipt = this.starting.get(execution_id);
        if (receipt === undefined) {
            if (this.starting.size >= MOST) throw new AppError("OVERLOADED", RETRY_SOON);
            receipt = this.accept(request).finally(() => this.starting.delete(execution_id));
            this.starting.set(execution_id, receipt);
        }
        return receipt;
    }

    private async accept(request: StartRequest): Promise<StartReceipt> {
        const { workers, rows, clock, data } = this.options;
        if (!(await workers.isAnybodyThere())) throw new AppError("NO_WORKERS", RETRY_LATER);
        const { execution_id, plan, plan_hash } = request;
        const started_at = clock.now();
        try {
            await rows.insert(await startDraft(data.values, request, started_at));
        } catch (error) {
            return this.explain(execution_id, error);
        }
        data.plans.put(plan_hash, plan);
        await this.launch(request);
        return { execution_id, started_at };
    }

    /** Not stored: perhaps it was before, under the same id. */
    private async explain(execution_id: string, error: unknown): Promise<StartReceipt> {
        if (error instanceof AppError) throw error;
        const code = errorCode(error);
        if (code === UNIQUE_VIOLATION) {
            const row = await this.options.rows.find(execution_id);
            if (row !== null) return { execution_id, started_at: row.created_at.getTime() };
        }
        if (code?.startsWith("22") === true)
            throw new AppError("STORAGE_REJECTED", { cause: error });
        throw error;
    }

    private async launch(request: StartRequest): Promise<void> {
        const { temporal, launcher, logger } = this.options;
        // The sweeper starts it: nobody has to wait here for what does not answer.
        if (temporal.trouble() !== null) return;
        const { execution_id: id, plan } = request;
        const { timeout_ms } = plan.settings;
        try {
            await launcher.launch({ ...request, id }, timeout_ms);
        } catch (error) {
            const reason = reasonOf(error);
            logger.warn(
                { event: "temporal.start_waits", execution_id: id, reason },
                "Stored, and started once Temporal answers"
            );
        }
    }
}

const RETRY_SOON = { headers: { "retry-after": "1" } } as const;
const RETRY_LATER = { headers: { "retry-after": "5" } } as const;
