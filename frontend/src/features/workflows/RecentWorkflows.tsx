import { Link } from "react-router";
import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { useWorkflowList } from "../../api/queries/workflows.ts";
import { ExecutionStatusBadge } from "../../components/domain/ExecutionStatusBadge.tsx";
import { formatExact, formatWhen } from "../../lib/format.ts";
import { publicationWords } from "../../lib/publication-words.ts";
import { t } from "../../messages/pages.ts";
import { useSession } from "../../stores/session.ts";
import { GraphMiniature } from "./GraphMiniature.tsx";

const SHOWN = 3;

/** The three one worked on last, to go on with. */
export function RecentWorkflows() {
    const recent = useWorkflowList({ limit: SHOWN, sort: "updated_at", order: "desc" }).data;
    if (recent === undefined || recent.workflows.length === 0) return null;
    return (
        <section aria-label={t("library.recent")} className="hidden grid-cols-3 gap-4 sm:grid">
            {recent.workflows.map((workflow) => (
                <RecentCard key={workflow.id} workflow={workflow} />
            ))}
        </section>
    );
}

function RecentCard({ workflow }: { readonly workflow: WorkflowSummary }) {
    const last = workflow.last_execution;
    return (
        <Link
            to={`/workflows/${workflow.id}`}
            className="block overflow-hidden rounded-card border border-line bg-surface shadow-e1 motion-hover hover:border-line-strong"
        >
            <div className="relative flex h-26 items-center justify-center border-b border-line dots bg-size-[14px_14px]">
                <GraphMiniature outline={workflow.outline} isLowered={last !== null} />
                {last !== null && (
                    <ExecutionStatusBadge
                        status={last.status}
                        raised
                        className="absolute top-2.5 right-2.5 max-lg:hidden"
                    />
                )}
            </div>
            <div className="grid grid-cols-[1fr_auto] gap-x-3 px-3.5 pt-2.5 pb-3">
                <b className="col-span-2 truncate font-semibold">{workflow.name}</b>
                <span className="truncate text-small text-fg-3">{publicationWords(workflow)}</span>
                <EditedBy workflow={workflow} />
                {last !== null && (
                    <ExecutionStatusBadge
                        status={last.status}
                        plain
                        className="h-[18px] lg:hidden"
                    />
                )}
            </div>
        </Link>
    );
}

function EditedBy({ workflow }: { readonly workflow: WorkflowSummary }) {
    const userId = useSession((session) => session.user?.id);
    const when = formatWhen(workflow.updated_at);
    const author = workflow.updated_by;
    return (
        <span
            className="hidden truncate text-small text-fg-3 lg:block"
            title={formatExact(workflow.updated_at)}
        >
            {author === null
                ? t("library.edited.at", { when })
                : author.id === userId
                  ? t("library.edited.you", { when })
                  : t("library.edited.by", { name: author.name, when })}
        </span>
    );
}
