import clsx from "clsx";
import type { ResponseOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import { Badge } from "../../components/common/Badge.tsx";
import type { Tone } from "../../components/common/Badge.tsx";
import type { IconName } from "../../components/common/icon-shapes.tsx";
import { formatClock, formatDuration, formatExact } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";

type Attempt = ResponseOf<Routes["getInstance"]>["attempt_list"][number];

const LOOK: Record<Attempt["status"], { readonly tone: Tone; readonly icon: IconName }> = {
    running: { tone: "run", icon: "spinner" },
    completed: { tone: "ok", icon: "check" },
    failed: { tone: "err", icon: "close" },
    lost: { tone: "warn", icon: "alert" },
    interrupted: { tone: "idle", icon: "pause" }
};

/** Every try of a step: when, how long, how it ended, and what came after it. */
export function AttemptList({ attempts }: { readonly attempts: readonly Attempt[] }) {
    if (attempts.length === 0) {
        return <p className="text-small text-fg-2">{t("execution.attempts.none")}</p>;
    }
    return (
        <ol className="flex flex-col">
            {attempts.map((one, index) => (
                <li
                    key={one.attempt}
                    className={clsx("py-3 first:pt-0", index > 0 && "border-t border-line")}
                >
                    <AttemptItem attempt={one} />
                </li>
            ))}
        </ol>
    );
}

function AttemptItem({ attempt }: { readonly attempt: Attempt }) {
    const { status, started_at, ended_at, next_at, error } = attempt;
    const took = ended_at === null ? null : Date.parse(ended_at) - Date.parse(started_at);
    return (
        <div className="flex flex-col gap-1 text-small">
            <p className="flex items-center gap-2">
                <span className="font-medium">
                    {t("execution.attempt.number", { attempt: attempt.attempt })}
                </span>
                <time
                    dateTime={started_at}
                    title={formatExact(started_at)}
                    className="flex-1 text-fg-3 tabular"
                >
                    {formatClock(started_at)}
                </time>
                {took !== null && <span className="text-fg-2 tabular">{formatDuration(took)}</span>}
                <Badge {...LOOK[status]} spinning={status === "running"}>
                    {t(`execution.attempt.${status}`)}
                </Badge>
            </p>
            {error !== null && (
                <p className="wrap-anywhere">
                    <code className="font-mono text-[0.75rem] text-err">{error.code}</code>{" "}
                    <span className="text-fg-2">{error.message}</span>
                </p>
            )}
            {(status === "lost" || status === "interrupted") && (
                <p className="text-fg-2">{t(`execution.attempt.${status}.text`)}</p>
            )}
            {next_at !== null && ended_at !== null && (
                <p className="text-fg-3">
                    {t("execution.attempt.next", {
                        time: formatDuration(Date.parse(next_at) - Date.parse(ended_at))
                    })}
                </p>
            )}
        </div>
    );
}
