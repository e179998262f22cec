import { useId } from "react";
import { Button } from "../../components/common/Button.tsx";
import { Checkbox } from "../../components/common/Checkbox.tsx";
import { Field } from "../../components/common/Field.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { t } from "../../messages/messages.ts";
import { InputField } from "./InputField.tsx";
import { ValueView } from "./ValueView.tsx";
import { textOf } from "./question-model.ts";
import type { Draft, Question } from "./question-model.ts";

export interface QuestionFieldsProps {
    readonly question: Question;
    readonly draft: Draft;
    readonly errors: { readonly [field: string]: string };
    readonly onChange: (change: Partial<Draft>) => void;
}

/** What there is to fill in, in the controls that fit the question. */
export function QuestionFields(props: QuestionFieldsProps) {
    switch (props.question.interaction) {
        case "approval":
            return (
                <>
                    <LookedAt {...props} />
                    <Comment {...props} />
                </>
            );
        case "selection":
            return <Choices {...props} />;
        case "review":
            return <Reviewed {...props} />;
        case "input":
            return <Inputs {...props} />;
    }
}

/** What an approval is about. */
function LookedAt({ question }: QuestionFieldsProps) {
    if (question.value === null) return null;
    return (
        <ValueView
            label={t("execution.question.value")}
            value={question.value}
            fileName={`${question.node}-question`}
            openDepth={2}
        />
    );
}

function Inputs({ question, draft, errors, onChange }: QuestionFieldsProps) {
    if (Object.keys(question.fields).length === 0) {
        return (
            <Field
                label={t("execution.question.object")}
                {...(errors["text"] === undefined ? {} : { error: errors["text"] })}
            >
                <TextArea
                    mono
                    value={draft.text}
                    onChange={(event) => onChange({ text: event.currentTarget.value })}
                />
            </Field>
        );
    }
    return Object.entries(question.fields).map(([name, field]) => (
        <InputField
            key={name}
            name={name}
            field={field}
            value={draft.fields[name]}
            error={errors[name]}
            onChange={(value) => {
                const { [name]: _old, ...rest } = draft.fields;
                onChange({ fields: value === undefined ? rest : { ...rest, [name]: value } });
            }}
        />
    ));
}

function Comment({ draft, errors, onChange }: QuestionFieldsProps) {
    return (
        <Field
            label={t("execution.question.comment")}
            optional
            {...(errors["comment"] === undefined ? {} : { error: errors["comment"] })}
        >
            <TextArea
                rows={2}
                value={draft.comment}
                onChange={(event) => onChange({ comment: event.currentTarget.value })}
            />
        </Field>
    );
}

function Choices({ question, draft, errors, onChange }: QuestionFieldsProps) {
    const name = useId();
    const { options, isMultiple } = question;
    const error = errors["chosen"] ?? errors["response"] ?? errors[""];
    const toggle = (id: string, isOn: boolean) =>
        onChange({
            chosen: options
                .map((option) => option.id)
                .filter((one) => (one === id ? isOn : draft.chosen.includes(one)))
        });
    return (
        <fieldset className="flex flex-col gap-1.5" aria-describedby={`${name}-error`}>
            <legend className="mb-1.5 text-small font-medium">
                {t(isMultiple ? "execution.question.choose.some" : "execution.question.choose.one")}
            </legend>
            {options.map(({ id, label }) =>
                isMultiple ? (
                    <Checkbox
                        key={id}
                        label={label}
                        checked={draft.chosen.includes(id)}
                        onChange={(isOn) => toggle(id, isOn)}
                    />
                ) : (
                    <label
                        key={id}
                        className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-3 py-1.5 text-small shadow-[inset_0_0_0_1px_var(--border-node)] hover:bg-hover has-checked:bg-primary-tint has-checked:shadow-[inset_0_0_0_1.5px_var(--primary)]"
                    >
                        <input
                            type="radio"
                            name={name}
                            value={id}
                            checked={draft.chosen.includes(id)}
                            className="size-4 flex-none accent-(--primary-solid)"
                            onChange={() => onChange({ chosen: [id] })}
                        />
                        <span className="min-w-0 wrap-anywhere">{label}</span>
                    </label>
                )
            )}
            <p id={`${name}-error`} role="alert" className="text-micro text-err empty:hidden">
                {error}
            </p>
        </fieldset>
    );
}

function Reviewed({ question, draft, errors, onChange }: QuestionFieldsProps) {
    const original = textOf(question.value);
    return (
        <Field
            label={t("execution.question.value")}
            help={t("execution.question.value.help")}
            {...(errors["value"] === undefined ? {} : { error: errors["value"] })}
            aside={
                draft.text !== original && (
                    <Button size="sm" variant="ghost" onClick={() => onChange({ text: original })}>
                        {t("execution.question.value.reset")}
                    </Button>
                )
            }
        >
            <TextArea
                mono={typeof question.value !== "string"}
                spellCheck={typeof question.value === "string"}
                value={draft.text}
                onChange={(event) => onChange({ text: event.currentTarget.value })}
            />
        </Field>
    );
}
