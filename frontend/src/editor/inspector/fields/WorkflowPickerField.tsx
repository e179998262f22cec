import { useState } from "react";
import {
    useCallableWorkflows,
    useCalledWorkflow
} from "../../../api/queries/callable-workflows.ts";
import { buttonClass } from "../../../components/common/button-class.ts";
import { fieldAria, useFieldControl } from "../../../components/common/Field.tsx";
import { Icon } from "../../../components/common/Icon.tsx";
import { inputClass } from "../../../components/common/input-class.ts";
import { Popover } from "../../../components/common/Popover.tsx";
import { t } from "../../../messages/messages.ts";
import { PickList } from "../../canvas/PickList.tsx";
import { useEditor } from "../../editor-context.ts";
import { FieldFrame } from "./FieldFrame.tsx";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

/** One of the workspace's workflows, by its name; it opens in a tab of its own. */
export function WorkflowPickerField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const id = typeof props.value === "string" && props.value !== "" ? props.value : null;
    const called = useCalledWorkflow(id);
    const name =
        id === null
            ? null
            : (called.data?.name ?? (called.isError ? t("editor.workflow_picker.gone") : "…"));
    return (
        <FieldFrame node={node} field={field} path={path} problems={problemsAt(problems, path)}>
            <div className="flex items-center gap-1">
                <Picker
                    path={path}
                    name={name}
                    isGone={called.isError}
                    onPick={(next) => props.onChange(next)}
                />
                {id !== null && !called.isError && (
                    <a
                        href={`/workflows/${id}`}
                        target="_blank"
                        rel="noreferrer"
                        aria-label={t("editor.workflow_picker.open", { name: name ?? "" })}
                        title={t("editor.workflow_picker.open", { name: name ?? "" })}
                        className={buttonClass({
                            variant: "ghost",
                            className: "w-8 flex-none px-0!"
                        })}
                    >
                        <Icon name="external" />
                    </a>
                )}
            </div>
            {called.isError && (
                <p className="flex gap-1.5 text-micro text-warn">
                    <Icon name="alert" size={14} className="mt-px" />
                    {t("editor.workflow_picker.gone.text")}
                </p>
            )}
        </FieldFrame>
    );
}

function Picker(props: {
    readonly path: string;
    readonly name: string | null;
    readonly isGone: boolean;
    readonly onPick: (id: string) => void;
}) {
    const control = useFieldControl();
    const [isOpen, setIsOpen] = useState(false);
    return (
        <Popover
            open={isOpen}
            onOpenChange={setIsOpen}
            label={t("editor.workflow_picker.choose")}
            className="w-86 p-0!"
            trigger={
                <button
                    type="button"
                    {...fieldAria(control)}
                    data-path={props.path}
                    aria-haspopup="dialog"
                    className={inputClass({
                        invalid: control?.isInvalid,
                        className: "min-w-0 flex-1 cursor-default text-left"
                    })}
                >
                    <Icon name="workflow" className="text-fg-3" />
                    <span
                        className={`min-w-0 flex-1 truncate ${props.name === null || props.isGone ? "text-fg-3" : ""}`}
                    >
                        {props.name ?? t("editor.workflow_picker.none")}
                    </span>
                    <Icon name="chevron-down" size={14} className="text-fg-3" />
                </button>
            }
        >
            <Found
                isOpen={isOpen}
                onPick={(id) => {
                    setIsOpen(false);
                    props.onPick(id);
                }}
                onClose={() => setIsOpen(false)}
            />
        </Popover>
    );
}

function Found(props: {
    readonly isOpen: boolean;
    readonly onPick: (id: string) => void;
    readonly onClose: () => void;
}) {
    const { workflowId } = useEditor();
    const [query, setQuery] = useState("");
    const found = useCallableWorkflows(query, props.isOpen);
    const empty = found.isPending
        ? t("editor.workflow_picker.loading")
        : found.isError
          ? t("editor.workflow_picker.failed")
          : t("editor.workflow_picker.nothing");
    return (
        <PickList
            label={t("editor.workflow_picker.search")}
            placeholder={t("editor.workflow_picker.search")}
            query={query}
            onQuery={setQuery}
            onPick={props.onPick}
            onClose={props.onClose}
            empty={empty}
            items={selfLast(found.data?.workflows ?? [], workflowId).map((one) => ({
                key: one.id,
                name: one.name,
                content: (
                    <>
                        <Icon name="workflow" className="text-fg-3" />
                        <span className="min-w-0 flex-1 truncate">{one.name}</span>
                        <span className="flex-none text-micro text-fg-3">
                            {one.id === workflowId
                                ? t("editor.workflow_picker.self")
                                : one.version > 0
                                  ? t("editor.workflow_picker.version", { version: one.version })
                                  : t("editor.workflow_picker.draft")}
                        </span>
                    </>
                )
            }))}
        />
    );
}

/** What stands first is what Enter takes: a workflow that calls itself is seldom meant. */
function selfLast<T extends { readonly id: string }>(list: readonly T[], self: string): T[] {
    return list.toSorted((a, b) => Number(a.id === self) - Number(b.id === self));
}
