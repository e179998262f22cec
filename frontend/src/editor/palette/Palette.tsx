import { useId, useState } from "react";
import type { Category, NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { Kbd } from "../../components/common/Kbd.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { t } from "../../messages/messages.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import { PaletteItem } from "./PaletteItem.tsx";
import { groupedTypes, searchTypes } from "./search.ts";

const MOST_RECENT = 3;
/** A short catalogue needs no second way to the same few items. */
const RECENT_FROM = 24;

/** Every node type there is, by category or by search. */
export function Palette() {
    const { catalogue } = useEditor();
    const [query, setQuery] = useState("");
    const found = searchTypes(catalogue, query);
    return (
        <>
            <div className="p-3 pb-2">
                <TextInput
                    type="search"
                    icon="search"
                    quiet
                    aria-label={t("editor.picker.search")}
                    placeholder={t("editor.palette.search", { count: catalogue.types.length })}
                    value={query}
                    onChange={(event) => setQuery(event.currentTarget.value)}
                    onKeyDown={(event) => {
                        if (event.key === "Escape" && query !== "") {
                            setQuery("");
                            event.stopPropagation();
                        }
                    }}
                />
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
                {query.trim() === "" ? (
                    <Categories />
                ) : (
                    <ul>
                        {found.map(({ type, marked }) => (
                            <li key={type.type}>
                                <PaletteItem type={type} marked={marked} />
                            </li>
                        ))}
                    </ul>
                )}
                {found.length === 0 && (
                    <p className="px-2 py-1 text-small text-fg-2">
                        {t("editor.palette.none", { query })}
                    </p>
                )}
            </div>
            <Hint />
        </>
    );
}

function Categories() {
    const { catalogue } = useEditor();
    const recent = useUi((ui) => ui.recent);
    const recentTypes =
        catalogue.types.length < RECENT_FROM
            ? []
            : recent.flatMap((type) => catalogue.get(type) ?? []).slice(0, MOST_RECENT);
    return (
        <>
            {recentTypes.length > 0 && (
                <Group title={t("editor.palette.recent")} types={recentTypes} />
            )}
            {groupedTypes(catalogue).map(({ category, types }) => (
                <Group
                    key={category}
                    title={categoryName(category)}
                    types={types}
                    count={types.length}
                />
            ))}
        </>
    );
}

export function categoryName(category: Category): string {
    return t(`editor.category.${category}`);
}

function Group(props: {
    readonly title: string;
    readonly types: readonly NodeType[];
    readonly count?: number;
}) {
    const { title, types, count } = props;
    const [isOpen, setIsOpen] = useState(true);
    const id = useId();
    return (
        <section aria-labelledby={id} className="pb-1.5">
            <div className="relative flex h-7 items-center gap-1.5 px-1.5 text-micro font-medium text-fg-3 hover:text-fg-2">
                <Icon name={isOpen ? "chevron-down" : "chevron-right"} size={12} />
                <h2 id={id}>{title}</h2>
                {count !== undefined && (
                    <span className="ml-auto font-normal tabular" aria-hidden="true">
                        {count}
                    </span>
                )}
                {/* Not named by the category: buttons here are named by what they add. */}
                <button
                    type="button"
                    aria-label={t("editor.palette.fold")}
                    aria-describedby={id}
                    aria-expanded={isOpen}
                    className="absolute inset-0 rounded-control"
                    onClick={() => setIsOpen(!isOpen)}
                />
            </div>
            {isOpen && (
                <ul>
                    {types.map((type) => (
                        <li key={type.type}>
                            <PaletteItem type={type} />
                        </li>
                    ))}
                </ul>
            )}
        </section>
    );
}

function Hint() {
    const readOnly = useDocument((state) => state.readOnly);
    if (readOnly) {
        return (
            <p className="flex items-start gap-2 border-t border-line px-3 py-2.5 text-micro text-fg-3">
                <Icon name="eye" size={14} className="mt-px" />
                <span>{t("editor.palette.read_only")}</span>
            </p>
        );
    }
    const [before = "", after = ""] = t("editor.palette.hint", { key: "|" }).split("|");
    return (
        <p className="flex items-start gap-2 border-t border-line px-3 py-2.5 text-micro text-fg-3">
            <Icon name="info" size={14} className="mt-px" />
            <span>
                {before}
                <Kbd>Tab</Kbd>
                {after}
            </span>
        </p>
    );
}
