import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { JsonTree } from "../../components/common/JsonTree.tsx";
import { t } from "../../messages/messages.ts";
import { useExecution } from "../editor-context.ts";
import { copyText } from "./copy-text.ts";
import { detailsOf } from "./error-details.ts";

export interface ErrorCardProps {
    readonly error: NodeError;
    /** What happened because of it. */
    readonly aftermath?: string;
    /** Where neither the error nor its code says it. */
    readonly fallbackFix?: string | undefined;
    /** What can be done about it. */
    readonly actions?: React.ReactNode;
}

/** What, why, how to fix it, and the rest for those who ask. */
export function ErrorCard({ error, aftermath, fallbackFix, actions }: ErrorCardProps) {
    const { solution, reason, rest } = detailsOf(error);
    const fix = solution ?? fallbackFix;
    return (
        <section
            aria-label={t("editor.error.label")}
            className="flex flex-col gap-3 rounded-card bg-err-fill p-3.5 text-small shadow-[inset_0_0_0_1px_color-mix(in_oklab,var(--err)_40%,var(--err-fill))]"
        >
            <div className="flex gap-2">
                <Icon name="alert-circle" className="mt-0.5 text-err" />
                <div className="min-w-0 flex-1">
                    <h3 className="text-body font-semibold wrap-anywhere">{error.message}</h3>
                    <p className="mt-1.5 flex flex-wrap gap-1.5">
                        {chipsOf(error.code, rest).map((chip) => (
                            <Chip key={chip}>{chip}</Chip>
                        ))}
                    </p>
                </div>
                <CopyForSupport error={error} />
            </div>
            {(reason !== undefined || aftermath !== undefined) && (
                <Part title={t("execution.error.why")}>
                    {[reason, aftermath].filter(Boolean).join(" ")}
                </Part>
            )}
            {fix !== undefined && <Part title={t("common.how_to_fix")}>{fix}</Part>}
            {Object.keys(rest).length > 0 && (
                <div>
                    <h4 className="mb-1 text-micro font-semibold text-fg-2">
                        {t("execution.error.details")}
                    </h4>
                    <JsonTree
                        label={t("execution.error.details")}
                        value={rest}
                        openDepth={1}
                        className="rounded-[8px] bg-surface p-1.5"
                    />
                </div>
            )}
            {Boolean(actions) && <div className="flex flex-wrap gap-2">{actions}</div>}
        </section>
    );
}

function Part(props: { readonly title: string; readonly children: React.ReactNode }) {
    return (
        <div>
            <h4 className="text-micro font-semibold text-fg-2">{props.title}</h4>
            <p className="mt-0.5 wrap-anywhere">{props.children}</p>
        </div>
    );
}

function Chip({ children }: { readonly children: React.ReactNode }) {
    return (
        <code className="rounded-xs bg-surface px-1.5 font-mono text-[0.75rem] leading-[1.125rem] font-medium wrap-anywhere text-err shadow-[inset_0_0_0_1px_color-mix(in_oklab,var(--err)_24%,var(--surface))]">
            {children}
        </code>
    );
}

/** With its ids: who gets it can look it up. */
function CopyForSupport({ error }: { readonly error: NodeError }) {
    const id = useExecution((state) => state.id);
    return (
        <IconButton
            icon="copy"
            size="sm"
            label={t("execution.error.copy")}
            className="-mt-1 -mr-1"
            onClick={() =>
                void copyText(
                    JSON.stringify({ execution_id: id, ...error }, null, 2),
                    t("execution.error.copied")
                )
            }
        />
    );
}

/** The code, and what of the details is a number or a word of its own. */
function chipsOf(code: string, details: { readonly [key: string]: unknown }): readonly string[] {
    const words = Object.entries(details).flatMap(([key, value]) =>
        CHIP_KEYS.has(key) && (typeof value === "string" || typeof value === "number")
            ? [String(value)]
            : []
    );
    return [...new Set([code, ...words])];
}

const CHIP_KEYS = new Set(["status", "code", "type", "operator"]);
