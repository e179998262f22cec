import { useState } from "react";
import { counts } from "@flowmaestro/shared/workflow/config/fields.ts";
import { formOf } from "@flowmaestro/shared/workflow/form.ts";
import type { FormField } from "@flowmaestro/shared/workflow/form.ts";
import type { WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { CountBadge } from "../../components/common/Badge.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { JsonTree } from "../../components/common/JsonTree.tsx";
import { t } from "../../messages/messages.ts";
import { editData } from "../actions/properties.ts";
import { configOf } from "../document/node-facts.ts";
import { useDocument, useEditor, useProblems } from "../editor-context.ts";
import { FormFields } from "./fields/FormFields.tsx";
import type { WidgetProps } from "./fields/field-types.ts";

const NO_PROBLEMS: WidgetProps["problems"] = [];

/** The form of the node's type. Rarely needed fields wait behind a line, unless they are in use. */
export function ConfigTab({ node }: { readonly node: WorkflowNode }) {
    const editor = useEditor();
    const readOnly = useDocument((state) => state.readOnly);
    const type = editor.catalogue.get(node.type);
    const problems = useProblems((state) => state.byNode.get(node.id)?.list ?? NO_PROBLEMS);
    if (type === undefined) return <UnknownType node={node} />;

    const all = formOf(type);
    const fields = all.filter((field) => counts(field, all, node.data));
    const isUsed = (field: FormField) => !field.advanced || node.data[field.name] !== undefined;
    // What cannot be changed need not be unfolded first.
    const shown = readOnly ? fields : fields.filter(isUsed);
    const rest = readOnly ? [] : fields.filter((field) => !isUsed(field));
    const form = {
        node: node.id,
        form: all,
        path: "data",
        value: node.data,
        problems,
        onChange: (name: string, value: unknown, how?: { readonly isTyping: boolean }) => {
            const title = fields.find((field) => field.name === name)?.title ?? name;
            editData(editor, { node: node.id, field: title, data: { [name]: value }, ...how });
        }
    };
    return (
        <div className="flex flex-col gap-[18px]">
            {fields.length === 0 && (
                <p className="text-small text-fg-2">{t("editor.inspector.no_config")}</p>
            )}
            <FormFields {...form} fields={shown} />
            {rest.length > 0 && <MoreFields form={form} fields={rest} />}
        </div>
    );
}

function MoreFields(props: {
    readonly form: Omit<React.ComponentProps<typeof FormFields>, "fields">;
    readonly fields: readonly FormField[];
}) {
    const { fields } = props;
    const [isOpen, setIsOpen] = useState(false);
    return (
        <>
            <button
                type="button"
                aria-expanded={isOpen}
                className="flex h-7 items-center gap-1.5 rounded-control text-left text-small font-medium text-fg-2 hover:text-fg"
                onClick={() => setIsOpen(!isOpen)}
            >
                <Icon name={isOpen ? "chevron-down" : "chevron-right"} size={14} />
                {t("editor.inspector.more")}
                <CountBadge count={fields.length} />
                <span className="min-w-0 flex-1 truncate text-right font-normal text-fg-3">
                    {fields.map((field) => field.title).join(", ")}
                </span>
            </button>
            {isOpen && <FormFields {...props.form} fields={fields} />}
        </>
    );
}

/** Nothing is lost of what another version of the product wrote. */
function UnknownType({ node }: { readonly node: WorkflowNode }) {
    return (
        <div className="flex flex-col gap-3">
            <p className="rounded-[8px] bg-warn-fill px-3 py-2.5 text-small text-fg">
                {t("editor.inspector.unknown", { type: node.type })}
            </p>
            <JsonTree label={t("editor.inspector.config")} value={configOf(node)} />
        </div>
    );
}
