import type { Pool } from "pg";
import { z } from "zod";

/** Executions that have not ended, by the engine that has them. Counted as far as a sentence needs it. */
export interface OpenWork {
    readonly embedded: number;
    readonly temporal: number;
}

const COUNTED_MOST = 1_000;

/** Asked once at a start. Each part reads an index that holds what is open, and nothing else. */
export async function countOpenWork(pool: Pool): Promise<OpenWork> {
    const { rows } = await pool.query(COUNT, [COUNTED_MOST]);
    return openWorkRow.parse(rows[0]);
}

/** For a sentence: "1 execution", "1000 or more executions". */
export function countedWords(count: number): string {
    if (count === 1) return "1 execution";
    return `${count}${count >= COUNTED_MOST ? " or more" : ""} executions`;
}

const openWorkRow = z.object({ embedded: z.int(), temporal: z.int() });

const OPEN = "status in ('pending', 'running', 'paused', 'waiting')";

const COUNT = `select
    (select count(*)
     from (
         select id from executions
         where owner is not null and engine = 'embedded' and ${OPEN}
         union
         select id from executions
         where owner is null and wake_at is null and engine = 'embedded' and ${OPEN}
         union
         select id from executions
         where wake_at is not null and engine = 'embedded' and ${OPEN}
         limit $1::int4
     ) as embedded)::int4 as embedded,
    (select count(*)
     from (
         select id from executions
         where engine = 'temporal' and ${OPEN}
         limit $1::int4
     ) as temporal)::int4 as temporal`;
