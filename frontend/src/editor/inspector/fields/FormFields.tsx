import type { ComponentType } from "react";
import type { FormField, Widget } from "@flowmaestro/shared/workflow/form.ts";
import { counts } from "@flowmaestro/shared/workflow/config/fields.ts";
import { BodyNodeField } from "./BodyNodeField.tsx";
import { CasesField } from "./CasesField.tsx";
import { ChoiceField } from "./ChoiceField.tsx";
import { ConditionField } from "./ConditionField.tsx";
import { DateTimeField } from "./DateTimeField.tsx";
import { DurationField } from "./DurationField.tsx";
import { FieldSchemaField } from "./FieldSchemaField.tsx";
import { problemsWithin } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";
import { GroupField } from "./GroupField.tsx";
import { JsonTemplateField } from "./JsonTemplateField.tsx";
import { KeyValuesField } from "./KeyValuesField.tsx";
import { OptionsField } from "./OptionsField.tsx";
import {
    NumberField,
    SwitchField,
    TemplateField,
    TextAreaField,
    TextField
} from "./simple-fields.tsx";
import { TextsField } from "./TextsField.tsx";
import { WorkflowInputsField } from "./WorkflowInputsField.tsx";
import { WorkflowPickerField } from "./WorkflowPickerField.tsx";
import { WorkflowVersionField } from "./WorkflowVersionField.tsx";

/** The closed list of ways to edit a field: a widget without an entry does not compile. */
const WIDGETS: Record<Widget, ComponentType<WidgetProps>> = {
    text: TextField,
    textarea: TextAreaField,
    template: TemplateField,
    "json-template": JsonTemplateField,
    number: NumberField,
    switch: SwitchField,
    group: GroupField,
    condition: ConditionField,
    "field-schema": FieldSchemaField,
    choice: ChoiceField,
    cases: CasesField,
    options: OptionsField,
    "key-values": KeyValuesField,
    texts: TextsField,
    duration: DurationField,
    datetime: DateTimeField,
    "workflow-picker": WorkflowPickerField,
    "workflow-version": WorkflowVersionField,
    "workflow-inputs": WorkflowInputsField,
    "body-node": BodyNodeField
};

export interface FormFieldsProps {
    readonly node: string;
    readonly fields: readonly FormField[];
    /** All fields there are, where only some of them are shown: they decide which count. */
    readonly form?: readonly FormField[];
    /** Of the object the fields are in: `data`. */
    readonly path: string;
    readonly value: { readonly [name: string]: unknown };
    readonly problems: WidgetProps["problems"];
    readonly onChange: (name: string, value: unknown, how?: { readonly isTyping: boolean }) => void;
}

/** The form of a schema: one widget per field that counts, in the order declared. */
export function FormFields(props: FormFieldsProps) {
    const form = props.form ?? props.fields;
    const shown = props.fields.filter((field) => counts(field, form, props.value));
    return shown.map((field) => {
        const Widget = WIDGETS[field.widget];
        const path = `${props.path}.${field.name}`;
        return (
            <Widget
                key={field.name}
                node={props.node}
                field={field}
                path={path}
                value={props.value[field.name]}
                siblings={props.value}
                problems={problemsWithin(props.problems, path)}
                onChange={(value, how) => props.onChange(field.name, value, how)}
            />
        );
    });
}
