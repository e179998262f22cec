import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { executionLook } from "../../components/domain/execution-look.ts";
import { t } from "../../messages/pages.ts";

type Recent = WorkflowSummary["recent_executions"];
type Status = Recent[number]["status"];

const SLOTS = 20;
const HEIGHT = 20;
const FILL = {
    ok: "var(--bar-ok)",
    run: "var(--run)",
    err: "var(--err)",
    warn: "var(--warn-line)",
    idle: "var(--edge-off)",
    primary: "var(--primary)"
};

/** The last twenty, newest at the right: height is time, colour is how it ended. */
export function ExecutionBars({ recent }: { readonly recent: Recent }) {
    const longest = Math.max(1, ...recent.map(({ duration_ms }) => duration_ms ?? 0));
    const offset = SLOTS - recent.length;
    return (
        <>
            <span className="sr-only">{describe(recent)}</span>
            <svg aria-hidden="true" viewBox="0 0 118 20" className="h-5 w-[118px]">
                {Array.from({ length: SLOTS }, (_, slot) => {
                    const execution = recent[slot - offset];
                    const share = (execution?.duration_ms ?? 0) / longest;
                    const height = execution === undefined ? 2 : 6 + Math.round(share * 12);
                    return (
                        <rect
                            key={slot}
                            x={slot * 6}
                            y={HEIGHT - height}
                            width="4"
                            height={height}
                            rx="1.2"
                            fill={
                                execution === undefined
                                    ? "var(--border-node)"
                                    : FILL[executionLook(execution.status).tone]
                            }
                        />
                    );
                })}
            </svg>
        </>
    );
}

function describe(recent: Recent): string {
    if (recent.length === 0) return t("library.never");
    const counts = new Map<Status, number>();
    for (const { status } of recent) counts.set(status, (counts.get(status) ?? 0) + 1);
    const summary = [...counts]
        .map(([status, count]) =>
            t("library.bars.count", { count, status: executionLook(status).label.toLowerCase() })
        )
        .join(", ");
    return t("library.bars.label", { count: recent.length, summary });
}
