import { useState } from "react";
import type { FormEvent } from "react";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import { applyDefaults, checkInputs } from "@flowmaestro/shared/schema/inputs.ts";
import type { ApiError } from "../../api/api-error.ts";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { FormError } from "../../components/domain/FormError.tsx";
import { t } from "../../messages/messages.ts";
import { focusFirstField } from "../focus-field.ts";
import { definitionOf } from "../actions/read.ts";
import { useEditor, useUi } from "../editor-context.ts";
import { InputField } from "./InputField.tsx";
import { rememberedInputs } from "./inputs-memory.ts";
import type { Execute } from "./use-execute.ts";

/** The inputs an execution asks for, as a form made from the input nodes' fields. */
export function ExecuteDialog({ execute }: { readonly execute: Execute }) {
    const isOpen = useUi((ui) => ui.dialog === "execute");
    return isOpen ? <OpenExecuteDialog execute={execute} /> : null;
}

function OpenExecuteDialog({ execute }: { readonly execute: Execute }) {
    const editor = useEditor();
    const schema = executionInputs(definitionOf(editor), editor.catalogue);
    const [values, setValues] = useState<JsonObject>(() =>
        onlyKnown(schema, applyDefaults(schema, rememberedInputs(editor.workflowId) ?? {}))
    );
    const [wasTried, setWasTried] = useState(false);
    const [failure, setFailure] = useState<ApiError | null>(null);
    const checked = checkInputs(schema, values);
    const close = () => editor.ui.setState({ dialog: null });

    async function submit(event: FormEvent) {
        event.preventDefault();
        setWasTried(true);
        if (!checked.ok) return;
        setFailure(await execute.start(editor, execute.trigger, values));
    }

    function errorOf(name: string): string | undefined {
        const field = `inputs.${name}`;
        const own = checked.ok
            ? undefined
            : checked.field_errors.find((error) => error.field === field)?.message;
        return wasTried ? (own ?? failure?.fieldError(field)) : undefined;
    }

    const action = t(execute.trigger === "test" ? "editor.command.test" : "editor.command.execute");
    return (
        <Dialog
            open
            onOpenChange={close}
            onOpenAutoFocus={focusFirstField}
            title={t("editor.execute.title")}
            description={t("editor.execute.text")}
            footer={
                <>
                    <Button onClick={close}>{t("common.cancel")}</Button>
                    <Button
                        type="submit"
                        form="execute-form"
                        variant="primary"
                        icon="play"
                        loading={execute.isStarting}
                    >
                        {action}
                    </Button>
                </>
            }
        >
            <form
                id="execute-form"
                noValidate
                className="flex max-h-[55vh] flex-col gap-4 overflow-y-auto p-0.5"
                onSubmit={(event) => void submit(event)}
                onKeyDown={(event) => {
                    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                        void submit(event);
                    }
                }}
            >
                {failure !== null && (
                    <FormError message={failure.message} solution={failure.solution} />
                )}
                {Object.entries(schema).map(([name, field]) => (
                    <InputField
                        key={name}
                        name={name}
                        field={field}
                        value={values[name]}
                        error={errorOf(name)}
                        onChange={(value) =>
                            setValues((before) => {
                                const { [name]: _old, ...rest } = before;
                                return value === undefined ? rest : { ...rest, [name]: value };
                            })
                        }
                    />
                ))}
            </form>
        </Dialog>
    );
}

/** Fields that were taken out since are not sent again. */
function onlyKnown(schema: { readonly [name: string]: unknown }, values: JsonObject): JsonObject {
    return Object.fromEntries(
        Object.entries(values).filter(([name]) => Object.hasOwn(schema, name))
    );
}
