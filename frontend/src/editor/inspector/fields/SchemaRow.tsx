import { useState } from "react";
import { z } from "zod";
import type { InputField } from "@flowmaestro/shared/schema/value-type.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { Checkbox } from "../../../components/common/Checkbox.tsx";
import { Field } from "../../../components/common/Field.tsx";
import { IconButton } from "../../../components/common/IconButton.tsx";
import { Select } from "../../../components/common/Select.tsx";
import { TextInput } from "../../../components/common/TextInput.tsx";
import { t } from "../../../messages/messages.ts";
import { printLiteral, readLiteral } from "../literal.ts";
import type { NamedField } from "./FieldSchemaField.tsx";
import { errorText } from "./field-types.ts";

const TYPES = [
    "string",
    "number",
    "integer",
    "boolean",
    "array",
    "object",
    "file",
    "any"
] as const satisfies readonly InputField["type"][];

function isType(value: string): value is InputField["type"] {
    return TYPES.some((type) => type === value);
}

export interface SchemaRowProps {
    readonly path: string;
    readonly row: NamedField;
    readonly isTaken: (name: string) => boolean;
    readonly problems: readonly Problem[];
    readonly onChange: (row: NamedField, isTyping: boolean) => void;
    readonly onRemove: () => void;
}

/** One field an execution asks for. The rest of what there is to say opens on demand. */
export function SchemaRow({ path, row, isTaken, problems, onChange, onRemove }: SchemaRowProps) {
    const { name, field } = row;
    const [isOpen, setIsOpen] = useState(false);
    const [typedName, setTypedName] = useState<string | null>(null);
    const shownName = typedName ?? name;
    const nameError =
        typedName === null
            ? undefined
            : typedName.trim() === ""
              ? t("editor.schema.name_empty")
              : isTaken(typedName.trim())
                ? t("editor.schema.name_taken", { name: typedName.trim() })
                : undefined;
    const set = (more: Partial<InputField>, isTyping: boolean) => {
        const entries = Object.entries({ ...field, ...more });
        const next = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
        onChange({ name, field: { ...fixed(field), ...next } }, isTyping);
    };

    return (
        <div
            role="group"
            aria-label={t("editor.schema.field", { name })}
            className="flex flex-col gap-2.5 rounded-[8px] border border-line bg-surface p-2.5"
        >
            <div className="flex items-start gap-1.5">
                <Field
                    label={t("editor.schema.name")}
                    error={nameError}
                    className="flex min-w-0 flex-1 flex-col gap-1.5"
                >
                    <TextInput
                        mono
                        data-path={path}
                        value={shownName}
                        autoComplete="off"
                        spellCheck={false}
                        onChange={(event) => {
                            const next = event.currentTarget.value;
                            const free = next.trim() !== "" && !isTaken(next.trim());
                            setTypedName(free && next === next.trim() ? null : next);
                            if (free) onChange({ name: next.trim(), field }, true);
                        }}
                        onBlur={() => setTypedName(null)}
                    />
                </Field>
                <Field label={t("editor.schema.type")} className="flex w-30 flex-col gap-1.5">
                    <Select
                        value={field.type}
                        options={TYPES.map((type) => ({
                            value: type,
                            label: t(`editor.schema.type.${type}`)
                        }))}
                        onChange={(type) => isType(type) && set({ type }, false)}
                    />
                </Field>
            </div>
            <div className="flex items-center gap-1">
                <div className="flex-1">
                    <Checkbox
                        label={t("editor.schema.required")}
                        checked={field.required}
                        onChange={(required) => set({ required }, false)}
                    />
                </div>
                <IconButton
                    icon={isOpen ? "chevron-up" : "chevron-down"}
                    size="sm"
                    label={t(isOpen ? "editor.schema.less" : "editor.schema.more", { name })}
                    aria-expanded={isOpen}
                    onClick={() => setIsOpen(!isOpen)}
                />
                <IconButton
                    icon="trash"
                    size="sm"
                    label={t("editor.schema.remove", { name })}
                    onClick={onRemove}
                />
            </div>
            {isOpen && <Details row={row} onChange={set} />}
            {problems.map((problem) => (
                <p key={problem.message} className="text-micro font-medium text-err">
                    {errorText([problem])}
                </p>
            ))}
        </div>
    );
}

/** Our JSON is read-only; the schema's own type is not. */
const jsonSchema = z.json();

function literal(text: string, field: InputField): JsonIn {
    return jsonSchema.parse(field.type === "string" ? text : readLiteral(text));
}

type JsonIn = z.infer<typeof jsonSchema>;

/** What a field always has. */
function fixed(field: InputField): InputField {
    return { type: field.type, required: field.required };
}

function Details(props: {
    readonly row: NamedField;
    readonly onChange: (more: Partial<InputField>, isTyping: boolean) => void;
}) {
    const { field } = props.row;
    const [choices, setChoices] = useState(() => (field.enum ?? []).map(printLiteral).join(", "));
    return (
        <div className="flex flex-col gap-2.5">
            <Field label={t("editor.schema.default")}>
                <TextInput
                    value={
                        typeof field.default === "string" && field.type === "string"
                            ? field.default
                            : printLiteral(field.default)
                    }
                    autoComplete="off"
                    onChange={(event) => {
                        const text = event.currentTarget.value;
                        const value = text === "" ? undefined : literal(text, field);
                        props.onChange({ default: value }, true);
                    }}
                />
            </Field>
            <Field label={t("editor.schema.description")}>
                <TextInput
                    value={field.description ?? ""}
                    autoComplete="off"
                    onChange={(event) => {
                        const text = event.currentTarget.value;
                        props.onChange({ description: text === "" ? undefined : text }, true);
                    }}
                />
            </Field>
            <Field label={t("editor.schema.choices")} help={t("editor.schema.choices.help")}>
                <TextInput
                    value={choices}
                    autoComplete="off"
                    onChange={(event) => {
                        const text = event.currentTarget.value;
                        setChoices(text);
                        const list = text
                            .split(",")
                            .map((one) => one.trim())
                            .filter((one) => one !== "")
                            .map((one) => literal(one, field));
                        props.onChange({ enum: list.length === 0 ? undefined : list }, true);
                    }}
                />
            </Field>
        </div>
    );
}
