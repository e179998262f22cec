import type { Logger } from "../../platform/logger.ts";
import type { Awakening } from "./awakening.ts";
import type { Executions } from "./executions.ts";
import type { EngineStore, Identity } from "./store.ts";

/**
 * Takes over what dead workers left, and takes up what is one's own.
 *
 *   a worker is dead   its lease ran out, or nobody holds its lock (at start: at once; later: twice in
 *                      a row, since a session that broke is back within a second)
 *   1. its epoch is raised: from here on no batch of it can commit (one in flight is waited for,
 *      since it locks the same row)
 *   2. its open executions get a new owner, in the same transaction
 *   3. each log is folded, timers are armed again, `pending` is performed (awakening.ts)
 *
 * What sleeps is nobody's and needs no taking over: a start with 100 000 waiting rows reads none.
 */
export interface RecoveryOptions {
    readonly store: Pick<EngineStore, "workers" | "executions">;
    readonly executions: Executions;
    readonly awakening: Awakening;
    readonly logger: Logger;
    readonly identity: () => Identity;
}

/** Ids only: what they stand for is loaded in smaller parts. */
const AT_ONCE = 5_000;
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
    async sweep(when: "start" | "tick"): Promise<number> {
        // A slow look is not overtaken by the next one.
        this.sweeping ??= this.look(when).finally(() => {
            this.sweeping = null;
        });
        return this.sweeping;
    }

    /**
     * Somebody handed back what it had. Nobody's death is looked for, since that takes two looks some
     * seconds apart.
     */
    async adopt(): Promise<number> {
        await this.sweeping?.catch(() => undefined);
        this.sweeping ??= this.look("orphans").finally(() => {
            this.sweeping = null;
        });
        return this.sweeping;
    }

    private async look(when: "start" | "tick" | "orphans"): Promise<number> {
        const { store, awakening, identity } = this.options;
        const wasOwing = awakening.takeOwing() || this.isOwing;
        this.isOwing = true;
        let moved = await store.workers.adopt(identity());
        const dead = when === "orphans" ? [] : await this.findDead(when === "start");
        for (const id of dead) moved += await this.inherit(id);
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
        const executions = await store.workers.inherit(worker_id, identity());
        const about = { event: "engine.takeover", from: worker_id, executions };
        logger.info(about, "Took over from a dead worker");
        return executions;
    }

    private async takeUp(): Promise<number> {
        const { store, executions, awakening, identity } = this.options;
        let count = 0;
        for (let after = NO_ID; ;) {
            const page = await store.executions.openOf(identity().id, after, AT_ONCE);
            const last = page.at(-1);
            if (last === undefined) return count;
            const missing = page.filter((id) => executions.get(id) === undefined);
            count += missing.length;
            await awakening.fold(page);
            after = last;
        }
    }
}
