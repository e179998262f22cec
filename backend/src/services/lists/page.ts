import type { Pagination } from "@flowmaestro/shared/contract/lists.ts";
import { invalid } from "../../errors.ts";
import { Cursors } from "./cursor.ts";
import type { Position } from "./cursor.ts";

const DEFAULT_LIMIT = 20;

export interface ListQuery {
    readonly page?: number;
    readonly limit?: number;
    readonly cursor?: string;
    readonly include?: "total";
}

export interface PageRequest {
    readonly limit: number;
    readonly offset: number;
    /** Set when the caller goes on from a cursor. */
    readonly after?: Position;
    readonly needs_total: boolean;
    /** Null with a cursor. */
    readonly page: number | null;
}

/** Pages are counted from the start; a cursor goes on from a row, whatever was added meanwhile. */
export class Paging {
    readonly #cursors: Cursors;
    readonly #scope: string;

    /** `list` names resource, sort and order, and what else the cursor must not be moved between. */
    constructor(secret: string, workspace_id: string, list: readonly string[]) {
        this.#cursors = new Cursors(secret);
        this.#scope = [workspace_id, ...list].join(" ");
    }

    request({ page, limit = DEFAULT_LIMIT, cursor, include }: ListQuery): PageRequest {
        if (cursor === undefined) {
            const number = page ?? 1;
            return { limit, offset: (number - 1) * limit, needs_total: true, page: number };
        }
        if (page !== undefined)
            throw invalid([{ field: "page", message: "Cannot be combined with a cursor." }]);
        const after = this.#cursors.decode(this.#scope, cursor);
        return { limit, offset: 0, after, needs_total: include === "total", page: null };
    }

    /** `rows` may hold one row more than was asked for: that is how it is known that there is more. */
    answer<Row>(
        rows: readonly Row[],
        request: PageRequest,
        { total, position }: { readonly total: number | null; position: (row: Row) => Position }
    ): { readonly rows: readonly Row[]; readonly pagination: Pagination } {
        const { limit, page } = request;
        const shown = rows.slice(0, limit);
        const last = rows.length > limit ? shown.at(-1) : undefined;
        const next_cursor =
            last === undefined ? null : this.#cursors.encode(this.#scope, position(last));
        return {
            rows: shown,
            pagination: {
                ...(page === null ? {} : { page }),
                limit,
                ...(total === null ? {} : { total, pages: Math.ceil(total / limit) }),
                next_cursor
            }
        };
    }
}

/** RFC 8288: the same list, from the next cursor on. */
export function nextLink(path: string, query: object, pagination: Pagination): string | undefined {
    if (pagination.next_cursor === null) return undefined;
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
        if (value !== undefined && name !== "page" && name !== "cursor")
            parameters.set(name, String(value));
    parameters.set("cursor", pagination.next_cursor);
    return `<${path}?${parameters.toString()}>; rel="next"`;
}
