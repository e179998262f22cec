import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { useNavigate } from "react-router";
import { z } from "zod";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { checkInputs } from "@flowmaestro/shared/schema/inputs.ts";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import { asApiError } from "../../api/api-error.ts";
import { useRetryExecution } from "../../api/queries/execution-control.ts";
import type { Rerun } from "../../api/queries/execution-control.ts";
import { useLiveVersion } from "../../api/queries/execution-detail.ts";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { Field } from "../../components/common/Field.tsx";
import { Select } from "../../components/common/Select.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { FormError } from "../../components/domain/FormError.tsx";
import { t } from "../../messages/messages.ts";
import { focusFirstField } from "../focus-field.ts";
import { plainJson } from "../plain-json.ts";
import { InputField } from "./InputField.tsx";
import { readJson } from "./question-model.ts";

/** What is run again: from an instance, with another output of one, or all with other inputs. */
export type RerunPlan =
    | { readonly kind: "inputs" }
    | { readonly kind: "from"; readonly instance: string; readonly label: string }
    | {
          readonly kind: "override";
          readonly instance: string;
          readonly label: string;
          readonly output: unknown;
      };

export interface RerunDialogProps {
    readonly plan: RerunPlan;
    readonly summary: Execution;
    readonly definition: WorkflowDefinition;
    readonly onClose: () => void;
}

/** Says what will run before it does; the execution that is looked at stays as it is. */
export function RerunDialog({ plan, summary, definition, onClose }: RerunDialogProps) {
    const form = useRerunForm({ plan, summary, definition });
    const live = useLiveVersion(summary.workflow_id, false).data ?? 0;
    const label = plan.kind === "inputs" ? "" : plan.label;
    const failure = form.failure;
    return (
        <Dialog
            open
            onOpenChange={onClose}
            onOpenAutoFocus={focusFirstField}
            size="md"
            title={t(`execution.rerun.title.${plan.kind}`, { node: label })}
            description={t(`execution.rerun.text.${plan.kind}`, { node: label })}
            footer={
                <>
                    <Button onClick={onClose}>{t("common.cancel")}</Button>
                    <Button
                        type="submit"
                        form="rerun-form"
                        variant="primary"
                        icon="retry"
                        loading={form.isStarting}
                    >
                        {t("execution.rerun.start")}
                    </Button>
                </>
            }
        >
            <form
                id="rerun-form"
                noValidate
                className="flex max-h-[55vh] flex-col gap-4 overflow-y-auto p-0.5"
                onSubmit={form.submit}
            >
                {failure !== null && (
                    <FormError message={failure.message} solution={failure.solution} />
                )}
                {plan.kind === "inputs" &&
                    Object.entries(form.schema).map(([name, field]) => (
                        <InputField
                            key={name}
                            name={name}
                            field={field}
                            value={form.inputs[name]}
                            error={form.errors[name]}
                            onChange={(value) => form.setInput(name, value)}
                        />
                    ))}
                {plan.kind === "override" && (
                    <Field
                        label={t("execution.rerun.output")}
                        {...(form.errors[""] === undefined ? {} : { error: form.errors[""] })}
                    >
                        <TextArea
                            mono
                            rows={6}
                            value={form.output}
                            onChange={(event) => form.setOutput(event.currentTarget.value)}
                        />
                    </Field>
                )}
                {live > (summary.version ?? 0) && (
                    <Field label={t("execution.rerun.version")}>
                        <Select
                            value={form.version}
                            options={VERSIONS.map((value) => ({
                                value,
                                label: t(
                                    value === "current" && summary.version === null
                                        ? "execution.rerun.version.draft"
                                        : `execution.rerun.version.${value}`
                                )
                            }))}
                            onChange={form.setVersion}
                        />
                    </Field>
                )}
            </form>
        </Dialog>
    );
}

const VERSIONS = ["original", "current"] as const;
const inputsSchema = z.record(z.string(), z.json());

function useRerunForm(about: Omit<RerunDialogProps, "onClose">) {
    const { plan, summary, definition } = about;
    const schema = executionInputs(definition, catalogue);
    const [inputs, setInputs] = useState<JsonObject>(
        () => inputsSchema.safeParse(plainJson(summary.inputs)).data ?? {}
    );
    const [output, setOutput] = useState(() =>
        plan.kind === "override" ? (JSON.stringify(plan.output ?? null, null, 2) ?? "null") : ""
    );
    const [version, setVersion] = useState<string>("original");
    const [errors, setErrors] = useState<Errors>({});
    const rerun = useStartRerun(summary.id);

    function submit(event: FormEvent) {
        event.preventDefault();
        const read = readRerun(plan, { schema, inputs, output });
        setErrors(read.errors ?? {});
        if (read.body === undefined) return;
        rerun.start({ ...read.body, ...(version === "current" ? { version: "current" } : {}) });
    }

    return {
        schema,
        inputs,
        output,
        version,
        errors,
        failure: rerun.failure,
        isStarting: rerun.isStarting,
        submit,
        setOutput,
        setVersion,
        setInput: (name: string, value: JsonObject[string] | undefined) =>
            setInputs(({ [name]: _old, ...rest }) =>
                value === undefined ? rest : { ...rest, [name]: value }
            )
    };
}

type Errors = { readonly [field: string]: string };

function readRerun(
    plan: RerunPlan,
    given: { readonly schema: InputSchema; readonly inputs: JsonObject; readonly output: string }
): { readonly body?: Rerun; readonly errors?: Errors } {
    if (plan.kind === "from") return { body: { from: plan.instance } };
    if (plan.kind === "inputs") {
        const checked = checkInputs(given.schema, given.inputs);
        if (checked.ok) return { body: { inputs: inputsSchema.parse(plainJson(given.inputs)) } };
        const errors = checked.field_errors.map(({ field, message }): [string, string] => [
            field.replace(/^inputs\./, ""),
            message
        ]);
        return { errors: Object.fromEntries(errors) };
    }
    const read = readJson(given.output);
    if (!read.ok) return { errors: { "": t("execution.rerun.output.wrong", { why: read.why }) } };
    const { instance } = plan;
    const override = { output: z.json().parse(read.value) };
    return { body: { from: instance, overrides: { [instance]: override } } };
}

function tell(error: unknown): void {
    const { message, solution } = asApiError(error);
    showToast({ tone: "err", text: t("execution.control.failed", { message, solution }) });
}

/** Starts it once, however often it is pressed, and goes there. */
export function useStartRerun(id: string) {
    const retry = useRetryExecution();
    const navigate = useNavigate();
    const keys = useRef(new Map<string, string>());
    return {
        isStarting: retry.isPending,
        failure: retry.error === null ? null : asApiError(retry.error),
        start: (rerun: Rerun) => {
            const text = JSON.stringify(rerun);
            const key = keys.current.get(text) ?? crypto.randomUUID();
            keys.current.set(text, key);
            retry.mutate(
                { id, rerun, key },
                {
                    onError: tell,
                    onSuccess: ({ execution_id }) => {
                        // The next press is another re-run.
                        keys.current.delete(text);
                        void navigate(`/executions/${execution_id}`);
                    }
                }
            );
        }
    };
}
