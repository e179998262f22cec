import clsx from "clsx";
import type { WorkflowSummary } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { t } from "../../messages/pages.ts";

type Facts = Pick<WorkflowSummary, "version" | "has_draft_changes">;

/** Solid dot: what is published is what one sees. Ring: the draft is ahead of it. */
export function WorkflowState({ workflow }: { readonly workflow: Facts }) {
    const { version, has_draft_changes } = workflow;
    return (
        <span
            className="inline-flex items-center gap-[7px] font-medium whitespace-nowrap text-fg-2 tabular"
            title={has_draft_changes ? t("library.state.changed", { version }) : undefined}
        >
            <i
                aria-hidden="true"
                className={
                    has_draft_changes
                        ? "size-2 rounded-full shadow-[inset_0_0_0_1.5px_var(--border-strong)]"
                        : "size-2 rounded-full bg-ok"
                }
            />
            {has_draft_changes ? t("library.state.draft") : t("library.state.live")}
            <span
                className={clsx("font-normal text-fg-3", has_draft_changes && "sm:max-lg:hidden")}
            >
                {has_draft_changes
                    ? t("library.state.after", { version })
                    : t("library.state.version", { version })}
            </span>
        </span>
    );
}

export function stateSentence({ version, has_draft_changes }: Facts): string {
    return has_draft_changes
        ? t("library.state.draft_since", { version })
        : t("library.state.live_version", { version });
}
