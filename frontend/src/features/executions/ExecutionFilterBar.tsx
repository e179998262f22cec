import { executionStatusSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { useOpenRequestCount } from "../../api/queries/execution-requests.ts";
import { useWorkflowList } from "../../api/queries/workflows.ts";
import { Button } from "../../components/common/Button.tsx";
import { Select } from "../../components/common/Select.tsx";
import { executionLook } from "../../components/domain/execution-look.ts";
import { t } from "../../messages/pages.ts";
import type { ExecutionFilters } from "./execution-filters.ts";

const STATUSES = [
    { value: "", label: t("executions.filter.status.all") },
    ...executionStatusSchema.options.map((status) => {
        const { label, icon } = executionLook(status);
        return { value: status, label, icon };
    })
];

export function ExecutionFilterBar({ filters }: { readonly filters: ExecutionFilters }) {
    const workflows = useWorkflowList({ limit: 100, sort: "name", order: "asc" }).data?.workflows;
    return (
        <div className="flex flex-wrap items-center gap-2">
            <Select
                label={t("executions.filter.status")}
                value={filters.status}
                onChange={filters.setStatus}
                options={STATUSES}
                quiet
                className="sm:w-44"
            />
            <Select
                label={t("executions.filter.workflow")}
                value={filters.workflow}
                onChange={filters.setWorkflow}
                options={[
                    { value: "", label: t("executions.filter.workflow.all") },
                    ...(workflows ?? []).map(({ id, name }) => ({ value: id, label: name }))
                ]}
                placeholder={t("executions.filter.workflow.deleted")}
                quiet
                className="sm:w-60"
            />
            <Questions filters={filters} />
        </div>
    );
}

/** Somebody is asked something: one press shows the executions that wait. */
function Questions({ filters }: { readonly filters: ExecutionFilters }) {
    const count = useOpenRequestCount();
    if (count === 0 || filters.status === "waiting") return null;
    return (
        <Button
            icon="hand"
            title={t("executions.questions.show")}
            onClick={() => filters.setStatus("waiting")}
        >
            {t("executions.questions", { count })}
        </Button>
    );
}
