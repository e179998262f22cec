import type { Section } from "./batch-sections.ts";
import { SECTIONS } from "./batch-sections.ts";
import type { Draft } from "./draft.ts";

/**
 * One statement that stores drafts. Its first part is the engine's own: a query called `fence` that
 * locks what says that this writer may write, and answers no row where it may not. Every other part
 * joins it, so that all is stored or nothing is.
 *
 * A statement rarely needs every part: there is one for each combination in use, which prepared is
 * never parsed again.
 */
export interface Frame {
    /** Of the prepared statements made with it. */
    readonly name: string;
    /** `fence as (…)`, with the first parameters. */
    readonly fence: string;
    /** How many parameters those are. */
    readonly parameters: number;
}

export interface Statement {
    readonly name: string;
    readonly text: string;
    readonly values: string[];
}

/** What every statement answers. */
export interface StatementAnswer {
    /** 1 where it was stored. */
    readonly held: number;
    /** Database time. */
    readonly at: string;
    readonly counted: string | null;
}

export function statementOf(
    frame: Frame,
    values: readonly string[],
    drafts: readonly Draft[]
): Statement {
    let mask = 0;
    const all = [...values];
    SECTIONS.forEach((section, index) => {
        const columns = section.encode(drafts);
        if (columns === null) return;
        mask |= 1 << index;
        all.push(...columns);
    });
    return { name: `${frame.name}_${mask}`, text: textOf(frame, mask), values: all };
}

const texts = new Map<string, string>();

function textOf(frame: Frame, mask: number): string {
    const name = `${frame.name}_${mask}`;
    let text = texts.get(name);
    if (text === undefined) {
        text = compose(
            frame,
            SECTIONS.filter((_, index) => (mask & (1 << index)) !== 0)
        );
        texts.set(name, text);
    }
    return text;
}

/** The new totals: `<workflow id> <executions>`, joined by commas. */
const COUNTED = "(select string_agg(workflow_id || ' ' || executions, ',') from counted)";

function compose({ fence, parameters }: Frame, sections: readonly Section[]): string {
    let parameter = parameters + 1;
    const parts = [`with ${fence}`];
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
