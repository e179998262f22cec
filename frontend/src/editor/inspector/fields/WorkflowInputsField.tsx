import { z } from "zod";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { InputField } from "@flowmaestro/shared/schema/value-type.ts";
import { fieldType } from "@flowmaestro/shared/schema/inputs.ts";
import { typeName } from "@flowmaestro/shared/schema/type-name.ts";
import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import { useCalledWorkflow, useVersionGraph } from "../../../api/queries/callable-workflows.ts";
import { Button } from "../../../components/common/Button.tsx";
import { Icon } from "../../../components/common/Icon.tsx";
import { t } from "../../../messages/messages.ts";
import { useEditor } from "../../editor-context.ts";
import { TypeBadge } from "../CompletionList.tsx";
import { printLiteral } from "../literal.ts";
import { PreviewLine } from "../PreviewLine.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { problemsWithin } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";
import { KeyValuesField } from "./KeyValuesField.tsx";
import { LiteralInput } from "./LiteralInput.tsx";

const record = z.record(z.string(), z.json()).catch({});

/** What the called workflow asks for, as a form of its own; where it asks for nothing, a free table. */
export function WorkflowInputsField(props: WidgetProps) {
    const { field, path, siblings } = props;
    const { catalogue } = useEditor();
    const id = typeof siblings["workflow_id"] === "string" ? siblings["workflow_id"] : null;
    const chosen = typeof siblings["version"] === "number" ? siblings["version"] : null;
    const called = useCalledWorkflow(id);
    const graph = useVersionGraph(id, chosen ?? called.data?.version ?? null);
    const asked =
        graph.data === undefined
            ? []
            : Object.entries(executionInputs(graph.data.definition, catalogue));
    if (id === null) {
        return (
            <section className="flex flex-col gap-1.5" data-field={path}>
                <h3 className="text-small font-medium">{field.title}</h3>
                <p className="text-micro text-fg-3">{t("editor.workflow_inputs.choose")}</p>
            </section>
        );
    }
    if (asked.length === 0) return <KeyValuesField {...props} />;
    return <AskedFields {...props} asked={asked} />;
}

function AskedFields(props: WidgetProps & { readonly asked: readonly [string, InputField][] }) {
    const { node, field, path, problems, asked } = props;
    const value = record.parse(props.value ?? {});
    const names = new Set(asked.map(([name]) => name));
    const strangers = Object.keys(value).filter((name) => !names.has(name));
    const set = (name: string, next: Json | undefined, isTyping: boolean) => {
        const { [name]: _old, ...rest } = value;
        props.onChange(next === undefined ? rest : { ...rest, [name]: next }, { isTyping });
    };
    return (
        <fieldset className="flex min-w-0 flex-col gap-3" data-field={path}>
            <legend className="mb-1.5 text-small font-medium">{field.title}</legend>
            {asked.map(([name, ask]) => (
                <FieldFrame
                    key={name}
                    node={node}
                    path={`${path}.${name}`}
                    field={{
                        title: name,
                        required: ask.required && ask.default === undefined,
                        template: true,
                        description: ask.description
                    }}
                    aside={<TypeBadge type={typeName(fieldType(ask))} />}
                    problems={problemsWithin(problems, `${path}.${name}`)}
                    preview={<PreviewLine value={value[name]} />}
                >
                    <LiteralInput
                        node={node}
                        path={`${path}.${name}`}
                        value={value[name]}
                        placeholder={
                            ask.default === undefined ? undefined : printLiteral(ask.default)
                        }
                        onChange={(next) => set(name, next, true)}
                    />
                </FieldFrame>
            ))}
            {strangers.map((name) => (
                <p key={name} className="flex items-center gap-1.5 text-micro text-warn">
                    <Icon name="alert" size={14} />
                    <span className="min-w-0 flex-1 wrap-break-word">
                        {t("editor.workflow_inputs.stranger", { name })}
                    </span>
                    <Button size="sm" variant="ghost" onClick={() => set(name, undefined, false)}>
                        {t("editor.workflow_inputs.remove")}
                    </Button>
                </p>
            ))}
        </fieldset>
    );
}
