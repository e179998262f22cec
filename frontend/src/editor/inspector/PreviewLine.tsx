import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { TypeBadge } from "./CompletionList.tsx";
import { previewOf } from "./preview.ts";
import { useReferenceValues } from "./use-reference-values.ts";

/** What the field comes to, with the values of the last execution. */
export function PreviewLine({ value }: { readonly value: Json | undefined }) {
    const values = useReferenceValues();
    const preview = previewOf(value, values);
    if (preview.kind === "none") return null;
    return (
        <div
            className="flex min-h-6 items-center gap-1.5 rounded-[5px] bg-well pr-1 pl-2 text-micro text-fg-2"
            data-preview={preview.kind}
        >
            {preview.kind === "resolved" && (
                <>
                    <Icon name="check" size={14} className="text-ok" />
                    <code className="min-w-0 flex-1 truncate font-mono text-[0.71875rem] text-syn-str">
                        {preview.text === "" ? "\u00a0" : preview.text}
                    </code>
                    <TypeBadge type={preview.type} />
                </>
            )}
            {preview.kind === "waiting" && (
                <>
                    <Icon name="clock" size={14} className="text-fg-3" />
                    <span className="min-w-0 flex-1 truncate font-normal">
                        {t("editor.preview.waiting")}
                    </span>
                </>
            )}
            {preview.kind === "error" && (
                <>
                    <Icon name="alert-circle" size={14} className="text-warn" />
                    <span className="min-w-0 flex-1 py-1 font-normal wrap-break-word">
                        {preview.message}
                    </span>
                </>
            )}
        </div>
    );
}
