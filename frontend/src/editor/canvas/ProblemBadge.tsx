import clsx from "clsx";
import { Icon } from "../../components/common/Icon.tsx";
import type { NodeProblems } from "../document/problems.ts";

/**
 * How much is wrong, or still to be filled in, at the upper right corner; what, under the pointer and
 * in the settings.
 */
export function ProblemBadge({ problems }: { readonly problems: NodeProblems }) {
    const isError = problems.mistakes > 0;
    const count = isError ? problems.errors : problems.errors + problems.warnings;
    const words = problems.list.map((problem) => problem.message).join("\n");
    return (
        <span
            title={words}
            className={clsx(
                "absolute -top-[9px] right-3 z-3 flex h-[18px] items-center gap-[3px] rounded-full pr-1.5 pl-1 text-[0.6875rem] leading-[18px] font-semibold shadow-[0_0_0_2px_var(--bg-canvas)]",
                isError ? "bg-err-solid text-primary-fg" : "bg-warn-solid text-warn-solid-fg"
            )}
        >
            <Icon name={isError ? "close" : "alert-circle"} size={12} />
            {count}
        </span>
    );
}
