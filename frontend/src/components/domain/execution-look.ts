import type { ExecutionStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/pages.ts";
import type { Tone } from "../common/Badge.tsx";
import type { IconName } from "../common/icon-shapes.tsx";

interface StatusLook {
    readonly tone: Tone;
    readonly icon: IconName;
    readonly label: string;
    readonly isSpinning: boolean;
}

const LOOK: Record<ExecutionStatus, { readonly tone: Tone; readonly icon: IconName }> = {
    pending: { tone: "idle", icon: "queued" },
    running: { tone: "run", icon: "spinner" },
    paused: { tone: "idle", icon: "pause" },
    waiting: { tone: "warn", icon: "hand" },
    completed: { tone: "ok", icon: "check" },
    failed: { tone: "err", icon: "close" },
    cancelled: { tone: "idle", icon: "stop" },
    timed_out: { tone: "err", icon: "timer" }
};

/** Icon, word and colour of a status: one table for every place that shows it. */
export function executionLook(status: ExecutionStatus): StatusLook {
    return {
        ...LOOK[status],
        label: t(`common.status.${status}`),
        isSpinning: status === "running"
    };
}
