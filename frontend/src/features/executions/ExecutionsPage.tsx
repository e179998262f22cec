import { Link } from "react-router";
import { useExecutionList } from "../../api/queries/executions.ts";
import { Button } from "../../components/common/Button.tsx";
import { buttonClass } from "../../components/common/button-class.ts";
import { EmptyState } from "../../components/common/EmptyState.tsx";
import { Skeleton } from "../../components/common/Skeleton.tsx";
import { usePatientFlag } from "../../components/common/use-patient-flag.ts";
import { ApiErrorState } from "../../components/domain/ApiErrorState.tsx";
import { PagesOf } from "../../components/domain/PagesOf.tsx";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { t } from "../../messages/pages.ts";
import { ExecutionFilterBar } from "./ExecutionFilterBar.tsx";
import { ExecutionTable } from "./ExecutionTable.tsx";
import { useExecutionFilters } from "./execution-filters.ts";
import type { ExecutionFilters } from "./execution-filters.ts";

export function ExecutionsPage() {
    const filters = useExecutionFilters();
    usePageTitle(t("executions.page"));
    return (
        <div className="px-4 pb-6 md:px-5 lg:px-8">
            <header className="flex items-center py-3 sm:h-18 sm:py-0">
                <h1 className="text-[1.25rem] leading-8 font-semibold tracking-[-.022em] sm:text-display">
                    {t("executions.title")}
                </h1>
            </header>
            <ExecutionsList filters={filters} />
        </div>
    );
}

function ExecutionsList({ filters }: { readonly filters: ExecutionFilters }) {
    const list = useExecutionList(filters.query);
    const isWaiting = usePatientFlag(list.isPending);
    if (list.isPending) return isWaiting ? <ListSkeleton /> : null;
    if (list.data === undefined) {
        return (
            <ApiErrorState
                title={t("executions.error.title")}
                error={list.error}
                onRetry={() => void list.refetch()}
                retrying={list.isFetching}
            />
        );
    }
    const { executions, pagination } = list.data;
    if (executions.length === 0 && !filters.isFiltered && filters.page === 1) return <NoneYet />;
    return (
        <>
            <div className="mb-3">
                <ExecutionFilterBar filters={filters} />
            </div>
            {executions.length === 0 ? (
                <NoMatch onReset={filters.reset} />
            ) : (
                <ExecutionTable executions={executions} isBusy={list.isPlaceholderData} />
            )}
            <PagesOf
                label={t("executions.pages.label")}
                pagination={pagination}
                page={filters.page}
                onPage={filters.setPage}
            />
        </>
    );
}

function NoneYet() {
    return (
        <div className="mt-[clamp(24px,9vh,88px)]">
            <EmptyState
                size="page"
                icon="activity"
                color="--primary"
                title={t("executions.empty.title")}
                text={t("executions.empty.text")}
                actions={
                    <Link to="/workflows" className={buttonClass({ variant: "primary" })}>
                        {t("executions.empty.action")}
                    </Link>
                }
            />
        </div>
    );
}

function NoMatch({ onReset }: { readonly onReset: () => void }) {
    return (
        <div className="rounded-card border border-line bg-surface">
            <EmptyState
                icon="search"
                title={t("executions.miss.title")}
                text={t("executions.miss.text")}
                actions={
                    <Button size="sm" onClick={onReset}>
                        {t("executions.miss.reset")}
                    </Button>
                }
            />
        </div>
    );
}

const ROWS = [0, 1, 2, 3, 4, 5, 6, 7];

function ListSkeleton() {
    return (
        <div aria-busy="true">
            <Skeleton className="mb-3 h-8 w-60" />
            <div className="overflow-hidden rounded-card border border-line bg-surface shadow-e1">
                <div className="h-9" />
                {ROWS.map((row) => (
                    <div
                        key={row}
                        className="flex h-11 items-center gap-6 border-t border-line px-4"
                    >
                        <Skeleton className="h-3.5 w-10" />
                        <Skeleton className="h-3.5 w-24" />
                        <Skeleton className="h-3.5 max-w-60 flex-1" />
                        <Skeleton className="ml-auto h-3.5 w-24 max-sm:hidden" />
                    </div>
                ))}
            </div>
        </div>
    );
}
