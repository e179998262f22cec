import type { QueryResult } from "pg";
import { z } from "zod";

/** Anything that runs one statement: a pool, a client, a transaction. Rows are unknown until parsed. */
export interface Queryable {
    query(text: string, values?: unknown[]): Promise<QueryResult<Record<string, unknown>>>;
}

/**
 * How repositories speak SQL: every row passes a schema, so nothing untyped leaves storage. Belongs
 * to one transaction and refuses to work once that is over, however long a caller kept it.
 */
export class Session {
    readonly #client: Queryable;
    #open = true;

    constructor(client: Queryable) {
        this.#client = client;
    }

    async many<T>(row: z.ZodType<T>, text: string, values: unknown[] = []): Promise<T[]> {
        const { rows } = await this.#query(text, values);
        return rows.map((each) => row.parse(each));
    }

    /** The first row, or null where there is none. */
    async first<T>(row: z.ZodType<T>, text: string, values: unknown[] = []): Promise<T | null> {
        const { rows } = await this.#query(text, values);
        return rows.length === 0 ? null : row.parse(rows[0]);
    }

    /** The one row a statement cannot fail to give (an insert's `returning`, an aggregate). */
    async one<T>(row: z.ZodType<T>, text: string, values: unknown[] = []): Promise<T> {
        const { rows } = await this.#query(text, values);
        if (rows.length !== 1) throw new Error(`Expected one row and got ${rows.length}: ${text}`);
        return row.parse(rows[0]);
    }

    /** How many rows it touched. */
    async run(text: string, values: unknown[] = []): Promise<number> {
        const { rowCount } = await this.#query(text, values);
        return rowCount ?? 0;
    }

    /** Only the transaction's owner calls this. */
    close(): void {
        this.#open = false;
    }

    #query(text: string, values: unknown[]): Promise<QueryResult<Record<string, unknown>>> {
        if (!this.#open) {
            throw new Error(`This transaction has ended; await every query inside it: ${text}`);
        }
        return this.#client.query(text, values);
    }
}

/** A `json` or `jsonb` column: it arrives as text and leaves as what the schema says. */
export function jsonColumn<T>(schema: z.ZodType<T>): z.ZodType<T> {
    return z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .pipe(schema);
}
