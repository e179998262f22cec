import { useState } from "react";
import { Select } from "../../../components/common/Select.tsx";
import { formatDuration } from "../../../lib/format.ts";
import { t } from "../../../messages/messages.ts";
import { PreviewLine } from "../PreviewLine.tsx";
import { ReferenceInput } from "../ReferenceInput.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { UNITS, readSeconds, unitOf } from "./duration.ts";
import type { Unit } from "./duration.ts";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

/** Seconds, as people say them: a number and its unit, or a reference to seconds. */
export function DurationField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const fallback = typeof field.default === "number" ? field.default : undefined;
    const seconds = typeof props.value === "number" ? props.value : undefined;
    const [chosen, setChosen] = useState<Unit | null>(null);
    const unit = chosen ?? unitOf(seconds ?? fallback ?? 0);
    const isReference = typeof props.value === "string" && props.value.includes("${");
    const text = shownText(props.value, unit);

    return (
        <FieldFrame
            node={node}
            field={field}
            path={path}
            problems={problemsAt(problems, path)}
            preview={typeof props.value === "string" && <PreviewLine value={props.value} />}
        >
            <div className="flex items-start gap-2">
                <div className="min-w-0 flex-1">
                    <ReferenceInput
                        node={node}
                        path={path}
                        value={text}
                        placeholder={shownText(fallback, unit) || t("editor.duration.placeholder")}
                        onChange={(next) => {
                            setChosen(unit);
                            props.onChange(readSeconds(next, unit), { isTyping: true });
                        }}
                    />
                </div>
                {isReference ? (
                    <span className="flex h-8 items-center text-small text-fg-3">
                        {t("editor.duration.seconds")}
                    </span>
                ) : (
                    <div className="w-28 flex-none">
                        <Select
                            value={unit}
                            label={t("editor.duration.unit", { field: field.title })}
                            options={units()}
                            onChange={(next) => {
                                if (!isUnit(next)) return;
                                setChosen(next);
                                if (seconds === undefined) return;
                                props.onChange((seconds / UNITS[unit]) * UNITS[next]);
                            }}
                        />
                    </div>
                )}
            </div>
            {fallback !== undefined && text === "" && (
                <p className="text-micro text-fg-3">
                    {t("editor.duration.default", { time: formatDuration(fallback * 1_000) })}
                </p>
            )}
        </FieldFrame>
    );
}

function shownText(value: unknown, unit: Unit): string {
    if (typeof value === "string") return value;
    return typeof value === "number" ? String(value / UNITS[unit]) : "";
}

function isUnit(value: string): value is Unit {
    return Object.hasOwn(UNITS, value);
}

function units() {
    return (["seconds", "minutes", "hours", "days"] as const).map((value) => ({
        value,
        label: t(`editor.duration.${value}`)
    }));
}
