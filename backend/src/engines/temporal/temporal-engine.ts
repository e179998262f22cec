import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { Logger } from "../../platform/logger.ts";
import { AppError } from "../../errors.ts";
import type { Pools } from "../../storage/database.ts";
import type {
    Engine,
    EngineState,
    SignalOutcome,
    SignalRequest,
    StartReceipt,
    StartRequest
} from "../engine.ts";
import { Ends } from "./ends.ts";
import type { Inbox } from "./inbox.ts";
import { reasonOf } from "./patience.ts";
import type { Temporal } from "./patience.ts";
import { Starts } from "./starts.ts";
import type { TemporalRows } from "./temporal-rows.ts";
import { assemble } from "./upkeep.ts";
import type { Upkeep, UpkeepOptions } from "./upkeep.ts";
import { Workers } from "./workers-registry.ts";
import { WorkspaceNames } from "./workspace-names.ts";

/**
 * The Temporal engine as the API sees it. It performs nothing: it stores what is wanted, tells Temporal,
 * and waits for what workers store.
 *
 *     start    row (pending) ──▶ workflow start ──▶ the first turn stores the first facts
 *     signal   row of the inbox ──▶ update, or cancel ──▶ the turn settles the row
 *     settled  the log is followed
 *
 * What does not get through is stored all the same, and brought up by whichever process looks after
 * things (`upkeep.ts`).
 */
export interface CreateTemporalEngine extends Omit<UpkeepOptions, "pool" | "data" | "names"> {
    readonly pools: Pools;
    readonly data: DataPlane;
}

const COUNT_MS = 5_000;
const COUNTED_MOST = 10_000;

export async function createTemporalEngine(options: CreateTemporalEngine): Promise<TemporalEngine> {
    const engine = new TemporalEngine({
        ...options,
        logger: options.logger.child({ worker: "engine" })
    });
    await engine.open();
    return engine;
}

export class TemporalEngine implements Engine {
    readonly name = "temporal";
    private readonly logger: Logger;
    private readonly rows: TemporalRows;
    private readonly inbox: Inbox;
    private readonly upkeep: Upkeep;
    private readonly temporal: Temporal;
    private readonly starts: Starts;
    private readonly ends: Ends;
    private active = 0;
    private counting: NodeJS.Timeout | undefined;
    private isStopping = false;

    constructor(options: CreateTemporalEngine) {
        const { temporal, pools, data, clock, logger, hub, task_queue } = options;
        const parts = assemble({
            ...options,
            pool: pools.engine,
            names: new WorkspaceNames(pools.app)
        });
        const { rows, launcher, inbox, upkeep } = parts;
        const { namespace } = temporal;
        const workers = new Workers(pools.engine, { namespace, task_queue });
        this.logger = logger;
        this.rows = rows;
        this.inbox = inbox;
        this.upkeep = upkeep;
        this.temporal = temporal;
        this.starts = new Starts({
            temporal,
            data,
            rows,
            clock,
            logger,
            launcher,
            workers
        });
        this.ends = new Ends(rows, hub);
    }

    async open(): Promise<void> {
        await this.count();
        this.counting = setInterval(() => {
            this.count().catch((error: unknown) => {
                const reason = reasonOf(error);
                this.logger.debug({ event: "temporal.count_failed", reason }, "Not counted");
            });
        }, COUNT_MS);
        this.counting.unref();
        this.upkeep.begin();
    }

    async start(request: StartRequest): Promise<StartReceipt> {
        if (this.isStopping)
            throw new AppError("SHUTTING_DOWN", { headers: { "retry-after": "1" } });
        return this.starts.take(request);
    }

    signal(request: SignalRequest): Promise<SignalOutcome> {
        return this.inbox.deliver(request);
    }

    settled(execution_id: string, ms: number): Promise<boolean> {
        return this.ends.settled(execution_id, ms);
    }

    describe(): EngineState {
        const { active } = this;
        if (this.isStopping) return { ready: false, reason: "Engine stopping.", active };
        const reason = this.temporal.trouble();
        return reason === null ? { ready: true, active } : { ready: false, reason, active };
    }

    async stop(): Promise<void> {
        if (this.isStopping) return;
        this.isStopping = true;
        clearInterval(this.counting);
        this.ends.close();
        await this.upkeep.end();
    }

    private async count(): Promise<void> {
        this.active = await this.rows.countOpen(COUNTED_MOST);
    }
}
