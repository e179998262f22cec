import { t } from "../../messages/messages.ts";

const KINDS = [
    { kind: "work", label: "execution.legend.work" },
    { kind: "failed", label: "execution.legend.failed" },
    { kind: "queue", label: "execution.legend.queue" },
    { kind: "wait", label: "execution.legend.wait" }
] as const;

export function TimelineLegend() {
    return (
        <ul className="flex h-8 flex-none items-center gap-4 border-t border-line px-3.5 text-micro font-normal text-fg-2">
            {KINDS.map(({ kind, label }) => (
                <li key={kind} className="flex items-center gap-1.5">
                    <span className="fm-tl-key" data-kind={kind} aria-hidden="true" />
                    {t(label)}
                </li>
            ))}
        </ul>
    );
}
