import type { Tone } from "../../components/common/Badge.tsx";
import type { IconName } from "../../components/common/icon-shapes.tsx";
import { t } from "../../messages/messages.ts";
import type { Run, RunStatus, WaitsFor } from "./run.ts";

export type CardLook =
    "plain" | "pending" | "running" | "retrying" | "waiting" | "failed" | "quiet" | "unknown";

export const TONE_TEXT: Record<Tone, string> = {
    ok: "text-ok",
    run: "text-run",
    err: "text-err",
    warn: "text-warn",
    idle: "text-idle",
    primary: "text-primary"
};

interface RunLook {
    readonly icon: IconName;
    readonly tone: Tone;
    readonly card: CardLook;
    readonly isSpinning?: boolean;
}

/** Icon, colour and card of every state: one table for cards, outline, timeline and panels. */
const LOOK: Record<RunStatus, RunLook> = {
    pending: { icon: "queued", tone: "idle", card: "pending" },
    held: { icon: "queued", tone: "idle", card: "pending" },
    running: { icon: "spinner", tone: "run", card: "running", isSpinning: true },
    stopping: { icon: "spinner", tone: "idle", card: "running", isSpinning: true },
    retrying: { icon: "retry", tone: "warn", card: "retrying" },
    waiting: { icon: "hand", tone: "warn", card: "waiting" },
    completed: { icon: "check", tone: "ok", card: "plain" },
    failed: { icon: "close", tone: "err", card: "failed" },
    timed_out: { icon: "timer", tone: "err", card: "failed" },
    skipped: { icon: "skip", tone: "idle", card: "quiet" },
    cancelled: { icon: "stop", tone: "idle", card: "plain" },
    unreached: { icon: "skip", tone: "idle", card: "quiet" }
};

/** What is waited for has an icon of its own: only a question asks for somebody's hand. */
const WAITS: Record<WaitsFor, IconName> = {
    answer: "hand",
    time: "timer",
    event: "webhook",
    child: "workflow"
};

export function runLook(run: Run): RunLook {
    const look = LOOK[run.status];
    if (run.status !== "waiting" || run.waitsFor === undefined) return look;
    return { ...look, icon: WAITS[run.waitsFor] };
}

export function runWord(run: Run): string {
    if (run.status === "retrying") {
        return t("editor.run.retrying", { attempt: (run.attempts ?? 1) + 1 });
    }
    if (run.status === "running" && run.text !== undefined) return t("editor.run.writing");
    if (run.status === "waiting" && run.waitsFor !== undefined) {
        return t(`execution.waits.${run.waitsFor}`, { event: run.event ?? "" });
    }
    return t(`editor.run.${run.status}`);
}

export function durationOf(run: Run): number | null {
    if (run.startedAt === undefined || run.endedAt === undefined) return null;
    return Math.max(0, run.endedAt - run.startedAt);
}

/** States whose "why?" has an answer. */
export function hasReason(run: Run): boolean {
    return (
        run.reason !== undefined &&
        (run.status === "skipped" ||
            run.status === "unreached" ||
            run.status === "held" ||
            run.status === "cancelled")
    );
}
