import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Queryable } from "../storage/session.ts";
import {
    RETENTION_BATCH,
    RetentionRepository
} from "../storage/repositories/retention.repository.ts";

/** Facts outlive values: they are small, and say what happened. */
const FACTS_DAYS = 365;

export interface RetentionOptions {
    /** As the engine's role. */
    readonly database: Queryable;
    /** 0 = for ever. */
    readonly days: number;
    /** Where values above 1 MB are, a folder per execution. */
    readonly values: string;
}

export interface Removed {
    /** Executions whose values and logs went. */
    readonly data: number;
    /** Executions that went altogether. */
    readonly executions: number;
}

/** Removes what has been kept long enough, batch by batch. Being interrupted loses nothing. */
export async function applyRetention(options: RetentionOptions): Promise<Removed> {
    const { days } = options;
    if (days === 0) return { data: 0, executions: 0 };
    const repository = new RetentionRepository(options.database);
    const data = await inBatches(
        () => repository.withData(days),
        async (ids) => {
            await removeFiles(options.values, ids);
            await repository.removeData(ids);
        }
    );
    const executions = await inBatches(
        () => repository.ended(Math.max(days, FACTS_DAYS)),
        (ids) => repository.removeExecutions(ids)
    );
    return { data, executions };
}

async function inBatches(
    find: () => Promise<string[]>,
    remove: (ids: readonly string[]) => Promise<void>
): Promise<number> {
    for (let count = 0; ;) {
        const ids = await find();
        if (ids.length > 0) await remove(ids);
        count += ids.length;
        if (ids.length < RETENTION_BATCH) return count;
    }
}

/** Before their rows: a file without a row would never be found again. */
async function removeFiles(folder: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) await rm(join(folder, id), { recursive: true, force: true });
}
