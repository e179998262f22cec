import { useNavigate } from "react-router";
import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/common/Menu.tsx";
import { t } from "../../messages/pages.ts";

export interface WorkflowActionsProps {
    readonly workflow: WorkflowSummary;
    readonly onEdit: (workflow: WorkflowSummary) => void;
    readonly onDuplicate: (workflow: WorkflowSummary) => void;
    readonly onDelete: (workflow: WorkflowSummary) => void;
}

export function WorkflowActions(props: WorkflowActionsProps) {
    const { workflow } = props;
    const navigate = useNavigate();
    return (
        <Menu
            label={t("library.row.menu", { name: workflow.name })}
            trigger={
                <IconButton
                    icon="more"
                    size="sm"
                    tooltip={false}
                    label={t("library.row.menu", { name: workflow.name })}
                    className="relative z-1"
                />
            }
        >
            <MenuItem icon="workflow" onSelect={() => void navigate(`/workflows/${workflow.id}`)}>
                {t("library.row.open")}
            </MenuItem>
            <MenuItem
                icon="activity"
                onSelect={() => void navigate(`/executions?workflow=${workflow.id}`)}
            >
                {t("library.row.executions")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon="pencil" onSelect={() => props.onEdit(workflow)}>
                {t("library.row.edit")}
            </MenuItem>
            <MenuItem icon="copy" onSelect={() => props.onDuplicate(workflow)}>
                {t("library.row.duplicate")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon="trash" danger onSelect={() => props.onDelete(workflow)}>
                {t("library.row.delete")}
            </MenuItem>
        </Menu>
    );
}
