import clsx from "clsx";
import { Icon } from "../../components/common/Icon.tsx";
import { useNow } from "../../hooks/use-now.ts";
import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { useExecution } from "../editor-context.ts";
import type { Run } from "../execution/execution-fold.ts";
import { shortLeftText } from "../execution/left-text.ts";
import { durationOf, hasReason, runLook, runWord, TONE_TEXT } from "../execution/run-look.ts";
import { WhyPopover } from "../execution/WhyPopover.tsx";

export interface RunStripProps {
    readonly node: string;
    readonly run: Run;
    readonly isOutdated: boolean;
}

/** The last line of a card while an execution is shown: icon, word, and what there is to say. */
export function RunStrip({ node, run, isOutdated }: RunStripProps) {
    const look = runLook(run);
    const isPlain = run.status === "completed";
    const took = durationOf(run);
    const word = isPlain && took !== null ? formatDuration(took) : firstWords(run);
    return (
        <div className="fm-card-strip" data-status={run.status}>
            <Icon
                name={look.icon}
                size={14}
                className={`${TONE_TEXT[look.tone]} ${look.isSpinning === true ? "spin" : ""}`}
                {...(isPlain ? { label: t("editor.run.completed") } : {})}
            />
            <span
                className={clsx(
                    // How long it took is never cut; what stands beside it may be.
                    isPlain ? "flex-none" : "min-w-0 truncate",
                    !isPlain && look.tone !== "idle" && TONE_TEXT[look.tone]
                )}
                title={run.error?.message}
            >
                {word}
            </span>
            <span className={clsx("ml-auto pl-1 text-fg-3", isPlain ? "truncate" : "flex-none")}>
                {isOutdated && isPlain ? <Outdated /> : <Aside node={node} run={run} />}
            </span>
        </div>
    );
}

function firstWords(run: Run): string {
    if (run.status === "failed" && run.error !== undefined) return run.error.message;
    return runWord(run);
}

function Aside({ node, run }: { readonly node: string; readonly run: Run }) {
    if (hasReason(run)) return <WhyPopover node={node} run={run} />;
    switch (run.status) {
        case "running":
        case "stopping":
            return run.startedAt === undefined ? null : <Ticking since={run.startedAt} />;
        case "waiting":
        case "retrying":
            return run.until === undefined ? null : <Countdown run={run} until={run.until} />;
        case "completed":
            return completedAside(run);
        case "failed":
        case "timed_out":
            return failedAside(run);
        default:
            return null;
    }
}

function completedAside(run: Run): string | null {
    const port = run.took?.find((one) => one !== "out");
    if (port !== undefined) return t("editor.run.answered", { port });
    if (run.isReused === true) return t("execution.timeline.reused");
    return Array.isArray(run.output) ? t("editor.run.items", { count: run.output.length }) : null;
}

function failedAside(run: Run): string | null {
    if (run.handled === "continue") return t("editor.run.continued");
    if (run.handled === "branch") return t("editor.run.handled");
    const attempts = run.attempts ?? 1;
    return attempts > 1 ? t("editor.run.attempts", { count: attempts }) : null;
}

function Ticking({ since }: { readonly since: number }) {
    const now = useShownNow(200);
    return formatDuration(Math.max(0, now - since));
}

function Countdown({ run, until }: { readonly run: Run; readonly until: number }) {
    const now = useShownNow(1_000);
    const left = Math.max(0, until - now);
    if (run.status === "retrying") return t("editor.run.in", { time: formatDuration(left) });
    // Beside "Waiting for you" there is room for the time alone.
    return run.waitsFor === "time"
        ? t("editor.run.left", { time: shortLeftText(left) })
        : shortLeftText(left);
}

/** Looking back, the clock stands still at the moment that is shown. */
function useShownNow(milliseconds: number): number {
    const now = useNow(milliseconds);
    const moment = useExecution(({ shownSeq, fold }) => (shownSeq === null ? null : fold?.at));
    return moment ?? now.getTime();
}

function Outdated() {
    return (
        <span className="flex items-center gap-1 text-warn" title={t("editor.run.outdated.help")}>
            <Icon name="history" size={12} />
            {t("editor.run.outdated")}
        </span>
    );
}
