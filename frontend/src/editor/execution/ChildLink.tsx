import { Link } from "react-router";
import { Icon } from "../../components/common/Icon.tsx";
import { buttonClass } from "../../components/common/button-class.ts";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import { t } from "../../messages/messages.ts";
import { useLineage } from "./use-lineage.ts";

/** The execution that a step has started. */
export function ChildLink({ instance }: { readonly instance: string }) {
    const child = useLineage()?.children.find((one) => one.instance === instance);
    if (child === undefined) return null;
    const params = { workflow: child.workflow_name, number: `#${child.number}` };
    return (
        <div className="flex flex-wrap items-center gap-2.5">
            <Link to={`/executions/${child.execution_id}`} className={buttonClass({ size: "sm" })}>
                <Icon name="arrow-right" />
                {t("execution.lineage.child.open", params)}
            </Link>
            <ExecutionStatusBadge status={child.status} plain />
        </div>
    );
}
