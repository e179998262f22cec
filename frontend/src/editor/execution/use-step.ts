import { useMemo } from "react";
import { useInstance } from "../../api/queries/execution-detail.ts";
import { factsOf } from "../document/node-facts.ts";
import type { NodeFacts } from "../document/node-facts.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { timeOfStep } from "./scrub.ts";
import { stampOf } from "./use-attempts.ts";

/** One node of the graph that ran: what it did up to the moment shown, and what the server adds. */
export function useStep(node: string) {
    const { catalogue, execution } = useEditor();
    const id = useExecution((state) => state.id);
    const source = useExecution((state) => state.graph?.definition.nodes[node]);
    const run = useExecution((state) => state.fold?.runOf(node) ?? null);
    const shownSeq = useExecution((state) => state.shownSeq);
    const frames = useExecution((state) => state.frames);
    // What the server tells is of the present: it is asked again when that changes, not while replaying.
    const stamp = useExecution((state) => {
        const now = state.version === 0 ? undefined : execution.present()?.runOf(node);
        return now === undefined ? "" : stampOf(now);
    });
    const instance = useExecution(({ fold }) => fold?.shownInstance(node) ?? null) ?? node;
    const hasStarted = run?.startedAt !== undefined;
    const detail = useInstance({
        id: id ?? "",
        instance,
        stamp,
        enabled: id !== null && hasStarted
    });
    const until = shownSeq === null ? Infinity : (timeOfStep(frames, shownSeq) ?? Infinity);
    const { data } = detail;

    return useMemo(() => {
        if (source === undefined || run === null) return null;
        const facts: NodeFacts = factsOf(source, catalogue);
        const isPast = (time: string) => Date.parse(time) <= until;
        return {
            node,
            instance,
            label: facts.label,
            facts,
            isDisabled: source.disabled === true,
            run,
            detail,
            logs: (data?.logs ?? []).filter((log) => isPast(log.created_at)),
            attempts: (data?.attempt_list ?? []).filter((one) => isPast(one.started_at))
        };
    }, [node, instance, source, catalogue, run, detail, data, until]);
}

export type Step = NonNullable<ReturnType<typeof useStep>>;
