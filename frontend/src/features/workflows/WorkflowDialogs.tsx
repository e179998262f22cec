import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { asApiError } from "../../api/api-error.ts";
import { useDeleteWorkflow, useEditWorkflowDetails } from "../../api/queries/workflows.ts";
import { ConfirmDialog } from "../../components/common/ConfirmDialog.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/pages.ts";
import { DetailsDialog } from "./DetailsDialog.tsx";
import { tagsOf } from "./details.ts";

interface WorkflowDialogProps {
    readonly workflow: WorkflowSummary;
    readonly onClose: () => void;
}

export function EditDetailsDialog({ workflow, onClose }: WorkflowDialogProps) {
    const edit = useEditWorkflowDetails();
    return (
        <DetailsDialog
            title={t("library.edit.title")}
            submitText={t("library.edit.submit")}
            hasTags
            initial={{
                name: workflow.name,
                description: workflow.description ?? "",
                tags: workflow.tags.join(", ")
            }}
            onClose={onClose}
            onSubmit={async ({ name, description, tags }) => {
                const body = {
                    name,
                    description: description === "" ? null : description,
                    tags: tagsOf(tags)
                };
                await edit.mutateAsync({ id: workflow.id, body });
                showToast({ text: t("library.done.saved") });
                onClose();
            }}
        />
    );
}

export function DeleteWorkflowDialog({ workflow, onClose }: WorkflowDialogProps) {
    const remove = useDeleteWorkflow();
    const { name } = workflow;

    async function confirm() {
        try {
            await remove.mutateAsync(workflow.id);
            showToast({ text: t("library.done.deleted", { name }) });
        } catch (error) {
            const { message, solution } = asApiError(error);
            showToast({ tone: "err", text: `${message} ${solution}` });
        }
        onClose();
    }

    return (
        <ConfirmDialog
            open
            onOpenChange={onClose}
            variant="danger"
            title={t("library.delete.title", { name })}
            description={t("library.delete.text")}
            confirmText={t("library.delete.confirm")}
            loading={remove.isPending}
            onConfirm={() => void confirm()}
        />
    );
}
