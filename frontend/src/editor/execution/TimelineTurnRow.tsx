import clsx from "clsx";
import { Icon } from "../../components/common/Icon.tsx";
import type { IconName } from "../../components/common/icon-shapes.tsx";
import type { Tone } from "../../components/common/Badge.tsx";
import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import type { TurnRow } from "./row-list.ts";
import { TONE_TEXT } from "./run-look.ts";
import { ROW } from "./TimelineRow.tsx";
import { turnStatusText } from "./turn-words.ts";
import { TURN } from "./turns.ts";
import type { TurnStatus } from "./turns.ts";

export interface TimelineTurnRowProps {
    readonly row: TurnRow;
    readonly domId: string;
    readonly index: number;
    readonly count: number;
    readonly start: number;
    readonly span: number;
    /** Ends what goes on. */
    readonly now: number;
    readonly onChoose: (loop: string, index: number) => void;
}

const LOOK: Record<
    TurnStatus,
    { readonly icon: IconName; readonly tone: Tone; readonly bar: string }
> = {
    [TURN.pending]: { icon: "queued", tone: "idle", bar: "queue" },
    [TURN.completed]: { icon: "check", tone: "ok", bar: "work" },
    [TURN.cancelled]: { icon: "stop", tone: "idle", bar: "cancelled" },
    [TURN.live]: { icon: "spinner", tone: "run", bar: "open" },
    [TURN.waiting]: { icon: "hand", tone: "warn", bar: "wait" },
    [TURN.failed]: { icon: "close", tone: "err", bar: "failed" }
};

/** One turn of a loop: choosing it shows its steps, here and on the canvas. */
export function TimelineTurnRow(props: TimelineTurnRowProps) {
    const { row, start, span } = props;
    const { loop, index } = row;
    const status = loop.statusOf(index);
    const look = LOOK[status];
    const from = loop.startedAt(index);
    const to = loop.endedAt(index) || props.now;
    const percent = (ms: number) => `${(Math.max(0, ms / span) * 100).toFixed(3)}%`;
    return (
        // The keyboard is the tree's: PageUp and PageDown go through the turns.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
            id={props.domId}
            role="treeitem"
            tabIndex={-1}
            aria-level={row.depth + 1}
            aria-selected={false}
            aria-setsize={props.count}
            aria-posinset={props.index + 1}
            className={clsx(
                "fm-tl-row absolute inset-x-0 cursor-pointer text-small hover:bg-hover",
                row.isShown && "bg-well"
            )}
            style={{ top: props.index * ROW, height: ROW }}
            onClick={() => props.onChoose(row.node, index)}
        >
            <span
                className="flex min-w-0 items-center gap-2.5"
                style={{ paddingLeft: 12 + row.depth * 16 }}
            >
                <Icon
                    name={look.icon}
                    size={14}
                    className={clsx(TONE_TEXT[look.tone], status === TURN.live && "spin")}
                />
                <span
                    className={clsx("truncate tabular", row.isShown ? "font-medium" : "text-fg-2")}
                >
                    {t("execution.turn.row", { turn: index + 1 })}
                </span>
                <span className="sr-only">, {turnStatusText(status)}, </span>
            </span>
            <span className="truncate pr-3.5 text-right text-micro text-fg-2 tabular">
                {from === 0 ? t("execution.nothing") : formatDuration(Math.max(0, to - from))}
            </span>
            <span className="relative h-full">
                {from !== 0 && (
                    <span
                        className="fm-tl-bar"
                        data-kind={look.bar}
                        style={{ left: percent(from - start), width: percent(to - from) }}
                    />
                )}
            </span>
        </div>
    );
}
