import { useId, useRef, useState } from "react";
import type { SubmitEvent } from "react";
import { asApiError } from "../../api/api-error.ts";
import type { ApiError } from "../../api/api-error.ts";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { Field } from "../../components/common/Field.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { FormError } from "../../components/domain/FormError.tsx";
import { t } from "../../messages/pages.ts";
import { checkDetails, TAGS_MAX } from "./details.ts";
import type { DetailsErrors, DetailsValues } from "./details.ts";

export interface DetailsDialogProps {
    readonly title: string;
    readonly description?: string;
    readonly submitText: string;
    readonly initial: DetailsValues;
    readonly hasTags?: boolean;
    readonly onClose: () => void;
    /** Rejects with what the server said; resolves when the dialog may go. */
    readonly onSubmit: (values: DetailsValues) => Promise<void>;
}

/** Name, description and tags of a workflow: for a new one and for changing them. */
export function DetailsDialog(props: DetailsDialogProps) {
    const [values, setValues] = useState(props.initial);
    const [errors, setErrors] = useState<DetailsErrors>({});
    const [failure, setFailure] = useState<ApiError | null>(null);
    const [isSending, setSending] = useState(false);
    const inFlight = useRef(false);
    const formId = useId();
    const nameInput = useRef<HTMLInputElement>(null);

    function change(field: keyof DetailsValues, value: string) {
        setValues((current) => ({ ...current, [field]: value }));
        setErrors(({ [field]: _gone, ...rest }) => rest);
    }

    async function submit() {
        if (inFlight.current) return;
        const found = checkDetails(values);
        setErrors(found);
        setFailure(null);
        if (found.name !== undefined) nameInput.current?.focus();
        if (Object.keys(found).length > 0) return;
        inFlight.current = true;
        setSending(true);
        try {
            await props.onSubmit({ ...values, name: values.name.trim() });
        } catch (error) {
            const refused = asApiError(error);
            setFailure(refused);
            setErrors({ name: refused.fieldError("name"), tags: refused.fieldError("tags") });
        } finally {
            inFlight.current = false;
            setSending(false);
        }
    }

    function onSubmit(event: SubmitEvent) {
        event.preventDefault();
        void submit();
    }

    return (
        <Dialog
            open
            onOpenChange={props.onClose}
            title={props.title}
            onOpenAutoFocus={(event) => {
                // Radix would begin at the close button.
                event.preventDefault();
                nameInput.current?.focus();
            }}
            description={props.description}
            footer={
                <>
                    <Button onClick={props.onClose}>{t("common.cancel")}</Button>
                    <Button type="submit" form={formId} variant="primary" loading={isSending}>
                        {props.submitText}
                    </Button>
                </>
            }
        >
            <form id={formId} noValidate onSubmit={onSubmit} className="flex flex-col gap-4.5">
                <Field label={t("library.field.name")} error={errors.name} required>
                    <TextInput
                        ref={nameInput}
                        name="name"
                        autoComplete="off"
                        placeholder={t("library.field.name.placeholder")}
                        value={values.name}
                        onChange={(event) => change("name", event.target.value)}
                    />
                </Field>
                <Field label={t("library.field.description")} error={errors.description} optional>
                    <TextArea
                        name="description"
                        placeholder={t("library.field.description.placeholder")}
                        value={values.description}
                        onChange={(event) => change("description", event.target.value)}
                    />
                </Field>
                {props.hasTags === true && (
                    <Field
                        label={t("library.field.tags")}
                        error={errors.tags}
                        help={t("library.field.tags.help", { max: TAGS_MAX })}
                        optional
                    >
                        <TextInput
                            name="tags"
                            autoComplete="off"
                            value={values.tags}
                            onChange={(event) => change("tags", event.target.value)}
                        />
                    </Field>
                )}
                {failure !== null && failure.fieldErrors.length === 0 && (
                    <FormError message={failure.message} solution={failure.solution} />
                )}
            </form>
        </Dialog>
    );
}
