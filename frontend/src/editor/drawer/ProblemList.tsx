import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { openProblem } from "../actions/open.ts";
import { labelFor } from "../actions/read.ts";
import { isMistake } from "../document/problems.ts";
import { useEditor, useProblems } from "../editor-context.ts";

/** What stands between the draft and an execution: each line leads to its field. */
export function ProblemList({ onOpen }: { readonly onOpen?: () => void }) {
    const editor = useEditor();
    const problems = useProblems((state) => state.list);
    const isInsisted = useProblems((state) => state.isInsisted);
    if (problems.length === 0) {
        return (
            <p className="flex items-center gap-2 p-4 text-small text-fg-2">
                <Icon name="check" className="text-ok" />
                {t("editor.problems.none")}
            </p>
        );
    }
    return (
        <ul aria-label={t("editor.drawer.problems")}>
            {problems.map((problem) => (
                <li key={keyOf(problem)} className="border-b border-line last:border-b-0">
                    <button
                        type="button"
                        className="flex w-full items-start gap-2.5 px-4 py-2 text-left text-small -outline-offset-2 hover:bg-hover"
                        onClick={() => {
                            onOpen?.();
                            openProblem(editor, problem);
                        }}
                    >
                        <SeverityIcon problem={problem} isInsisted={isInsisted} />
                        <span className="min-w-0 flex-1">
                            <span className="block">{problem.message}</span>
                            <span className="block text-micro font-normal text-fg-3">
                                {problem.solution}
                            </span>
                        </span>
                        {problem.node_id !== undefined && (
                            <span className="max-w-40 flex-none truncate text-micro font-normal text-fg-3">
                                {labelFor(editor, problem.node_id)}
                            </span>
                        )}
                    </button>
                </li>
            ))}
        </ul>
    );
}

function SeverityIcon(props: { readonly problem: Problem; readonly isInsisted: boolean }) {
    const { problem } = props;
    const isRed = isMistake(problem, props.isInsisted);
    const kind = isRed || problem.severity === "warning" ? problem.severity : "unfinished";
    return (
        <Icon
            name={kind === "warning" ? "alert" : "alert-circle"}
            className={`mt-px ${isRed ? "text-err" : "text-warn"}`}
            label={t(`editor.problems.${kind}`)}
        />
    );
}

function keyOf(problem: Problem): string {
    const { code, node_id = "", field = "", edge_id = "", message } = problem;
    return [code, node_id, field, edge_id, message].join("\u0000");
}
