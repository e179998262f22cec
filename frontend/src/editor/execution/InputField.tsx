import { useState } from "react";
import type { InputField as InputFieldType } from "@flowmaestro/shared/schema/value-type.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { Field } from "../../components/common/Field.tsx";
import { Select } from "../../components/common/Select.tsx";
import { Switch } from "../../components/common/Switch.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { t } from "../../messages/messages.ts";
import { printLiteral, readLiteral } from "../inspector/literal.ts";
import { readJson } from "./question-model.ts";

export interface InputFieldProps {
    readonly name: string;
    readonly field: InputFieldType;
    readonly value: Json | undefined;
    readonly error: string | undefined;
    readonly onChange: (value: Json | undefined) => void;
}

/** One input of an execution, in the control that fits its type. */
export function InputField(props: InputFieldProps) {
    const { name, field, value, error, onChange } = props;
    return (
        <Field
            label={name}
            required={field.required && field.default === undefined}
            help={field.description}
            error={error === undefined ? undefined : (brokenJson(field, value) ?? error)}
        >
            <Control field={field} value={value} onChange={onChange} />
        </Field>
    );
}

/** What is no JSON at all is told where it breaks, not what type it should have had. */
function brokenJson(field: InputFieldType, value: Json | undefined): string | undefined {
    if ((field.type !== "array" && field.type !== "object") || typeof value !== "string") {
        return undefined;
    }
    const read = readJson(value);
    return read.ok ? undefined : t("editor.execute.broken_json", { why: read.why });
}

function Control({
    field,
    value,
    onChange
}: Pick<InputFieldProps, "field" | "value" | "onChange">) {
    if (field.enum !== undefined) {
        return (
            <Select
                value={value === undefined ? null : JSON.stringify(value)}
                options={field.enum.map((choice) => ({
                    value: JSON.stringify(choice),
                    label: printLiteral(choice)
                }))}
                onChange={(text) => onChange(readLiteral(text))}
            />
        );
    }
    switch (field.type) {
        case "boolean":
            return <Switch checked={value === true} onChange={onChange} />;
        case "string":
        case "file":
            return (
                <TextInput
                    type={field.secret === true ? "password" : "text"}
                    autoComplete="off"
                    value={typeof value === "string" ? value : printLiteral(value)}
                    onChange={(event) => {
                        const text = event.currentTarget.value;
                        onChange(text === "" ? undefined : text);
                    }}
                />
            );
        case "number":
        case "integer":
            return <LiteralControl value={value} onChange={onChange} isNumber />;
        default:
            return <LiteralControl value={value} onChange={onChange} />;
    }
}

/** Keeps what is typed as typed; the value is what it reads as. */
function LiteralControl(props: {
    readonly value: Json | undefined;
    readonly onChange: (value: Json | undefined) => void;
    readonly isNumber?: boolean;
}) {
    const { value, onChange, isNumber = false } = props;
    const [text, setText] = useState(() => printLiteral(value));
    function type(next: string) {
        setText(next);
        onChange(next.trim() === "" ? undefined : readLiteral(next));
    }
    if (isNumber) {
        return (
            <TextInput
                inputMode="decimal"
                autoComplete="off"
                value={text}
                onChange={(event) => type(event.currentTarget.value)}
            />
        );
    }
    return <TextArea mono value={text} onChange={(event) => type(event.currentTarget.value)} />;
}
