import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import type { useWorkflowList } from "../../api/queries/workflows.ts";
import { Button } from "../../components/common/Button.tsx";
import { EmptyState } from "../../components/common/EmptyState.tsx";
import { usePatientFlag } from "../../components/common/use-patient-flag.ts";
import { ApiErrorState } from "../../components/domain/ApiErrorState.tsx";
import { PagesOf } from "../../components/domain/PagesOf.tsx";
import { t } from "../../messages/pages.ts";
import { FilterBar } from "./FilterBar.tsx";
import type { LibraryFilters } from "./library-filters.ts";
import { LibrarySkeleton } from "./LibrarySkeleton.tsx";
import { RecentWorkflows } from "./RecentWorkflows.tsx";
import { WorkflowTable } from "./WorkflowTable.tsx";

export interface LibraryListProps {
    readonly filters: LibraryFilters;
    readonly list: ReturnType<typeof useWorkflowList>;
    readonly onEdit: (workflow: WorkflowSummary) => void;
    readonly onDuplicate: (workflow: WorkflowSummary) => void;
    readonly onDelete: (workflow: WorkflowSummary) => void;
}

export function LibraryList(props: LibraryListProps) {
    const { filters, list } = props;
    const isWaiting = usePatientFlag(list.isPending);
    if (list.isPending) return isWaiting ? <LibrarySkeleton /> : null;
    if (list.data === undefined) {
        return (
            <ApiErrorState
                title={t("library.error.title")}
                error={list.error}
                onRetry={() => void list.refetch()}
                retrying={list.isFetching}
            />
        );
    }
    const { workflows, pagination } = list.data;
    return (
        <>
            {filters.search === "" && <RecentWorkflows />}
            <div className="mt-1 mb-3 sm:mt-6">
                <FilterBar filters={filters} />
            </div>
            {workflows.length === 0 ? (
                <NoMatch filters={filters} />
            ) : (
                <WorkflowTable
                    workflows={workflows}
                    isBusy={list.isPlaceholderData}
                    onEdit={props.onEdit}
                    onDuplicate={props.onDuplicate}
                    onDelete={props.onDelete}
                />
            )}
            <PagesOf
                label={t("library.pages.label")}
                pagination={pagination}
                page={filters.page}
                onPage={filters.setPage}
            />
        </>
    );
}

function NoMatch({ filters }: { readonly filters: LibraryFilters }) {
    const { search } = filters;
    return (
        <div className="rounded-card border border-line bg-surface">
            <EmptyState
                icon="search"
                title={t("library.miss.title")}
                text={
                    search === ""
                        ? t("library.miss.filter.text")
                        : t("library.miss.text", { search })
                }
                actions={
                    <Button size="sm" onClick={filters.reset}>
                        {t("library.miss.reset")}
                    </Button>
                }
            />
        </div>
    );
}
