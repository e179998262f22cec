import { useState } from "react";
import { useNavigate } from "react-router";
import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { asApiError } from "../../api/api-error.ts";
import { useDuplicateWorkflow, useWorkflowList } from "../../api/queries/workflows.ts";
import { Button } from "../../components/common/Button.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { t } from "../../messages/pages.ts";
import { copyName } from "./details.ts";
import { LibraryEmpty } from "./LibraryEmpty.tsx";
import { LibrarySearch } from "./LibrarySearch.tsx";
import { useLibraryFilters } from "./library-filters.ts";
import { LibraryList } from "./LibraryList.tsx";
import { NewWorkflowDialog } from "./NewWorkflowDialog.tsx";
import { DeleteWorkflowDialog, EditDetailsDialog } from "./WorkflowDialogs.tsx";

type OpenDialog =
    | { readonly kind: "edit" | "delete"; readonly workflow: WorkflowSummary }
    | { readonly kind: "new" };

export interface LibraryPageProps {
    /** `/workflows/new`: the library with its dialog open. */
    readonly isNew?: boolean;
}

export function LibraryPage({ isNew = false }: LibraryPageProps) {
    const filters = useLibraryFilters();
    const list = useWorkflowList(filters.query);
    const duplicate = useDuplicateWorkflow();
    const [dialog, setDialog] = useState<OpenDialog | null>(isNew ? { kind: "new" } : null);
    const navigate = useNavigate();
    usePageTitle(t("library.page"));

    const isEmpty = list.data?.pagination.total === 0 && !filters.isFiltered;

    function closeDialog() {
        setDialog(null);
        if (isNew) void navigate("/workflows", { replace: true });
    }

    async function makeCopy(workflow: WorkflowSummary) {
        const name = copyName(workflow.name);
        try {
            const copy = await duplicate.mutateAsync({ id: workflow.id, name });
            showToast({
                text: t("library.done.duplicated", { name: workflow.name }),
                action: {
                    label: t("library.row.open"),
                    perform: () => void navigate(`/workflows/${copy.id}`)
                }
            });
        } catch (error) {
            const { message, solution } = asApiError(error);
            showToast({ tone: "err", text: `${message} ${solution}` });
        }
    }

    return (
        <div className="px-4 pb-6 md:px-5 lg:px-8">
            <header className="flex flex-wrap items-center gap-2 py-3 sm:h-18 sm:py-0">
                <h1 className="text-[1.25rem] leading-8 font-semibold tracking-[-.022em] sm:text-display">
                    {t("library.title")}
                </h1>
                <div className="flex-1" />
                {!isEmpty && <LibrarySearch value={filters.search} onChange={filters.setSearch} />}
                <Button
                    variant="primary"
                    icon="plus"
                    className="max-sm:h-11"
                    onClick={() => setDialog({ kind: "new" })}
                >
                    {t("library.new")}
                </Button>
            </header>
            {isEmpty ? (
                <LibraryEmpty onNew={() => setDialog({ kind: "new" })} />
            ) : (
                <LibraryList
                    filters={filters}
                    list={list}
                    onEdit={(workflow) => setDialog({ kind: "edit", workflow })}
                    onDelete={(workflow) => setDialog({ kind: "delete", workflow })}
                    onDuplicate={(workflow) => void makeCopy(workflow)}
                />
            )}
            {dialog?.kind === "new" && <NewWorkflowDialog onClose={closeDialog} />}
            {dialog?.kind === "edit" && (
                <EditDetailsDialog workflow={dialog.workflow} onClose={closeDialog} />
            )}
            {dialog?.kind === "delete" && (
                <DeleteWorkflowDialog workflow={dialog.workflow} onClose={closeDialog} />
            )}
        </div>
    );
}
