import { useRequest } from "../../api/queries/execution-requests.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { formatWhen } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { whoText } from "./by-words.ts";

/** Somebody was faster: who it was, when, and what that means. */
export function LateAnswer({ requestId }: { readonly requestId: string }) {
    const { data } = useRequest(requestId, true);
    const { answered_by: by = null, closed_at: at = null } = data ?? {};
    return (
        <div
            role="alert"
            className="flex gap-2.5 rounded-card bg-surface-2 p-3.5 text-small shadow-[inset_0_0_0_1px_var(--border)]"
        >
            <Icon name="user-check" className="mt-0.5 flex-none text-fg-2" />
            <div>
                <p className="font-medium">
                    {by === null || at === null
                        ? t("execution.question.closed")
                        : t("execution.question.late", {
                              who: whoText(by, true),
                              when: formatWhen(at)
                          })}
                </p>
                <p className="mt-0.5 text-fg-2">{t("execution.question.late.fix")}</p>
            </div>
        </div>
    );
}
