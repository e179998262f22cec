import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";

/** Copies, and says what happened: a page without clipboard rights says that, too. */
export async function copyText(text: string, done: string): Promise<void> {
    try {
        await navigator.clipboard.writeText(text);
        showToast({ text: done, id: "copied" });
    } catch {
        showToast({ tone: "warn", text: t("execution.copy.failed"), id: "copied" });
    }
}
