import { useState } from "react";
import { z } from "zod";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { Button } from "../../../components/common/Button.tsx";
import { IconButton } from "../../../components/common/IconButton.tsx";
import { t } from "../../../messages/messages.ts";
import { PreviewLine } from "../PreviewLine.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { LiteralInput } from "./LiteralInput.tsx";
import { problemsAt, problemsWithin, errorText } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

const record = z.record(z.string(), z.json()).catch({});

/** A table of names and values; either side may be written first. */
export function KeyValuesField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const value = record.parse(props.value ?? {});
    const rows = Object.entries(value);
    /** A row without a name is none of the document yet. */
    const [isAdding, setIsAdding] = useState(false);
    const set = (next: readonly (readonly [string, Json])[], isTyping: boolean) =>
        props.onChange(next.length === 0 ? undefined : Object.fromEntries(next), { isTyping });
    const replace = (at: number, row: readonly [string, Json]) =>
        set(
            rows.map((one, index) => (index === at ? row : one)),
            true
        );
    const isTaken = (name: string, at: number) =>
        rows.some(([other], index) => index !== at && other === name);

    return (
        <FieldFrame
            node={node}
            field={field}
            path={path}
            problems={problemsAt(problems, path)}
            preview={rows.length > 0 && <PreviewLine value={value} />}
        >
            <div
                role="group"
                aria-label={field.title}
                className="overflow-hidden rounded-control border border-line-field bg-surface"
            >
                {rows.map(([name, entry], index) => (
                    <div
                        // A row keeps its place while its name is typed.
                        // oxlint-disable-next-line react/no-array-index-key
                        key={index}
                        className="fm-pair"
                    >
                        <NameCell
                            path={`${path}.${name}`}
                            label={t("editor.pairs.name", { number: index + 1 })}
                            name={name}
                            isTaken={(next) => isTaken(next, index)}
                            onChange={(next) => replace(index, [next, entry])}
                        />
                        <LiteralInput
                            node={node}
                            path={`${path}.${name}.value`}
                            label={t("editor.pairs.value", { name })}
                            value={entry}
                            onChange={(next) => replace(index, [name, next ?? ""])}
                        />
                        <IconButton
                            icon="close"
                            size="sm"
                            className="w-7!"
                            label={t("editor.pairs.remove", { name })}
                            onClick={() => set(rows.toSpliced(index, 1), false)}
                        />
                        <PairError problems={problemsWithin(problems, `${path}.${name}`)} />
                    </div>
                ))}
                {isAdding && (
                    <div className="fm-pair">
                        <NameCell
                            isNew
                            path={`${path}.`}
                            label={t("editor.pairs.name", { number: rows.length + 1 })}
                            name=""
                            isTaken={(next) => isTaken(next, -1)}
                            onChange={(next) => {
                                setIsAdding(false);
                                set([...rows, [next, ""]], true);
                            }}
                        />
                        <span />
                        <IconButton
                            icon="close"
                            size="sm"
                            className="w-7!"
                            label={t("editor.pairs.remove_new")}
                            onClick={() => setIsAdding(false)}
                        />
                    </div>
                )}
                <Button
                    variant="ghost"
                    size="sm"
                    icon="plus"
                    className="w-full justify-start rounded-none!"
                    onClick={() => setIsAdding(true)}
                >
                    {t("editor.pairs.add")}
                </Button>
            </div>
        </FieldFrame>
    );
}

function PairError({ problems }: { readonly problems: WidgetProps["problems"] }) {
    const text = errorText(problems);
    return text === undefined ? null : (
        <p className="col-span-3 px-2.5 py-1 text-micro font-medium whitespace-pre-line text-err">
            {text}
        </p>
    );
}

function NameCell(props: {
    readonly path: string;
    readonly label: string;
    readonly name: string;
    readonly isNew?: boolean;
    readonly isTaken: (name: string) => boolean;
    readonly onChange: (name: string) => void;
}) {
    const [typed, setTyped] = useState<string | null>(null);
    const shown = typed ?? props.name;
    const isWrong = typed !== null && (typed.trim() === "" || props.isTaken(typed.trim()));
    /** A new row is made when its name is whole: every letter would move the focus to another row. */
    function change(text: string) {
        const name = text.trim();
        const isFree = name !== "" && !props.isTaken(name);
        setTyped(text);
        if (isFree && props.isNew !== true) props.onChange(name);
    }
    function end() {
        const name = (typed ?? "").trim();
        if (props.isNew === true && name !== "" && !props.isTaken(name)) props.onChange(name);
        setTyped(null);
    }
    return (
        <input
            aria-label={props.label}
            aria-invalid={isWrong || undefined}
            data-path={props.path}
            autoFocus={props.isNew}
            autoComplete="off"
            spellCheck={false}
            placeholder={t("editor.pairs.name.placeholder")}
            value={shown}
            className="fm-pair-name"
            onChange={(event) => change(event.currentTarget.value)}
            onKeyDown={(event) => {
                if (event.key === "Enter") event.currentTarget.blur();
            }}
            onBlur={end}
        />
    );
}
