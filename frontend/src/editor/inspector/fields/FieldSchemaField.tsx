import { z } from "zod";
import { inputFieldSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { InputField } from "@flowmaestro/shared/schema/value-type.ts";
import { Button } from "../../../components/common/Button.tsx";
import { t } from "../../../messages/messages.ts";
import { errorText, problemsAt, problemsWithin } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";
import { SchemaRow } from "./SchemaRow.tsx";

const schemaShape = z.record(z.string(), z.unknown());

export interface NamedField {
    readonly name: string;
    readonly field: InputField;
}

const FALLBACK: InputField = { type: "any", required: false };

export function readFields(value: unknown): readonly NamedField[] {
    const parsed = schemaShape.safeParse(value);
    if (!parsed.success) return [];
    return Object.entries(parsed.data).map(([name, one]) => {
        const field = inputFieldSchema.safeParse(one);
        return { name, field: field.success ? field.data : FALLBACK };
    });
}

function written(fields: readonly NamedField[]): { [name: string]: InputField } {
    return Object.fromEntries(fields.map(({ name, field }) => [name, field]));
}

/** The fields an execution asks for: name, type, whether it is needed, what else there is to say. */
export function FieldSchemaField(props: WidgetProps) {
    const { field, path, problems } = props;
    const fields = readFields(props.value);

    function change(index: number, next: NamedField, isTyping: boolean) {
        props.onChange(written(fields.with(index, next)), { isTyping });
    }

    function add() {
        let number = fields.length + 1;
        const isTaken = (name: string) => fields.some((one) => one.name === name);
        while (isTaken(`field_${number}`)) number += 1;
        const name = `field_${number}`;
        props.onChange(written([...fields, { name, field: { type: "string", required: false } }]));
        requestAnimationFrame(() => {
            const input = document.querySelector<HTMLInputElement>(
                `[data-path="${CSS.escape(`${path}.${name}`)}"]`
            );
            input?.focus();
            input?.select();
        });
    }

    return (
        <fieldset className="flex flex-col gap-2" data-field={path}>
            <legend className="mb-1.5 text-small font-medium">{field.title}</legend>
            {fields.length === 0 && (
                <p className="rounded-[8px] bg-well px-3 py-2.5 text-small text-fg-2">
                    {t("editor.schema.empty")}
                </p>
            )}
            {fields.map((one, index) => (
                <SchemaRow
                    // A row keeps its place while its name is typed.
                    // oxlint-disable-next-line react/no-array-index-key
                    key={index}
                    path={`${path}.${one.name}`}
                    row={one}
                    isTaken={(name) =>
                        fields.some((other, at) => at !== index && other.name === name)
                    }
                    problems={problemsWithin(problems, `${path}.${one.name}`)}
                    onChange={(next, isTyping) => change(index, next, isTyping)}
                    onRemove={() => props.onChange(written(fields.toSpliced(index, 1)))}
                />
            ))}
            <div>
                <Button size="sm" icon="plus" onClick={add}>
                    {t("editor.schema.add")}
                </Button>
            </div>
            {problemsAt(problems, path).map((problem) => (
                <p key={problem.message} className="text-micro font-medium text-err">
                    {errorText([problem])}
                </p>
            ))}
            {field.description !== undefined && (
                <p className="text-micro text-fg-3">{field.description}</p>
            )}
        </fieldset>
    );
}
