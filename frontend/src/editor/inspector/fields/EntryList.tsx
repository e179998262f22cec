import type { ReactNode } from "react";
import { Button } from "../../../components/common/Button.tsx";
import { IconButton } from "../../../components/common/IconButton.tsx";
import { t } from "../../../messages/messages.ts";

export interface EntryListProps<Entry> {
    readonly title: string;
    readonly path: string;
    readonly description?: string;
    readonly error?: string;
    readonly entries: readonly Entry[];
    readonly empty?: string;
    readonly add: string;
    /** What screen readers call an entry, and the buttons that move it. */
    readonly nameOf: (entry: Entry, index: number) => string;
    readonly onAdd: () => void;
    readonly onMove: (from: number, to: number) => void;
    readonly onRemove: (index: number) => void;
    /** First line of an entry, beside its buttons. */
    readonly renderHead: (entry: Entry, index: number) => ReactNode;
    readonly renderBody?: (entry: Entry, index: number) => ReactNode;
    readonly fewest?: number;
}

/** Entries one below the other: added, moved and removed by buttons that say of which they speak. */
export function EntryList<Entry>(props: EntryListProps<Entry>) {
    const { entries, path, description, error } = props;
    return (
        <fieldset className="flex min-w-0 flex-col gap-2" data-field={path}>
            <legend className="mb-1.5 text-small font-medium">{props.title}</legend>
            {entries.length === 0 && props.empty !== undefined && (
                <p className="rounded-[8px] bg-well px-3 py-2.5 text-small text-fg-2">
                    {props.empty}
                </p>
            )}
            {entries.map((entry, index) => (
                <EntryFrame
                    // An entry keeps its place while it is typed.
                    // oxlint-disable-next-line react/no-array-index-key
                    key={index}
                    name={props.nameOf(entry, index)}
                    at={index}
                    count={entries.length}
                    fewest={props.fewest ?? 0}
                    head={props.renderHead(entry, index)}
                    body={props.renderBody?.(entry, index)}
                    onMove={(to) => props.onMove(index, to)}
                    onRemove={() => props.onRemove(index)}
                />
            ))}
            <div>
                <Button size="sm" icon="plus" onClick={props.onAdd}>
                    {props.add}
                </Button>
            </div>
            {error !== undefined && (
                <p className="text-micro font-medium whitespace-pre-line text-err">{error}</p>
            )}
            {description !== undefined && <p className="text-micro text-fg-3">{description}</p>}
        </fieldset>
    );
}

const ARROW = "w-6! disabled:border-transparent! disabled:bg-transparent! disabled:opacity-40";

function EntryFrame(props: {
    readonly name: string;
    readonly at: number;
    readonly count: number;
    readonly fewest: number;
    readonly head: ReactNode;
    readonly body: ReactNode;
    readonly onMove: (to: number) => void;
    readonly onRemove: () => void;
}) {
    const { name, at, count } = props;
    return (
        <div
            role="group"
            aria-label={name}
            className="flex flex-col gap-2 rounded-[8px] border border-line bg-surface p-2"
        >
            <div className="flex items-start gap-1">
                <div className="min-w-0 flex-1">{props.head}</div>
                {count > 1 && (
                    <div className="flex flex-none">
                        <IconButton
                            icon="chevron-up"
                            size="sm"
                            className={ARROW}
                            label={t("editor.entry.up", { name })}
                            disabled={at === 0}
                            onClick={() => props.onMove(at - 1)}
                        />
                        <IconButton
                            icon="chevron-down"
                            size="sm"
                            className={ARROW}
                            label={t("editor.entry.down", { name })}
                            disabled={at === count - 1}
                            onClick={() => props.onMove(at + 1)}
                        />
                    </div>
                )}
                <IconButton
                    icon="trash"
                    size="sm"
                    label={t("editor.entry.remove", { name })}
                    disabled={count <= props.fewest}
                    onClick={props.onRemove}
                />
            </div>
            {props.body}
        </div>
    );
}

export function moved<Entry>(list: readonly Entry[], from: number, to: number): readonly Entry[] {
    const entry = list[from];
    if (entry === undefined || to < 0 || to >= list.length) return list;
    return list.toSpliced(from, 1).toSpliced(to, 0, entry);
}
