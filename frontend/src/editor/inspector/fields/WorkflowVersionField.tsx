import { useCalledWorkflow } from "../../../api/queries/callable-workflows.ts";
import { Select } from "../../../components/common/Select.tsx";
import { t } from "../../../messages/messages.ts";
import { FieldFrame } from "./FieldFrame.tsx";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

/** The newest at the time of each start, or one that stays. */
export function WorkflowVersionField(props: WidgetProps) {
    const { node, field, path, problems, siblings } = props;
    const id = typeof siblings["workflow_id"] === "string" ? siblings["workflow_id"] : null;
    const called = useCalledWorkflow(id);
    const latest = called.data?.version ?? 0;
    const chosen = typeof props.value === "number" ? props.value : null;
    const versions = Array.from({ length: latest }, (_, index) => latest - index);
    if (chosen !== null && !versions.includes(chosen)) versions.unshift(chosen);
    return (
        <FieldFrame node={node} field={field} path={path} problems={problemsAt(problems, path)}>
            <Select
                value={chosen === null ? "latest" : String(chosen)}
                options={[
                    {
                        value: "latest",
                        label:
                            latest === 0
                                ? t("editor.workflow_version.latest")
                                : t("editor.workflow_version.latest_now", { version: latest })
                    },
                    ...versions.map((version) => ({
                        value: String(version),
                        label: t("editor.workflow_version.one", { version })
                    }))
                ]}
                onChange={(next) => props.onChange(next === "latest" ? undefined : Number(next))}
            />
        </FieldFrame>
    );
}
