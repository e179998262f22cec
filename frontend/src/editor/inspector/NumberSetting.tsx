import { useState } from "react";
import { Field } from "../../components/common/Field.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { t } from "../../messages/messages.ts";

export interface NumberSettingProps {
    readonly label: string;
    readonly help?: string;
    readonly path: string;
    readonly value: number | undefined;
    readonly placeholder?: string;
    readonly least: number;
    readonly most: number;
    readonly isWhole?: boolean;
    readonly onChange: (value: number | undefined) => void;
}

/** A number within bounds; what is out of them stays in the field with the reason, and is not saved. */
export function NumberSetting(props: NumberSettingProps) {
    const { value, least, most } = props;
    const [typed, setTyped] = useState<string | null>(null);
    const error =
        typed === null || typed.trim() === "" || isFitting(typed, props)
            ? undefined
            : t("editor.policy.invalid", { least, most });
    return (
        <Field label={props.label} help={props.help} error={error}>
            <TextInput
                data-path={props.path}
                inputMode="decimal"
                autoComplete="off"
                placeholder={props.placeholder}
                value={typed ?? (value === undefined ? "" : String(value))}
                onChange={(event) => {
                    const text = event.currentTarget.value;
                    setTyped(text);
                    if (text.trim() === "") props.onChange(undefined);
                    else if (isFitting(text, props)) props.onChange(Number(text));
                }}
                onBlur={() => {
                    if (error === undefined) setTyped(null);
                }}
            />
        </Field>
    );
}

function isFitting(text: string, { least, most, isWhole = false }: NumberSettingProps): boolean {
    if (!/^\s*\d+(?:\.\d+)?\s*$/u.test(text)) return false;
    const number = Number(text);
    return number >= least && number <= most && (!isWhole || Number.isInteger(number));
}
