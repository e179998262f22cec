import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { Compiled } from "@flowmaestro/shared/workflow/compile.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { sameJson } from "./content.ts";
import type { DocumentStore } from "./document-store.ts";

/**
 * What is only not there yet is no mistake of anybody's: it is said quietly while somebody builds, and
 * becomes a mistake when they try to run or publish it.
 */
const UNFINISHED = new Set(["MISSING_CONFIG", "LOOP_EMPTY", "WORKFLOW_EMPTY"]);

export interface ProblemCounts {
    /** What stands between the draft and an execution, finished or not. */
    readonly errors: number;
    readonly warnings: number;
    /** Those of the errors that are shown as errors. */
    readonly mistakes: number;
}

export interface NodeProblems extends ProblemCounts {
    readonly list: readonly Problem[];
}

export interface ProblemsState extends ProblemCounts {
    readonly list: readonly Problem[];
    /** How many are worth a number: an empty canvas says itself what to do. */
    readonly shown: number;
    /** Somebody has tried to run it as it is. */
    readonly isInsisted: boolean;
    readonly byNode: ReadonlyMap<string, NodeProblems>;
    /** What flows in and out of each node, as far as it is known before an execution. */
    readonly types: Compiled["types"];
}

export interface ProblemsStore extends StoreApi<ProblemsState> {
    /**
     * Before an execution or a publish: checks at once what is waiting to be checked, and what is
     * unfinished counts as a mistake until nothing is left to fix.
     */
    readonly insist: () => void;
}

/** Of a graph that nobody checks. */
export const NO_PROBLEMS: ProblemsState = {
    list: [],
    errors: 0,
    warnings: 0,
    mistakes: 0,
    shown: 0,
    isInsisted: false,
    byNode: new Map(),
    types: {}
};
const QUIET_MS = 150;

/** Checks the document a moment after each change, with the code the server uses. */
export function watchProblems(
    document: DocumentStore,
    check: (definition: WorkflowDefinition) => Compiled
): { readonly problems: ProblemsStore; readonly stop: () => void } {
    const store = createStore<ProblemsState>()(() => NO_PROBLEMS);
    let checked: WorkflowDefinition | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (list: readonly Problem[], types: Compiled["types"], insisted: boolean) => {
        store.setState({ ...groupProblems(list, store.getState(), insisted), types }, true);
    };
    const run = () => {
        const { definition } = document.getState().content;
        if (definition === checked) return;
        checked = definition;
        const { problems, types } = check(definition);
        show(problems, types, store.getState().isInsisted);
    };
    run();
    const stop = document.subscribe((now, before) => {
        if (now.content.definition === before.content.definition) return;
        clearTimeout(timer);
        timer = setTimeout(run, QUIET_MS);
    });
    return {
        problems: {
            ...store,
            insist: () => {
                run();
                const { list, types } = store.getState();
                show(list, types, true);
            }
        },
        stop: () => {
            stop();
            clearTimeout(timer);
        }
    };
}

/** Nodes whose problems did not change keep their object: their cards do not render again. */
export function groupProblems(
    list: readonly Problem[],
    before: Pick<ProblemsState, "byNode">,
    insisted: boolean
): Omit<ProblemsState, "types"> {
    const sorted = [
        ...list.filter((problem) => problem.severity === "error"),
        ...list.filter((problem) => problem.severity !== "error")
    ];
    // Everything is mended: what is added next is new again.
    const isInsisted = insisted && sorted[0]?.severity === "error";
    const lists = new Map<string, Problem[]>();
    for (const problem of sorted) {
        if (problem.node_id === undefined) continue;
        lists.set(problem.node_id, [...(lists.get(problem.node_id) ?? []), problem]);
    }
    const byNode = new Map<string, NodeProblems>();
    for (const [node, own] of lists) {
        const old = before.byNode.get(node);
        const counts = count(own, isInsisted);
        const isSame = old?.mistakes === counts.mistakes && sameJson(old.list, own);
        byNode.set(node, isSame ? old : { ...counts, list: own });
    }
    const shown = sorted.filter(({ code }) => isInsisted || code !== "WORKFLOW_EMPTY").length;
    return { list: sorted, ...count(sorted, isInsisted), shown, isInsisted, byNode };
}

/** Whether it is shown as an error: a warning is none, and what is unfinished not yet. */
export function isMistake({ severity, code }: Problem, isInsisted: boolean): boolean {
    return severity === "error" && (isInsisted || !UNFINISHED.has(code));
}

function count(list: readonly Problem[], isInsisted: boolean): ProblemCounts {
    const errors = list.filter((problem) => problem.severity === "error").length;
    const mistakes = list.filter((problem) => isMistake(problem, isInsisted)).length;
    return { errors, warnings: list.length - errors, mistakes };
}
