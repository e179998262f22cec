import type { ExecutionStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { useExecution } from "../editor-context.ts";
import { Expired } from "./Expired.tsx";
import { ValueView } from "./ValueView.tsx";

/** What the execution handed out, or why there is nothing of it. */
export function ExecutionOutputs() {
    const status = useExecution((state) => state.fold?.status ?? state.status);
    const summary = useExecution((state) => state.summary);
    const folded = useExecution((state) => state.fold?.outputs ?? null);
    if (status === null) return null;
    if (status !== "completed") return <Words text={reasonOf(status)} />;
    const label = t("execution.output.all");
    if (summary?.outputs_url !== undefined) {
        return (
            <ValueView
                label={label}
                value={null}
                rest={{ url: summary.outputs_url, bytes: null }}
                fileName="outputs"
            />
        );
    }
    const isOver = summary?.status === "completed";
    // The server had them and has them no more.
    if (isOver && summary.outputs === null) return <Expired />;
    const outputs = isOver ? summary.outputs : folded;
    if (typeof outputs !== "object" || outputs === null || Object.keys(outputs).length === 0) {
        return <Words text={t("execution.output.none")} />;
    }
    return <ValueView label={label} value={outputs} fileName="outputs" openDepth={3} />;
}

function Words({ text }: { readonly text: string }) {
    return <p className="text-small text-fg-2">{text}</p>;
}

function reasonOf(status: ExecutionStatus): string {
    switch (status) {
        case "failed":
        case "cancelled":
        case "timed_out":
            return t("execution.output.ended", { status: t(`execution.output.ended.${status}`) });
        default:
            return t("execution.output.at_end");
    }
}
