import { useState } from "react";
import { asApiError } from "../../api/api-error.ts";
import { fetchValue } from "../../api/queries/execution-detail.ts";
import { Button } from "../../components/common/Button.tsx";
import { ApiErrorState } from "../../components/domain/ApiErrorState.tsx";
import { formatBytes } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { download } from "./download.ts";
import { Expired } from "./Expired.tsx";
import { MOST_SHOWN } from "./use-value.ts";
import type { useValue, ValueRest } from "./use-value.ts";

export interface LargeValueProps {
    readonly label: string;
    readonly preview: unknown;
    readonly stored: ReturnType<typeof useValue>;
    readonly rest: ValueRest;
    readonly fileName: string;
}

/** The beginning of a value, how large the whole is, and two ways to it. */
export function LargeValue({ label, preview, stored, rest, fileName }: LargeValueProps) {
    const { bytes, error } = stored;
    if (error !== null && asApiError(error).code === "VALUES_EXPIRED") {
        return (
            <>
                <Preview label={label} preview={preview} />
                <Expired />
            </>
        );
    }
    const size = bytes === null ? null : formatBytes(bytes);
    const isShowable = bytes === null || bytes <= MOST_SHOWN;
    return (
        <div className="flex min-w-0 flex-col gap-2.5">
            <Preview label={label} preview={preview} />
            <p className="text-small text-fg-2">
                {size === null
                    ? t("execution.value.large.unknown")
                    : t("execution.value.large", { size })}
                {!isShowable && ` ${t("execution.value.too_large")}`}
            </p>
            <div className="flex flex-wrap gap-2">
                {isShowable && (
                    <Button size="sm" loading={stored.isLoading} onClick={stored.load}>
                        {size === null
                            ? t("execution.value.load.all")
                            : t("execution.value.load", { size })}
                    </Button>
                )}
                <SaveButton url={rest.url} size={size} fileName={fileName} />
            </div>
            {error !== null && <ApiErrorState title={t("execution.value.failed")} error={error} />}
        </div>
    );
}

function Preview({ label, preview }: { readonly label: string; readonly preview: unknown }) {
    if (preview === null || preview === undefined) return null;
    return (
        <pre
            tabIndex={0}
            aria-label={`${label}: ${t("execution.value.preview")}`}
            className="max-h-40 overflow-hidden rounded-[8px] bg-surface-2 px-3 py-2 font-mono text-mono wrap-anywhere whitespace-pre-wrap text-fg-2 shadow-[inset_0_0_0_1px_var(--border)]"
        >
            {beginning(preview)}
        </pre>
    );
}

/** Cut texts end in dots already. */
function beginning(preview: unknown): string {
    const text = typeof preview === "string" ? preview : JSON.stringify(preview);
    return text.endsWith("…") ? text : `${text}…`;
}

function SaveButton(props: {
    readonly url: string;
    readonly size: string | null;
    readonly fileName: string;
}) {
    const { url, size, fileName } = props;
    const [isSaving, setSaving] = useState(false);
    const [error, setError] = useState<unknown>(null);
    async function save() {
        setSaving(true);
        setError(null);
        try {
            download(`${fileName}.json`, await fetchValue(url));
        } catch (failure) {
            setError(failure);
        } finally {
            setSaving(false);
        }
    }
    return (
        <>
            <Button size="sm" icon="download" loading={isSaving} onClick={() => void save()}>
                {size === null
                    ? t("execution.value.download")
                    : t("execution.value.download.size", { size })}
            </Button>
            {error !== null && (
                <p role="alert" className="basis-full text-small text-err">
                    {t("execution.value.saving.failed")}: {asApiError(error).message}
                </p>
            )}
        </>
    );
}
