import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { joinInfo } from "./join-info.ts";
import { useChoose } from "./use-choose.ts";

/** Why a step has not begun: what before it is still open, and how much of that it needs. */
export function NotStarted({ node }: { readonly node: string }) {
    const editor = useEditor();
    const choose = useChoose();
    // One text, so that the selector may be asked with every fact.
    const stamp = useExecution(({ fold, version: _version }) =>
        fold === null ? "" : JSON.stringify(joinInfo(fold, node))
    );
    const { fold } = editor.execution.getState();
    const info = stamp === "" || fold === null ? null : joinInfo(fold, node);
    if (info === null || fold?.state.ended !== null) {
        return <p className="text-small text-fg-2">{t("execution.detail.not_yet")}</p>;
    }
    if (info.hasNoTurn) {
        return <p className="text-small text-fg-2">{t("execution.join.turn")}</p>;
    }
    return (
        <section className="flex flex-col gap-1.5 text-small">
            <h3 className="font-semibold">{t("execution.join.title")}</h3>
            <p className="text-fg-2">
                {info.needed === 0
                    ? t("execution.join.all")
                    : t("execution.join.some", { count: info.needed })}{" "}
                {info.needed > 1 && t("execution.join.taken", { count: info.taken })}
            </p>
            {info.open.length > 0 && (
                <ul className="flex flex-wrap gap-1.5">
                    {info.open.map((one) => (
                        <li key={one}>
                            <button
                                type="button"
                                className="rounded-control px-2 py-1 text-micro font-medium shadow-[inset_0_0_0_1px_var(--border-node)] hover:bg-hover"
                                onClick={() => choose(one)}
                            >
                                {labelFor(editor, one)}
                            </button>
                        </li>
                    ))}
                </ul>
            )}
        </section>
    );
}
