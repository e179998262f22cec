import type { Pagination as PaginationData } from "@flowmaestro/shared/contract/lists.ts";
import { t } from "../../messages/pages.ts";
import { Pagination } from "../common/Pagination.tsx";

export interface PagesOfProps {
    readonly label: string;
    readonly pagination: PaginationData;
    readonly page: number;
    readonly onPage: (page: number) => void;
}

/** Pages under a list; nothing while one page holds all. */
export function PagesOf({ label, pagination, page, onPage }: PagesOfProps) {
    const { total = 0, limit } = pagination;
    const pages = Math.max(1, Math.ceil(total / limit));
    if (pages === 1 && page === 1) return null;
    const from = (page - 1) * limit + 1;
    return (
        <Pagination
            label={label}
            summary={t("common.page.range", { from, to: Math.min(total, page * limit), total })}
            hasPrevious={page > 1}
            hasNext={page < pages}
            onPrevious={() => onPage(Math.min(page - 1, pages))}
            onNext={() => onPage(page + 1)}
        />
    );
}
