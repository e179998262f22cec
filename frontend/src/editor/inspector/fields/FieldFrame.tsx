import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { FormField } from "@flowmaestro/shared/workflow/form.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { Field } from "../../../components/common/Field.tsx";
import { Icon } from "../../../components/common/Icon.tsx";
import { useUi } from "../../editor-context.ts";
import { afterCheck } from "../after-press.ts";
import { errorText } from "./field-types.ts";

export interface FieldFrameProps {
    readonly node: string;
    readonly field: Pick<FormField, "title" | "description" | "required" | "template">;
    readonly path: string;
    /** Of exactly this field. */
    readonly problems: readonly Problem[];
    readonly preview?: ReactNode;
    /** Right end of the label row, instead of the field's language. */
    readonly aside?: ReactNode;
    readonly children: ReactNode;
}

/**
 * Label, language, control, preview, error. An empty field that is still to be filled is no mistake
 * of anybody's yet: it is marked once somebody has been there, or came here from the problems.
 */
export function FieldFrame(props: FieldFrameProps) {
    const { field, path, problems } = props;
    const [wasVisited, setWasVisited] = useState(false);
    const leave = useRef<(() => void) | null>(null);
    useEffect(() => () => leave.current?.(), []);
    const wasAsked = useUi((ui) => ui.field?.node === props.node && ui.field.path === path);
    const errors = problems.filter(
        (problem) =>
            problem.severity === "error" &&
            (wasVisited || wasAsked || problem.code !== "MISSING_CONFIG")
    );
    const warnings = problems.filter((problem) => problem.severity === "warning");
    return (
        <div
            data-field={path}
            onBlur={(event) => {
                if (event.currentTarget.contains(event.relatedTarget)) return;
                leave.current?.();
                leave.current = afterCheck(() => setWasVisited(true));
            }}
        >
            <Field
                label={field.title}
                required={field.required}
                help={field.description === undefined ? undefined : marked(field.description)}
                error={errorText(errors)}
                aside={props.aside ?? (field.template ? <LanguageBadge text="${ }" /> : undefined)}
            >
                {props.children}
                {props.preview}
                {warnings.map((warning) => (
                    <p key={warning.code} className="flex gap-1.5 text-micro text-warn">
                        <Icon name="alert" size={14} className="mt-px" />
                        <span className="min-w-0 wrap-break-word">{warning.message}</span>
                    </p>
                ))}
            </Field>
        </div>
    );
}

/** What stands in backticks is what one writes. */
export function marked(text: string): ReactNode {
    if (!text.includes("`")) return text;
    return text.split("`").map((part, index) =>
        index % 2 === 0 ? (
            part
        ) : (
            <code key={part} className="font-mono text-[0.6875rem] text-fg-2">
                {part}
            </code>
        )
    );
}

/** Which language a field is read in: never two in one. */
export function LanguageBadge({ text }: { readonly text: string }) {
    return (
        <code
            aria-hidden="true"
            className="rounded-xs bg-well px-1 font-mono text-[0.6875rem] leading-4 font-medium text-fg-3"
        >
            {text}
        </code>
    );
}
