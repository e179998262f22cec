import { useExecution } from "../editor-context.ts";
import { t } from "../../messages/messages.ts";
import type { Step } from "./use-step.ts";
import { outputBytes } from "./value-bytes.ts";
import { ValueView } from "./ValueView.tsx";
import { WhyBlock } from "./WhyBlock.tsx";

/** What a step put out, if it had by the moment that is shown. */
export function OutputOf({ step }: { readonly step: Step }) {
    const { run, node, instance } = step;
    const frames = useExecution((state) => state.frames);
    if (run.hasOutput === true) {
        const rest =
            run.isTruncated === true && run.outputUrl !== undefined
                ? { url: run.outputUrl, bytes: outputBytes(frames, instance) }
                : undefined;
        return (
            <ValueView
                key={instance}
                label={t("execution.output.of", { node: step.label })}
                value={run.output}
                rest={rest}
                fileName={`${node}-output`}
            />
        );
    }
    if (run.text !== undefined && run.text !== "") {
        return (
            <p className="font-mono text-mono wrap-anywhere whitespace-pre-wrap" aria-live="off">
                {run.text}
            </p>
        );
    }
    if (run.reason !== undefined) return <WhyBlock run={run} />;
    return <p className="text-small text-fg-2">{t("execution.output.not_yet")}</p>;
}
