import { useState } from "react";
import { Select } from "../../../components/common/Select.tsx";
import { TextInput } from "../../../components/common/TextInput.tsx";
import { t } from "../../../messages/messages.ts";
import { PreviewLine } from "../PreviewLine.tsx";
import { ReferenceInput } from "../ReferenceInput.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { offsetsFor, readMoment, writeMoment } from "./moment.ts";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

/** A point in time: chosen with its zone, or written as ISO text or a reference. */
export function DateTimeField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const text = typeof props.value === "string" ? props.value : "";
    const moment = readMoment(text);
    const [isText, setIsText] = useState(text !== "" && moment === null);
    const [offset, setOffset] = useState<string | null>(null);
    const offsets = offsetsFor(moment?.offset ?? null);
    const shown = moment?.offset ?? offset ?? offsets[0] ?? "Z";
    const isWritten = isText || (text !== "" && moment === null);

    return (
        <FieldFrame
            node={node}
            field={field}
            path={path}
            problems={problemsAt(problems, path)}
            aside={
                <button
                    type="button"
                    aria-pressed={isWritten}
                    title={t("editor.moment.toggle")}
                    className="rounded-xs bg-well px-1.5 font-mono text-[0.6875rem] leading-4 text-fg-2 aria-pressed:bg-primary-tint aria-pressed:text-primary"
                    onClick={() => setIsText(!isWritten)}
                >
                    {"${ }"}
                    <span className="sr-only">{t("editor.moment.toggle")}</span>
                </button>
            }
            preview={isWritten && <PreviewLine value={text} />}
        >
            {isWritten ? (
                <ReferenceInput
                    node={node}
                    path={path}
                    value={text}
                    placeholder="2026-01-31T09:30:00+01:00"
                    onChange={(next) =>
                        props.onChange(next === "" ? undefined : next, { isTyping: true })
                    }
                />
            ) : (
                <div className="flex gap-2">
                    <TextInput
                        type="datetime-local"
                        step={1}
                        data-path={path}
                        value={moment?.local ?? ""}
                        frameClassName="min-w-0 flex-1"
                        onChange={(event) => {
                            const local = event.currentTarget.value;
                            props.onChange(writeMoment(local, shown), { isTyping: true });
                        }}
                    />
                    <div className="w-32 flex-none">
                        <Select
                            value={shown}
                            label={t("editor.moment.zone", { field: field.title })}
                            options={offsets.map((value) => ({
                                value,
                                label: value === "Z" ? "UTC" : `UTC${value}`
                            }))}
                            onChange={(next) => {
                                setOffset(next);
                                if (moment !== null)
                                    props.onChange(writeMoment(moment.local, next));
                            }}
                        />
                    </div>
                </div>
            )}
        </FieldFrame>
    );
}
