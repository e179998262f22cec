import { useMemo } from "react";
import { useOpenRequests } from "../../api/queries/execution-requests.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import type { Run } from "./execution-fold.ts";
import { readQuestion } from "./question-model.ts";
import type { Question } from "./question-model.ts";

export interface OpenQuestion {
    readonly instance: string;
    /** What the facts say: since when, until when, whether it is urgent. */
    readonly run: Run;
    /** What is asked; absent until it is loaded. */
    readonly question: Question | undefined;
}

export interface OpenQuestions {
    readonly list: readonly OpenQuestion[];
    readonly isLoading: boolean;
    readonly error: Error | null;
    readonly retry: () => void;
}

/**
 * The questions that are open now, whatever moment is shown: facts say which, the server what they
 * ask (what is put up for review may be large, and is no part of a fact).
 */
export function useQuestions(): OpenQuestions {
    const id = useExecution((state) => state.id);
    const open = useOpenAsks();
    const stamp = open.map(({ instance }) => instance).join(" ");
    const requests = useOpenRequests(id ?? "", id === null ? "" : stamp);
    const { data, isFetching, error, refetch } = requests;
    return useMemo(() => {
        const byInstance = new Map((data ?? []).map((one) => [one.instance, one]));
        return {
            list: open.map((run) => {
                const request = byInstance.get(run.instance);
                const question = request === undefined ? undefined : readQuestion(request);
                return { instance: run.instance, run, question };
            }),
            isLoading: isFetching,
            error,
            retry: () => void refetch()
        };
    }, [open, data, isFetching, error, refetch]);
}

/** The same list until a question opens, closes or becomes urgent. */
function useOpenAsks(): readonly Run[] {
    const { execution } = useEditor();
    const waiting = useExecution(({ version }) =>
        version === 0 ? NONE : (execution.present()?.waiting ?? NONE)
    );
    return useMemo(
        () =>
            waiting.filter(
                (run) => run.waitsFor === "answer" && run.question?.answeredBy === undefined
            ),
        [waiting]
    );
}

const NONE: readonly Run[] = [];
