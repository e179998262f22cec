import clsx from "clsx";
import { useEffect, useId, useRef } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { colorOf, iconOf } from "../canvas/category-look.ts";
import { factsOf } from "../document/node-facts.ts";
import { useDocument, useEditor } from "../editor-context.ts";
import { InstanceTabs } from "./InstanceTabs.tsx";
import { durationOf, runLook, runWord, TONE_TEXT } from "./run-look.ts";
import { useChoose, useChosenNode } from "./use-choose.ts";
import { useExecutionRows } from "./use-execution-rows.ts";
import type { ExecutionRow } from "./row-list.ts";
import { TurnPager } from "./TurnPager.tsx";

/** A step that begins in this part of the window needs no scrolling to be seen. */
const IN_SIGHT = 0.7;

/** On a phone, in place of the canvas: every step, and inside the chosen one what it did. */
export function StepList() {
    const { rows } = useExecutionRows();
    const chosen = useChosenNode();
    const choose = useChoose();
    return (
        <ol
            aria-label={t("execution.steps.label")}
            className="overflow-hidden rounded-card border border-line bg-surface shadow-e1"
        >
            {rows.map((row) => (
                <StepItem
                    key={row.node}
                    row={row}
                    isOpen={row.node === chosen}
                    onToggle={() => choose(row.node === chosen ? null : row.node)}
                />
            ))}
        </ol>
    );
}

function StepItem(props: {
    readonly row: ExecutionRow;
    readonly isOpen: boolean;
    readonly onToggle: () => void;
}) {
    const { row, isOpen } = props;
    const { catalogue } = useEditor();
    const region = useId();
    const source = useDocument((state) => state.content.definition.nodes[row.node]);
    const type = source === undefined ? undefined : factsOf(source, catalogue).type;
    const look = runLook(row.run);
    const took = durationOf(row.run);
    const isQuiet = row.isDisabled || look.card === "quiet";
    const item = useRef<HTMLLIElement>(null);
    useEffect(() => {
        // Chosen from elsewhere on the page, it may be far away; what begins in sight stays where it is.
        const top = item.current?.getBoundingClientRect().top ?? 0;
        const isInSight = top > 0 && top < window.innerHeight * IN_SIGHT;
        if (isOpen && !isInSight) item.current?.scrollIntoView({ block: "nearest" });
    }, [isOpen]);
    return (
        <li ref={item} className="border-t border-line first:border-t-0">
            <h2>
                <button
                    type="button"
                    aria-expanded={isOpen}
                    aria-controls={isOpen ? region : undefined}
                    className="flex min-h-13 w-full items-center gap-2.5 px-3 py-2 text-left -outline-offset-2"
                    style={{ paddingLeft: 12 + row.depth * 16 }}
                    onClick={props.onToggle}
                >
                    <Tile icon={iconOf(type)} color={isQuiet ? "--cat-code" : colorOf(type)} />
                    <span className="min-w-0 flex-1">
                        <span
                            className={clsx(
                                "block truncate text-small font-medium",
                                isQuiet && "text-fg-3"
                            )}
                        >
                            {row.label}
                        </span>
                        <span
                            className={clsx(
                                "mt-0.5 flex items-center gap-1.5 text-micro font-normal",
                                TONE_TEXT[look.tone]
                            )}
                        >
                            <Icon
                                name={row.isDisabled ? "ban" : look.icon}
                                size={14}
                                className={look.isSpinning === true ? "spin" : ""}
                            />
                            <span className="truncate">
                                {row.isDisabled ? t("editor.run.disabled") : wordsOf(row)}
                            </span>
                        </span>
                    </span>
                    {took !== null && (
                        <span className="flex-none text-micro font-normal text-fg-3 tabular">
                            {formatDuration(took)}
                        </span>
                    )}
                    <Icon name={isOpen ? "chevron-up" : "chevron-down"} className="text-fg-3" />
                </button>
            </h2>
            {row.loop !== undefined && (
                <div
                    className="flex justify-end px-3 pb-2"
                    style={{ paddingLeft: 12 + row.depth * 16 }}
                >
                    <TurnPager node={row.node} hasCells />
                </div>
            )}
            {isOpen && (
                <div id={region} className="border-t border-line bg-app">
                    <InstanceTabs node={row.node} />
                </div>
            )}
        </li>
    );
}

function wordsOf({ run }: ExecutionRow): string {
    if (run.error === undefined) return runWord(run);
    return `${runWord(run)}: ${run.error.message}`;
}
