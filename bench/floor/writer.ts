import pg from "pg";
import type { ClientConfig } from "pg";

/** One text row per execution and tick, as docs/architecture.md 7 wants it. */
export interface Row {
    readonly execution_id: string;
    readonly seq: number;
    readonly n: number;
    readonly facts: string;
}

const SQL = `insert into floor_log (execution_id, seq, n, facts)
select * from unnest($1::uuid[], $2::int4[], $3::int4[], string_to_array($4::text, E'\\x1e'))`;

/**
 * The floor's journal: one connection, one batch in flight, everybody who came meanwhile is in the
 * next one. No lease, no fence, no recovery: this is what writing alone costs.
 */
export class GroupCommit {
    private readonly client: pg.Client;
    private waiting: { readonly row: Row; readonly done: () => void; fail: (e: Error) => void }[] =
        [];
    private isWriting = false;

    constructor(config: ClientConfig) {
        this.client = new pg.Client(config);
    }

    async open(): Promise<void> {
        await this.client.connect();
        await this.client.query(
            `create table if not exists floor_log (
                 execution_id uuid not null,
                 seq int4 not null,
                 n int4 not null,
                 facts text compression lz4 not null,
                 primary key (execution_id, seq)
             )`
        );
    }

    /** Resolves when the row is on disk. */
    write(row: Row): Promise<void> {
        return new Promise((done, fail) => {
            this.waiting.push({ row, done, fail });
            if (this.isWriting) return;
            this.isWriting = true;
            setImmediate(() => void this.drain());
        });
    }

    private async drain(): Promise<void> {
        while (this.waiting.length > 0) {
            const batch = this.waiting;
            this.waiting = [];
            try {
                await this.client.query(encode(batch.map(({ row }) => row)));
                for (const { done } of batch) done();
            } catch (error) {
                const reason = error instanceof Error ? error : new Error(String(error));
                for (const { fail } of batch) fail(reason);
            }
        }
        this.isWriting = false;
    }
}

function encode(rows: readonly Row[]): { name: string; text: string; values: string[] } {
    const ids: string[] = [];
    const seqs: number[] = [];
    const counts: number[] = [];
    const facts: string[] = [];
    for (const row of rows) {
        ids.push(row.execution_id);
        seqs.push(row.seq);
        counts.push(row.n);
        facts.push(row.facts);
    }
    const values = [
        `{${ids.join()}}`,
        `{${seqs.join()}}`,
        `{${counts.join()}}`,
        facts.join("\x1e")
    ];
    return { name: "floor", text: SQL, values };
}
