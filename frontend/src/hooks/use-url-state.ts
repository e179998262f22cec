import { useSearchParams } from "react-router";

/**
 * Filters and pages live in the address: Back works, links can be shared. Changing a filter drops the
 * page one was on.
 */
export function useUrlState() {
    const [params, setParams] = useSearchParams();

    function set(
        changes: { readonly [name: string]: string | null },
        options?: { push?: boolean }
    ) {
        setParams(
            (current) => {
                const next = new URLSearchParams(current);
                if (!Object.hasOwn(changes, "page")) next.delete("page");
                for (const [name, value] of Object.entries(changes)) {
                    if (value === null || value === "") next.delete(name);
                    else next.set(name, value);
                }
                return next;
            },
            { replace: options?.push !== true }
        );
    }

    function get(name: string): string {
        return params.get(name) ?? "";
    }

    function page(): number {
        const number = Number(params.get("page") ?? "1");
        return Number.isInteger(number) && number > 0 ? number : 1;
    }

    return { get, set, page };
}
