import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import type { WorkflowSettings } from "@flowmaestro/shared/workflow/document.ts";
import { typeName } from "@flowmaestro/shared/schema/type-name.ts";
import { fieldType } from "@flowmaestro/shared/schema/inputs.ts";
import { Link } from "react-router";
import { Field } from "../../components/common/Field.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import { formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { editDetails, editSettings } from "../actions/properties.ts";
import { focusCanvas } from "../actions/focus.ts";
import { useDocument, useEditor, useExecution } from "../editor-context.ts";
import { Frozen } from "./Frozen.tsx";
import { NumberSetting } from "./NumberSetting.tsx";
import { TypeBadge } from "./CompletionList.tsx";

/** With nothing selected: the workflow itself. */
export function WorkflowPanel() {
    const editor = useEditor();
    const description = useDocument((state) => state.content.description);
    const name = useDocument((state) => state.content.name);
    const settings = useDocument((state) => state.content.definition.settings ?? NO_SETTINGS);

    return (
        <div className="flex min-h-0 flex-1 flex-col">
            <header className="flex items-center gap-2 border-b border-line py-3 pr-3 pl-4">
                <h2 className="flex-1 text-head">{t("editor.workflow.title")}</h2>
                <IconButton
                    icon="close"
                    size="sm"
                    label={t("editor.inspector.close")}
                    shortcut="]"
                    onClick={() => {
                        editor.ui.setState({ isInspectorOpen: false });
                        focusCanvas(editor);
                    }}
                />
            </header>
            <div className="flex min-h-0 flex-1 flex-col gap-[18px] overflow-y-auto p-4">
                <Frozen>
                    <Field label={t("editor.workflow.name")}>
                        <TextInput
                            value={name}
                            maxLength={100}
                            onChange={(event) => {
                                const next = event.currentTarget.value;
                                if (next.trim() !== "") editDetails(editor, { name: next });
                            }}
                        />
                    </Field>
                    <Field label={t("editor.workflow.description")}>
                        <TextArea
                            value={description ?? ""}
                            maxLength={2_000}
                            placeholder={t("editor.workflow.description.placeholder")}
                            onChange={(event) => {
                                const next = event.currentTarget.value;
                                editDetails(editor, { description: next === "" ? null : next });
                            }}
                        />
                    </Field>
                </Frozen>
                <Inputs />
                <LastExecution />
                <Frozen>
                    <fieldset className="flex flex-col gap-3">
                        <legend className="mb-1.5 text-small font-medium">
                            {t("editor.workflow.settings")}
                        </legend>
                        <NumberSetting
                            label={t("editor.workflow.timeout")}
                            help={t("editor.workflow.timeout.help")}
                            path="settings.timeout_seconds"
                            value={settings.timeout_seconds}
                            placeholder="86400"
                            least={1}
                            most={366 * 86_400}
                            onChange={(timeout_seconds) =>
                                editSettings(editor, { ...settings, timeout_seconds })
                            }
                        />
                        <NumberSetting
                            label={t("editor.workflow.concurrency")}
                            help={t("editor.workflow.concurrency.help")}
                            path="settings.concurrency"
                            value={settings.concurrency}
                            placeholder="10"
                            least={1}
                            most={1_000}
                            isWhole
                            onChange={(concurrency) =>
                                editSettings(editor, { ...settings, concurrency })
                            }
                        />
                    </fieldset>
                </Frozen>
            </div>
        </div>
    );
}

const NO_SETTINGS: WorkflowSettings = {};

function Inputs() {
    const { catalogue } = useEditor();
    const definition = useDocument((state) => state.content.definition);
    const inputs = Object.entries(executionInputs(definition, catalogue));
    return (
        <section aria-label={t("editor.workflow.inputs")} className="flex flex-col gap-1.5">
            <h3 className="text-small font-medium">{t("editor.workflow.inputs")}</h3>
            {inputs.length === 0 ? (
                <p className="text-micro text-fg-3">{t("editor.workflow.inputs.none")}</p>
            ) : (
                <ul className="rounded-[8px] border border-line">
                    {inputs.map(([name, field]) => (
                        <li
                            key={name}
                            className="flex min-h-8 items-center gap-2 border-b border-line px-2.5 last:border-b-0"
                        >
                            <code className="min-w-0 flex-1 truncate font-mono text-mono">
                                {name}
                                {field.required && <span className="text-err"> *</span>}
                            </code>
                            <TypeBadge type={typeName(fieldType(field))} />
                        </li>
                    ))}
                </ul>
            )}
        </section>
    );
}

function LastExecution() {
    const summary = useExecution((state) => state.summary);
    const status = useExecution((state) => state.status);
    if (summary === null || status === null) return null;
    return (
        <section aria-label={t("editor.workflow.last")} className="flex flex-col gap-1.5">
            <h3 className="text-small font-medium">{t("editor.workflow.last")}</h3>
            <p className="flex items-center gap-2 text-small">
                <ExecutionStatusBadge status={status} />
                <span className="min-w-0 flex-1 truncate text-fg-3">
                    {t("executions.number", { number: summary.number })} ·{" "}
                    {formatWhen(summary.created_at)}
                </span>
                <Link
                    to={`/executions/${summary.id}`}
                    className="rounded-xs font-medium text-primary hover:underline"
                >
                    {t("editor.workflow.last.open")}
                </Link>
            </p>
        </section>
    );
}
