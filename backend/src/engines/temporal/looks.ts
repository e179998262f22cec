import type { Pool } from "pg";

/**
 * What every process could do and one has to, once in a while: whoever finds that the last one began
 * long enough ago does it. Nothing is locked, so one that dies in the middle holds nobody up; what it
 * does may be done twice, and all of it can be.
 */
export class Looks {
    private readonly pool: Pool;
    private readonly namespace: string;

    constructor(pool: Pool, namespace: string) {
        this.pool = pool;
        this.namespace = namespace;
    }

    /** Null: it is not due. Else when, and when the last one that was brought to an end began. */
    async begin(what: string, every_ms: number): Promise<Look | null> {
        const { rows } = await this.pool.query<{ begun_at: Date; done_at: Date | null }>(
            `insert into temporal_looks as l (namespace, what, begun_at)
             values ($1::text, $2::text, clock_timestamp())
             on conflict (namespace, what) do update
             set begun_at = excluded.begun_at
             where l.begun_at <= excluded.begun_at - $3::int4 * interval '1 millisecond'
             returning begun_at, done_at`,
            // A timer that is a little early must not cost a whole round.
            [this.namespace, what, Math.round(every_ms * 0.9)]
        );
        const [row] = rows;
        return row === undefined ? null : { begun_at: row.begun_at, last: row.done_at };
    }

    async done(what: string, { begun_at }: Look): Promise<void> {
        await this.pool.query(
            `update temporal_looks
             set done_at = greatest(done_at, $3::timestamptz)
             where namespace = $1::text
                 and what = $2::text`,
            [this.namespace, what, begun_at]
        );
    }
}

export interface Look {
    readonly begun_at: Date;
    readonly last: Date | null;
}
