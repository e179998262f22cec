import clsx from "clsx";
import { useState } from "react";
import type { KeyboardEvent } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import type { IconName } from "../../components/common/icon-shapes.tsx";
import { Popover } from "../../components/common/Popover.tsx";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor } from "../editor-context.ts";
import "./execution.css";
import { TurnCells } from "./TurnCells.tsx";
import { TurnJump } from "./TurnJump.tsx";
import { turnText } from "./turn-words.ts";
import { useTurns } from "./use-turns.ts";
import type { LoopTurns } from "./use-turns.ts";

export interface TurnPagerProps {
    /** The loop's node. */
    readonly node: string;
    /** The turns at a glance, left of the pager. */
    readonly hasCells?: boolean;
    readonly className?: string;
}

/**
 * Pages through the turns of a loop: ‹ Turn 7 of 12 ›. The arrow keys page, Home and End go to the ends,
 * F to the next turn that failed (Shift+F before), L follows what goes on. Shows nothing before a turn is there.
 */
export function TurnPager({ node, hasCells = false, className }: TurnPagerProps) {
    const editor = useEditor();
    const loop = useTurns(node);
    if (loop === null || loop.index === null) return null;
    return (
        <div className={clsx("nodrag nopan flex min-w-0 items-center gap-2.5", className)}>
            {hasCells && <TurnCells loop={loop} />}
            <Pager label={labelFor(editor, node)} loop={loop} index={loop.index} />
        </div>
    );
}

interface PagerProps {
    readonly label: string;
    readonly loop: LoopTurns;
    readonly index: number;
}

function Pager({ label, loop, index }: PagerProps) {
    const [isOpen, setOpen] = useState(false);
    const { turns } = loop;
    const words = turnText(turns, index);

    function press(event: KeyboardEvent) {
        const next = targetOf(event, loop, index);
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation();
        if (next === "follow") loop.follow();
        else loop.go(next);
    }

    return (
        <div
            role="group"
            aria-label={t("execution.turn.pager", { loop: label })}
            className="fm-pager"
            onKeyDown={isOpen ? undefined : press}
            onClick={(event) => event.stopPropagation()}
            onDoubleClick={(event) => event.stopPropagation()}
        >
            <Page
                icon="chevron-left"
                label={t("execution.turn.previous")}
                isOff={index === 0}
                onClick={() => loop.go(index - 1)}
            />
            <Popover
                open={isOpen}
                onOpenChange={setOpen}
                align="center"
                className="w-60"
                label={t("execution.turn.jump.label", { loop: label })}
                trigger={
                    <button
                        type="button"
                        className="fm-pager-text"
                        title={t("execution.turn.jump")}
                        aria-live={loop.isFollowing ? "off" : "polite"}
                    >
                        {words}
                    </button>
                }
            >
                <TurnJump loop={loop} index={index} onDone={() => setOpen(false)} />
            </Popover>
            <Page
                icon="chevron-right"
                label={t("execution.turn.next")}
                isOff={index >= turns.size - 1}
                onClick={() => loop.go(index + 1)}
            />
        </div>
    );
}

/** Stays focusable at the ends: the focus is not lost while one pages. */
function Page(props: {
    readonly icon: IconName;
    readonly label: string;
    readonly isOff: boolean;
    readonly onClick: () => void;
}) {
    return (
        <button
            type="button"
            aria-label={props.label}
            title={props.label}
            aria-disabled={props.isOff || undefined}
            className="fm-pager-page"
            onClick={props.isOff ? undefined : props.onClick}
        >
            <Icon name={props.icon} size={14} />
        </button>
    );
}

const FAR = 10;

function targetOf(event: KeyboardEvent, loop: LoopTurns, index: number): number | "follow" | null {
    if (event.ctrlKey || event.metaKey || event.altKey) return null;
    switch (event.key) {
        case "ArrowLeft":
        case "ArrowUp":
            return index - 1;
        case "ArrowRight":
        case "ArrowDown":
            return index + 1;
        case "PageUp":
            return index - FAR;
        case "PageDown":
            return index + FAR;
        case "Home":
            return 0;
        case "End":
            return loop.turns.size - 1;
        case "f":
            return loop.turns.failedFrom(index, 1);
        case "F":
            return loop.turns.failedFrom(index, -1);
        case "l":
            return "follow";
        default:
            return null;
    }
}
