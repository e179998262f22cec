import { Link } from "react-router";
import { useNow } from "../../hooks/use-now.ts";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import { formatDuration, formatWhen } from "../../lib/format.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { AnswerButton } from "./AnswerButton.tsx";
import { useExecution } from "../editor-context.ts";

/** Status, number, duration, age: the execution in one line. */
export function ExecutionFacts({ isPlain = false }: { readonly isPlain?: boolean }) {
    const status = useExecution((state) => state.status);
    const summary = useExecution((state) => state.summary);
    const error = useExecution((state) => state.error);
    if (error !== null) {
        return <span className="min-w-0 truncate text-small text-err">{error.message}</span>;
    }
    if (status === null) {
        return <span className="text-fg-3">{t("editor.drawer.not_executed")}</span>;
    }
    return (
        <span className="flex min-w-0 items-center gap-2.5 text-small">
            <ExecutionStatusBadge status={status} plain={isPlain} className="execution-status" />
            <span className="min-w-0 truncate text-fg-3 tabular">
                {summary !== null && (
                    <Link
                        to={`/executions/${summary.id}`}
                        title={t("editor.drawer.open_execution")}
                        className="font-medium text-fg-2 underline decoration-line-strong underline-offset-2 hover:text-fg hover:decoration-current"
                    >
                        {t("executions.number", { number: summary.number })}
                    </Link>
                )}
                {isOpenStatus(status) ? <LiveFacts /> : <PastFacts />}
            </span>
            <AnswerButton />
            <Reconnecting />
        </span>
    );
}

function PastFacts() {
    const summary = useExecution((state) => state.summary);
    const took = useExecution(({ fold }) =>
        fold?.startedAt === undefined || fold.startedAt === null ? null : fold.at - fold.startedAt
    );
    const at = summary?.completed_at ?? null;
    return (
        <>
            {took !== null && ` · ${formatDuration(took)}`}
            {at !== null && ` · ${formatWhen(at)}`}
        </>
    );
}

function LiveFacts() {
    const now = useNow(200);
    const startedAt = useExecution((state) => state.fold?.startedAt ?? null);
    const done = useExecution(({ fold, version: _version }) => fold?.settled() ?? 0);
    const total = useExecution((state) => state.fold?.plan.scopes[0]?.nodes.length ?? 0);
    return (
        <>
            {total > 0 && ` · ${t("editor.drawer.done", { done, total })}`}
            {startedAt !== null && ` · ${formatDuration(Math.max(0, now.getTime() - startedAt))}`}
        </>
    );
}

function Reconnecting() {
    const isAway = useExecution((state) => state.connection === "waiting");
    if (!isAway) return null;
    return (
        <span role="status" className="text-micro text-warn">
            {t("editor.drawer.reconnecting")}
        </span>
    );
}
