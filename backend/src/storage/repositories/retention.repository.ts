import { z } from "zod";
import { idFloor } from "../../platform/ids.ts";
import type { Queryable } from "../session.ts";

/** Small enough that nobody waits behind it. */
export const RETENTION_BATCH = 200;

const idRow = z.object({ id: z.uuid() });

/**
 * What has been kept long enough, of all workspaces, as the engine's role. Ids carry the time they
 * were made, so the primary keys lead to what is old and no index has to.
 */
export class RetentionRepository {
    readonly #database: Queryable;

    constructor(database: Queryable) {
        this.#database = database;
    }

    /** Executions that ended so long ago and still have values or logs. */
    async withData(days: number): Promise<string[]> {
        return this.#ids(
            `select e.id
             from executions e
             where e.id in (
                     select v.execution_id
                     from execution_values v
                     where v.execution_id < $1::uuid
                     union
                     select l.execution_id
                     from execution_logs l
                     where l.execution_id < $1::uuid
                 )
                 and e.completed_at < now() - make_interval(days => $2::int)
             order by e.id
             limit $3::int`,
            days
        );
    }

    /** Executions that ended so long ago. */
    async ended(days: number): Promise<string[]> {
        return this.#ids(
            `select e.id
             from executions e
             where e.id < $1::uuid
                 and e.completed_at < now() - make_interval(days => $2::int)
             order by e.id
             limit $3::int`,
            days
        );
    }

    async removeData(ids: readonly string[]): Promise<void> {
        await this.#database.query(
            `with logs as (delete from execution_logs where execution_id = any ($1::uuid[]))
             delete from execution_values
             where execution_id = any ($1::uuid[])`,
            [ids]
        );
    }

    /** With their facts, attempts and what else hangs on them. */
    async removeExecutions(ids: readonly string[]): Promise<void> {
        await this.#database.query("delete from executions where id = any ($1::uuid[])", [ids]);
    }

    async #ids(text: string, days: number): Promise<string[]> {
        const before = idFloor(Date.now() - days * 86_400_000);
        const { rows } = await this.#database.query(text, [before, days, RETENTION_BATCH]);
        return rows.map((row) => idRow.parse(row).id);
    }
}
