import type { ComponentType } from "react";
import type { FormField, Widget } from "@flowmaestro/shared/workflow/form.ts";
import { ConditionField } from "./ConditionField.tsx";
import { FieldSchemaField } from "./FieldSchemaField.tsx";
import { problemsWithin } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";
import { GroupField } from "./GroupField.tsx";
import { JsonTemplateField } from "./JsonTemplateField.tsx";
import {
    NumberField,
    SwitchField,
    TemplateField,
    TextAreaField,
    TextField
} from "./simple-fields.tsx";

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
    "field-schema": FieldSchemaField
};

export interface FormFieldsProps {
    readonly node: string;
    readonly fields: readonly FormField[];
    /** Of the object the fields are in: `data`. */
    readonly path: string;
    readonly value: { readonly [name: string]: unknown };
    readonly problems: WidgetProps["problems"];
    readonly onChange: (name: string, value: unknown, how?: { readonly isTyping: boolean }) => void;
}

/** The form of a schema: one widget per field, in the order declared. */
export function FormFields(props: FormFieldsProps) {
    return props.fields.map((field) => {
        const Widget = WIDGETS[field.widget];
        const path = `${props.path}.${field.name}`;
        return (
            <Widget
                key={field.name}
                node={props.node}
                field={field}
                path={path}
                value={props.value[field.name]}
                problems={problemsWithin(props.problems, path)}
                onChange={(value, how) => props.onChange(field.name, value, how)}
            />
        );
    });
}
