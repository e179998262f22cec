/** Ids and numbers: nothing in them needs escaping. */
export function plain(items: readonly (string | number | null)[]): string {
    return `{${items.map((item) => item ?? "null").join(",")}}`;
}

/** Texts; an empty field is null to `string_to_array`. */
export function joined(items: readonly (string | null)[]): string {
    return items.map((item) => item ?? "").join("\x1e");
}

export function jsonText(json: object | null): string | null {
    return json === null ? null : JSON.stringify(json);
}
