import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { JsonTree } from "../../components/common/JsonTree.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { useExecution } from "../editor-context.ts";
import { download } from "./download.ts";
import { ErrorCard } from "./ErrorCard.tsx";

/** What the execution handed out, or why it could not. */
export function OutputPanel() {
    const status = useExecution((state) => state.status);
    const summary = useExecution((state) => state.summary);
    const folded = useExecution((state) => state.fold?.outputs ?? null);
    const error = useExecution((state) => state.fold?.error ?? null);
    const outputs = status === "completed" ? (summary?.outputs ?? folded) : null;

    if (error !== null) {
        return (
            <div className="max-w-140 p-4">
                <ErrorCard error={error} />
            </div>
        );
    }
    if (status === null || isOpenStatus(status)) {
        return <Words text={t("editor.output.later")} />;
    }
    if (outputs === null) return <Words text={t("editor.output.cancelled")} />;
    if (typeof outputs === "object" && Object.keys(outputs).length === 0) {
        return <Words text={t("editor.output.none")} />;
    }
    const text = JSON.stringify(outputs, null, 2);
    return (
        <div className="flex items-start gap-2 p-3">
            <JsonTree
                label={t("editor.drawer.output")}
                value={outputs}
                openDepth={3}
                className="min-w-0 flex-1"
            />
            <div className="flex flex-none gap-1">
                <Button
                    size="sm"
                    icon="copy"
                    onClick={() => {
                        void navigator.clipboard.writeText(text);
                        showToast({ text: t("editor.last.copied"), id: "copied" });
                    }}
                >
                    {t("editor.command.copy")}
                </Button>
                <Button size="sm" icon="download" onClick={() => download("outputs.json", text)}>
                    {t("editor.output.download")}
                </Button>
            </div>
        </div>
    );
}

function Words({ text }: { readonly text: string }) {
    return (
        <p className="flex items-center gap-2 p-4 text-small text-fg-2">
            <Icon name="info" className="text-fg-3" />
            {text}
        </p>
    );
}
