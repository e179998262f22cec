import type { Draft } from "../hosting/draft.ts";
import { SECTIONS } from "../hosting/batch-sections.ts";
import type { Section } from "../hosting/batch-sections.ts";

/**
 * One statement for everything that is ready, of all executions. Its first part updates the worker's
 * own row: that locks it (a fence `where exists` could not be), renews the lease and is the receipt
 * of the commit. Every other part joins it, so a worker that lost its epoch writes nothing at all.
 *
 * A batch rarely needs every part, so there is a prepared statement for each combination in use.
 */
export interface BatchHead {
    readonly worker_id: string;
    readonly epoch: number;
    /** This batch's number: the row says the one before. */
    readonly batch: number;
    readonly lease_ms: number;
}

export interface BatchQuery {
    readonly name: string;
    readonly text: string;
    readonly values: string[];
}

export function encodeBatch(head: BatchHead, drafts: readonly Draft[]): BatchQuery {
    let mask = 0;
    const values = [head.worker_id, String(head.epoch), String(head.batch), String(head.lease_ms)];
    SECTIONS.forEach((section, index) => {
        const columns = section.encode(drafts);
        if (columns === null) return;
        mask |= 1 << index;
        values.push(...columns);
    });
    return { name: `fm_batch_${mask}`, text: textOf(mask), values };
}

const texts = new Map<number, string>();

function textOf(mask: number): string {
    let text = texts.get(mask);
    if (text === undefined) {
        text = compose(SECTIONS.filter((_, index) => (mask & (1 << index)) !== 0));
        texts.set(mask, text);
    }
    return text;
}

const FENCE = `with fence as (
    update engine_workers
    set batch = $3::int8,
        lease_until = clock_timestamp() + $4::int4 * interval '1 millisecond'
    where id = $1::uuid
      and epoch = $2::int4
      and batch = $3::int8 - 1
    returning id
)`;

/** The new totals: `<workflow id> <executions>`, joined by commas. */
const COUNTED = "(select string_agg(workflow_id || ' ' || executions, ',') from counted)";

function compose(sections: readonly Section[]): string {
    let parameter = 5;
    const parts = [FENCE];
    for (const section of sections) {
        const names = section.types.map((type) =>
            type === "text"
                ? // JSON text never holds a raw 0x1E, and a JS array would pass the driver's escaper.
                  `string_to_array($${parameter++}::text, E'\\x1e', '')`
                : `$${parameter++}::${type}[]`
        );
        parts.push(section.sql(names.join(", ")));
    }
    const isCounting = parts.some((part) => part.startsWith("counted "));
    const answer = `select (select count(*) from fence)::int4 as held,
       extract(epoch from clock_timestamp()) * 1000 as at,
       ${isCounting ? COUNTED : "null"} as counted`;
    return `${parts.join(",\n")}\n${answer}`;
}
