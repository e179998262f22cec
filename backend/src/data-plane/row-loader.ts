import { patiently } from "./patience.ts";
import type { StoredRow, ValueRows } from "./values.ts";

interface Asked {
    readonly sha: string;
    readonly resolve: (row: StoredRow | null) => void;
    readonly reject: (error: unknown) => void;
}

/**
 * Rows of values, asked for one by one and read together: what is asked in one turn of the event loop
 * (the values of a config, the results of a loop's turns) is one question per execution.
 */
export class RowLoader {
    private readonly rows: ValueRows;
    private asked = new Map<string, Asked[]>();

    constructor(rows: ValueRows) {
        this.rows = rows;
    }

    load(execution_id: string, sha: string): Promise<StoredRow | null> {
        return new Promise((resolve, reject) => {
            if (this.asked.size === 0) queueMicrotask(() => this.ask());
            const list = this.asked.get(execution_id);
            const one = { sha, resolve, reject };
            if (list === undefined) this.asked.set(execution_id, [one]);
            else list.push(one);
        });
    }

    private ask(): void {
        const { asked } = this;
        this.asked = new Map();
        for (const [execution_id, list] of asked) {
            this.answer(execution_id, list).catch((error: unknown) => {
                for (const { reject } of list) reject(error);
            });
        }
    }

    private async answer(execution_id: string, list: readonly Asked[]): Promise<void> {
        const shas = [...new Set(list.map(({ sha }) => sha))];
        const found = await patiently(() => this.rows.readValues(execution_id, shas));
        for (const { sha, resolve } of list) resolve(found.get(sha) ?? null);
    }
}
