import clsx from "clsx";
import { useMemo, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { Icon } from "./Icon.tsx";
import { jsonRows } from "./json-rows.ts";
import type { JsonRow } from "./json-rows.ts";
import { useCommonTexts } from "./texts.tsx";

export interface JsonTreeProps {
    readonly label: string;
    readonly value: unknown;
    /** How many levels of containers start open. */
    readonly openDepth?: number;
    /** Keys and values containing it are marked. */
    readonly search?: string;
    readonly selectedPath?: string;
    /** Called with the path as references write it, `body.lines[0].sku`. */
    readonly onSelect?: (path: string, value: unknown) => void;
    /** A text that stands for what nobody may see, and the word for it. */
    readonly hidden?: HiddenText;
    readonly className?: string;
}

export interface HiddenText {
    readonly mark: string;
    readonly word: string;
}

const CHILDREN_SHOWN = 100;

/** Read-only JSON: arrows move and fold, Enter selects, long lists open in pages of 100. */
export function JsonTree(props: JsonTreeProps) {
    const { value, openDepth = 1, selectedPath, onSelect } = props;
    const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
    const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
    const [focused, setFocused] = useState(0);
    const list = useRef<HTMLDivElement>(null);

    const rows = useMemo(
        () =>
            jsonRows({
                value,
                isOpen: (path, depth) => folds.get(path) ?? depth < openDepth,
                limitOf: (path) => limits.get(path) ?? CHILDREN_SHOWN
            }),
        [value, folds, limits, openDepth]
    );
    const current = Math.min(focused, rows.length - 1);

    function fold(row: JsonRow, isOpen: boolean) {
        setFolds(new Map(folds).set(row.path, isOpen));
    }

    function act(row: JsonRow, index: number) {
        setFocused(index);
        if (row.kind === "more") {
            const shown = limits.get(row.path) ?? CHILDREN_SHOWN;
            setLimits(new Map(limits).set(row.path, shown + CHILDREN_SHOWN));
            return;
        }
        if (row.count > 0) fold(row, !row.isOpen);
        onSelect?.(row.path, row.value);
    }

    function move(index: number) {
        const next = Math.max(0, Math.min(rows.length - 1, index));
        setFocused(next);
        list.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus();
    }

    function press(event: KeyboardEvent) {
        const row = rows[current];
        if (row === undefined) return;
        const index = keyTarget(event.key, { rows, current });
        if (index !== null) move(index);
        else if (event.key === "ArrowRight" && row.count > 0 && !row.isOpen) fold(row, true);
        else if (event.key === "ArrowLeft" && row.isOpen) fold(row, false);
        else if (event.key === "Enter" || event.key === " ") act(row, current);
        else return;
        event.preventDefault();
    }

    return (
        <div
            ref={list}
            role="tree"
            tabIndex={-1}
            aria-label={props.label}
            className={clsx("overflow-x-auto font-mono text-mono", props.className)}
        >
            {rows.map((row, index) => (
                <TreeLine
                    key={`${row.path}:${row.kind}`}
                    row={row}
                    index={index}
                    isCurrent={index === current}
                    isSelected={row.kind !== "more" && row.path === selectedPath}
                    search={props.search ?? ""}
                    hiddenWord={row.value === props.hidden?.mark ? props.hidden?.word : undefined}
                    onAct={() => act(row, index)}
                    onPress={press}
                />
            ))}
        </div>
    );
}

function keyTarget(
    key: string,
    where: { readonly rows: readonly JsonRow[]; readonly current: number }
): number | null {
    const { rows, current } = where;
    const row = rows[current];
    if (key === "ArrowDown") return current + 1;
    if (key === "ArrowUp") return current - 1;
    if (key === "Home") return 0;
    if (key === "End") return rows.length - 1;
    if (key === "ArrowRight" && row?.isOpen === true) return current + 1;
    if (key === "ArrowLeft" && row?.isOpen === false) {
        const parent = rows.slice(0, current).findLastIndex((one) => one.depth < row.depth);
        return parent === -1 ? null : parent;
    }
    return null;
}

interface TreeLineProps {
    readonly row: JsonRow;
    readonly index: number;
    readonly isCurrent: boolean;
    readonly isSelected: boolean;
    readonly search: string;
    readonly hiddenWord: string | undefined;
    readonly onAct: () => void;
    readonly onPress: (event: KeyboardEvent) => void;
}

const LEAF: Partial<Record<JsonRow["kind"], string>> = {
    string: "text-syn-str",
    number: "text-syn-num",
    boolean: "text-syn-bool",
    null: "text-syn-bool"
};

function TreeLine(props: TreeLineProps) {
    const { row, index, isCurrent, isSelected, search, hiddenWord, onAct, onPress } = props;
    const texts = useCommonTexts();
    const isContainer = row.kind === "object" || row.kind === "array";
    const count = row.kind === "array" ? texts.itemCount(row.count) : texts.keyCount(row.count);
    return (
        <div
            role="treeitem"
            data-row={index}
            tabIndex={isCurrent ? 0 : -1}
            aria-level={row.depth + 1}
            aria-expanded={row.count > 0 && isContainer ? row.isOpen : undefined}
            aria-selected={isSelected}
            onClick={onAct}
            onKeyDown={onPress}
            className={clsx(
                "flex min-h-[22px] w-max min-w-full cursor-pointer items-center gap-1 rounded-xs whitespace-pre -outline-offset-2 hover:bg-hover",
                isSelected && "bg-primary-tint"
            )}
            style={{ paddingLeft: `${row.depth * 14 + 4}px` }}
        >
            {isContainer && row.count > 0 ? (
                <Icon
                    name={row.isOpen ? "chevron-down" : "chevron-right"}
                    size={12}
                    className="text-fg-3"
                />
            ) : (
                <span className="w-3 flex-none" />
            )}
            {row.name !== null && (
                <span className="text-syn-key">
                    <Marked text={row.name} search={search} />
                    <span className="text-fg-3"> :</span>
                </span>
            )}
            {row.kind === "more" && (
                <span className="text-primary">{texts.showMore(row.count)}</span>
            )}
            {isContainer && <span className="text-fg-3">{count}</span>}
            {!isContainer && row.kind !== "more" && <Leaf {...{ row, search, hiddenWord }} />}
        </div>
    );
}

function Leaf({ row, search, hiddenWord }: Pick<TreeLineProps, "row" | "search" | "hiddenWord">) {
    if (hiddenWord !== undefined) {
        return (
            <span className="inline-flex items-center gap-1 font-sans text-fg-2">
                <Icon name="lock" size={12} />
                {hiddenWord}
            </span>
        );
    }
    return (
        <span className={LEAF[row.kind]}>
            <Marked text={shorten(row.text)} search={search} />
        </span>
    );
}

function Marked({ text, search }: { readonly text: string; readonly search: string }) {
    const at = search === "" ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
    if (at === -1) return text;
    return (
        <>
            {text.slice(0, at)}
            <mark className="rounded-xs bg-warn-fill text-inherit shadow-[0_0_0_1px_var(--warn-line)]">
                {text.slice(at, at + search.length)}
            </mark>
            {text.slice(at + search.length)}
        </>
    );
}

const LINE_LIMIT = 2000;

function shorten(text: string): string {
    return text.length > LINE_LIMIT ? `${text.slice(0, LINE_LIMIT)}…` : text;
}
