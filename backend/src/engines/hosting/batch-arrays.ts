import type { Draft } from "./draft.ts";

/** Ids and numbers: nothing in them needs escaping. */
export function plain(items: readonly (string | number | null)[]): string {
    const said = items.includes(null) ? items.map((item) => item ?? "null") : items;
    return `{${said.join(",")}}`;
}

/** Texts; an empty field, which is what `join` makes of null, is null to `string_to_array`. */
export function joined(items: readonly (string | null)[]): string {
    return items.join("\x1e");
}

/** What drafts have several of, each beside its draft. Most drafts have none of most things. */
export function rowsOf<Row>(
    drafts: readonly Draft[],
    of: (draft: Draft) => readonly Row[]
): { readonly draft: Draft; readonly row: Row }[] {
    const rows: { readonly draft: Draft; readonly row: Row }[] = [];
    for (const draft of drafts) for (const row of of(draft)) rows.push({ draft, row });
    return rows;
}

export function jsonText(json: object | null): string | null {
    return json === null ? null : JSON.stringify(json);
}
