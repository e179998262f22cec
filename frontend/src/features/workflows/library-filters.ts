import { useUrlState } from "../../hooks/use-url-state.ts";

export type LibraryState = "all" | "live" | "draft";
export type LibrarySort = "updated_at" | "name" | "created_at";

export const PAGE_SIZE = 20;

/** What of the library is shown, as the address says it. */
export function useLibraryFilters() {
    const url = useUrlState();
    const state = oneOf(url.get("state"), ["live", "draft"], "all");
    const sort = oneOf(url.get("sort"), ["name", "created_at"], "updated_at");
    const search = url.get("search").slice(0, 200);
    const page = url.page();
    return {
        state,
        sort,
        search,
        page,
        isFiltered: state !== "all" || search !== "",
        query: {
            page,
            limit: PAGE_SIZE,
            sort,
            order: sort === "name" ? ("asc" as const) : ("desc" as const),
            search: search === "" ? undefined : search,
            state: state === "all" ? undefined : state
        },
        setState: (next: LibraryState) => url.set({ state: next === "all" ? null : next }),
        setSort: (next: LibrarySort) => url.set({ sort: next === "updated_at" ? null : next }),
        setSearch: (next: string) => url.set({ search: next }),
        setPage: (next: number) =>
            url.set({ page: next === 1 ? null : String(next) }, { push: true }),
        reset: () => url.set({ search: null, state: null })
    };
}

export type LibraryFilters = ReturnType<typeof useLibraryFilters>;

function oneOf<const V extends string, const D extends string>(
    value: string,
    allowed: readonly V[],
    otherwise: D
): V | D {
    return allowed.find((one) => one === value) ?? otherwise;
}
