import { useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { reveal } from "../actions/arrange.ts";
import { colorOf, iconOf } from "../canvas/category-look.ts";
import { useCard } from "../canvas/use-card.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { nested } from "../document/scope.ts";
import { commandFor } from "../commands/commands.ts";
import { isEnabled } from "../commands/command.ts";
import { pressed } from "../commands/keys.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import { runLook, TONE_TEXT } from "../execution/run-look.ts";

/** Canvas commands that mean the same in a list. */
const SHARED = new Set([
    ...["rename", "disable", "delete", "duplicate", "connect", "add"],
    ...["group_loop", "move_into", "move_out"]
]);

/** The graph as a list in the order things happen: everything the canvas does, without the canvas. */
export function Outline() {
    const editor = useEditor();
    const [filter, setFilter] = useState("");
    const definition = useDocument((state) => state.content.definition);
    const focused = useUi((ui) => ui.focused);
    const list = useRef<HTMLUListElement>(null);
    const wanted = filter.trim().toLowerCase();
    const rows = nested(definition.nodes, graphOf(definition).order).filter(({ id }) => {
        const node = definition.nodes[id];
        if (node === undefined) return false;
        const { label, typeName } = factsOf(node, editor.catalogue);
        return `${label} ${typeName} ${id}`.toLowerCase().includes(wanted);
    });
    const ids = rows.map(({ id }) => id);
    const current = focused !== null && ids.includes(focused) ? focused : (ids[0] ?? null);

    function choose(id: string) {
        editor.document.select({ nodes: [id], edges: [] });
        editor.ui.setState({ focused: id, isInspectorOpen: true, isSheetOpen: false });
        reveal(editor, id);
    }

    function press(event: KeyboardEvent) {
        const at = current === null ? -1 : ids.indexOf(current);
        const next = nextIndex(event.key, at, ids.length);
        if (next !== null) {
            const id = ids[next];
            if (id === undefined) return;
            editor.ui.setState({ focused: id });
            list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
        } else if (event.key === "Enter" && current !== null) choose(current);
        else if (!shared(event)) return;
        event.preventDefault();
        event.stopPropagation();
    }

    function shared(event: KeyboardEvent): boolean {
        const command = commandFor(pressed(event));
        if (command === undefined || !SHARED.has(command.name) || event.key === "Tab") return false;
        if (current !== null) editor.document.select({ nodes: [current], edges: [] });
        if (isEnabled(command, editor)) command.perform(editor);
        return true;
    }

    return (
        <>
            <div className="p-3 pb-2">
                <TextInput
                    type="search"
                    icon="filter"
                    quiet
                    aria-label={t("editor.outline.filter")}
                    placeholder={t("editor.outline.filter")}
                    value={filter}
                    onChange={(event) => setFilter(event.currentTarget.value)}
                />
            </div>
            {ids.length === 0 ? (
                <p className="px-4 text-small text-fg-2">{t("editor.outline.empty")}</p>
            ) : (
                <ul
                    ref={list}
                    role="tree"
                    aria-label={t("editor.outline.label")}
                    className="min-h-0 flex-1 overflow-y-auto px-2 pb-2"
                >
                    {rows.map(({ id, depth }) => (
                        <OutlineRow
                            key={id}
                            id={id}
                            depth={depth}
                            isCurrent={id === current}
                            onChoose={() => choose(id)}
                            onPress={press}
                        />
                    ))}
                </ul>
            )}
        </>
    );
}

function nextIndex(key: string, at: number, count: number): number | null {
    if (key === "ArrowDown") return Math.min(count - 1, at + 1);
    if (key === "ArrowUp") return Math.max(0, at - 1);
    if (key === "Home") return 0;
    return key === "End" ? count - 1 : null;
}

function OutlineRow(props: {
    readonly id: string;
    readonly depth: number;
    readonly isCurrent: boolean;
    readonly onChoose: () => void;
    readonly onPress: (event: KeyboardEvent) => void;
}) {
    const { id, depth } = props;
    const { catalogue } = useEditor();
    const card = useCard(id);
    const isSelected = useDocument((state) => state.selection.nodes.includes(id));
    const targets = useDocument(({ content }) => {
        const { definition } = content;
        const ids = graphOf(definition)
            .outOf(id)
            .map((edge) => edge.target);
        return [...new Set(ids)]
            .flatMap((target) => definition.nodes[target] ?? [])
            .map((node) => factsOf(node, catalogue).label)
            .join(", ");
    });
    if (card === null) return null;
    const look = card.run === null ? null : runLook(card.run);
    return (
        <li
            role="treeitem"
            aria-level={depth + 1}
            aria-selected={isSelected}
            data-id={id}
            tabIndex={props.isCurrent ? 0 : -1}
            className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-control pr-2 -outline-offset-2 hover:bg-hover aria-selected:bg-primary-tint"
            style={{ paddingLeft: 8 + depth * 16 }}
            onClick={props.onChoose}
            onKeyDown={props.onPress}
        >
            <Tile icon={iconOf(card.facts.type)} color={colorOf(card.facts.type)} size={24} />
            <span className="min-w-0 flex-1">
                <span className="block truncate text-small">
                    {card.facts.isAnnotation && card.summary !== ""
                        ? card.summary.split("\n")[0]
                        : card.facts.label}
                </span>
                <span className="block truncate text-micro text-fg-3">
                    {targets === "" ? card.facts.typeName : t("editor.outline.to", { targets })}
                </span>
            </span>
            {card.problems !== undefined && (
                <Icon
                    name="alert-circle"
                    size={14}
                    className={card.problems.mistakes > 0 ? "text-err" : "text-warn"}
                    label={card.problems.list.map((problem) => problem.message).join(" ")}
                />
            )}
            {look !== null && (
                <Icon
                    name={look.icon}
                    size={14}
                    className={`${TONE_TEXT[look.tone]} ${look.isSpinning === true ? "spin" : ""}`}
                    label={card.state ?? ""}
                />
            )}
        </li>
    );
}
