import clsx from "clsx";
import { isDraft as isDraftOf, publicationWords } from "../../lib/publication-words.ts";
import type { PublicationFacts } from "../../lib/publication-words.ts";
import { t } from "../../messages/pages.ts";

export interface WorkflowStateProps {
    readonly workflow: PublicationFacts;
}

/** Solid dot: what is published is what one sees. Ring: the draft is ahead of it. */
export function WorkflowState({ workflow }: WorkflowStateProps) {
    const words = publicationWords(workflow);
    const isDraft = isDraftOf(workflow);
    return (
        <span
            className="inline-flex items-center gap-[7px] font-medium whitespace-nowrap text-fg-2 tabular"
            title={isDraft ? words : undefined}
        >
            <i
                aria-hidden="true"
                className={
                    isDraft
                        ? "size-2 rounded-full shadow-[inset_0_0_0_1.5px_var(--border-strong)]"
                        : "size-2 rounded-full bg-ok"
                }
            />
            {/* Where there is no room for the whole of it, its first word. */}
            {isDraft && (
                <span className="min-[1360px]:hidden">{t("common.publication.draft")}</span>
            )}
            <span className={clsx(isDraft && "hidden min-[1360px]:inline")}>{words}</span>
        </span>
    );
}
