import { Switch } from "../../../components/common/Switch.tsx";
import { TextArea } from "../../../components/common/TextArea.tsx";
import { TextInput } from "../../../components/common/TextInput.tsx";
import { PreviewLine } from "../PreviewLine.tsx";
import { ReferenceInput } from "../ReferenceInput.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

const TYPING = { isTyping: true };

/** An empty text field is an absent one: the default counts again. */
function orAbsent(text: string): string | undefined {
    return text === "" ? undefined : text;
}

function textOf(value: unknown): string {
    if (typeof value === "string") return value;
    return value === undefined || value === null ? "" : JSON.stringify(value);
}

function frame(props: WidgetProps) {
    const { node, field, path, problems } = props;
    return { node, field, path, problems: problemsAt(problems, path) };
}

function shownDefault(props: WidgetProps): string | undefined {
    const { placeholder, default: fallback } = props.field;
    if (placeholder !== undefined) return placeholder;
    return fallback === undefined ? undefined : textOf(fallback);
}

export function TextField(props: WidgetProps) {
    return (
        <FieldFrame {...frame(props)}>
            <TextInput
                data-path={props.path}
                value={textOf(props.value)}
                placeholder={shownDefault(props)}
                autoComplete="off"
                onChange={(event) => props.onChange(orAbsent(event.currentTarget.value), TYPING)}
            />
        </FieldFrame>
    );
}

export function TextAreaField(props: WidgetProps) {
    return (
        <FieldFrame {...frame(props)}>
            <TextArea
                data-path={props.path}
                value={textOf(props.value)}
                placeholder={shownDefault(props)}
                onChange={(event) => props.onChange(event.currentTarget.value, TYPING)}
            />
        </FieldFrame>
    );
}

export function TemplateField(props: WidgetProps) {
    const text = textOf(props.value);
    return (
        <FieldFrame {...frame(props)} preview={<PreviewLine value={text} />}>
            <ReferenceInput
                node={props.node}
                path={props.path}
                value={text}
                placeholder={shownDefault(props)}
                onChange={(next) => props.onChange(orAbsent(next), TYPING)}
            />
        </FieldFrame>
    );
}

/** A number, or a reference to one. */
export function NumberField(props: WidgetProps) {
    const text = textOf(props.value);
    const read = (typed: string) => {
        const trimmed = typed.trim();
        if (trimmed === "") return undefined;
        // What is no number yet is kept as typed; the problem says so.
        return /^-?\d+(?:\.\d+)?$/u.test(trimmed) ? Number(trimmed) : typed;
    };
    if (props.field.template) {
        return (
            <FieldFrame {...frame(props)} preview={<PreviewLine value={text} />}>
                <ReferenceInput
                    node={props.node}
                    path={props.path}
                    value={text}
                    placeholder={shownDefault(props)}
                    onChange={(next) => props.onChange(read(next), TYPING)}
                />
            </FieldFrame>
        );
    }
    return (
        <FieldFrame {...frame(props)}>
            <TextInput
                data-path={props.path}
                inputMode="decimal"
                autoComplete="off"
                value={text}
                placeholder={shownDefault(props)}
                onChange={(event) => props.onChange(read(event.currentTarget.value), TYPING)}
            />
        </FieldFrame>
    );
}

export function SwitchField(props: WidgetProps) {
    const isOn = props.value === undefined ? props.field.default === true : props.value === true;
    return (
        <div data-field={props.path} className="flex flex-col gap-1">
            <Switch
                label={props.field.title}
                checked={isOn}
                onChange={(checked) => props.onChange(checked)}
            />
            {props.field.description !== undefined && (
                <p className="text-micro text-fg-3">{props.field.description}</p>
            )}
        </div>
    );
}
