import { describe, expect, it } from "vitest";
import { AppError } from "../../errors.ts";
import { nextLink, Paging } from "./page.ts";

const SECRET = "a secret that is long enough for a test";
const LIST = ["workflows", "created_at", "desc"];
const position = (row: { id: string }) => ({ sort_key: `key of ${row.id}`, id: row.id });
const rows = ["a", "b", "c"].map((id) => ({ id }));

function codeOf(work: () => unknown): string {
    try {
        work();
    } catch (error) {
        if (error instanceof AppError) return error.code;
        throw error;
    }
    return "accepted";
}

describe("paging", () => {
    const paging = new Paging(SECRET, "workspace-a", LIST);

    it("counts pages from 1 and tells the total", () => {
        const request = paging.request({ page: 3, limit: 2 });
        expect(request).toMatchObject({ limit: 2, offset: 4, needs_total: true, page: 3 });
        const { pagination } = paging.answer(rows.slice(0, 1), request, { total: 5, position });
        expect(pagination).toEqual({ page: 3, limit: 2, total: 5, pages: 3, next_cursor: null });
    });

    it("goes on after the last row shown, without a total unless it is asked for", () => {
        const first = paging.request({ limit: 2 });
        const { rows: shown, pagination } = paging.answer(rows, first, { total: 3, position });
        expect(shown.map(({ id }) => id)).toEqual(["a", "b"]);
        const cursor = pagination.next_cursor ?? "";
        const next = paging.request({ limit: 2, cursor });
        expect(next).toMatchObject({ offset: 0, needs_total: false, page: null });
        expect(next.after).toEqual({ sort_key: "key of b", id: "b" });
        expect(paging.request({ cursor, include: "total" }).needs_total).toBe(true);
        expect(paging.answer([], next, { total: null, position }).pagination).toEqual({
            limit: 2,
            next_cursor: null
        });
    });

    it("refuses a cursor of another workspace, list, sort, secret, or nobody", () => {
        const { pagination } = paging.answer(rows, paging.request({ limit: 1 }), {
            total: null,
            position
        });
        const cursor = pagination.next_cursor ?? "";
        const strangers = [
            new Paging(SECRET, "workspace-b", LIST),
            new Paging(SECRET, "workspace-a", ["workflows", "name", "desc"]),
            new Paging("another secret", "workspace-a", LIST)
        ];
        for (const stranger of strangers)
            expect(codeOf(() => stranger.request({ cursor }))).toBe("INVALID_CURSOR");
        const flipped = (cursor.startsWith("A") ? "B" : "A") + cursor.slice(1);
        for (const made of ["eyJ4Ijox", "", "!!", "a".repeat(500), flipped, cursor.slice(0, -2)])
            expect(codeOf(() => paging.request({ cursor: made }))).toBe("INVALID_CURSOR");
    });

    it("does not take a page and a cursor at once", () => {
        expect(codeOf(() => paging.request({ page: 1, cursor: "x" }))).toBe("VALIDATION_FAILED");
    });

    it("links to the next page with everything but the page", () => {
        const pagination = { limit: 2, next_cursor: "c-1" };
        const query = { limit: 2, search: "a&b", page: 1, tag: undefined };
        expect(nextLink("/api/workflows", query, pagination)).toBe(
            '</api/workflows?limit=2&search=a%26b&cursor=c-1>; rel="next"'
        );
        expect(nextLink("/x", {}, { limit: 1, next_cursor: null })).toBeUndefined();
    });
});
