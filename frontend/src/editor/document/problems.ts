import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { Compiled } from "@flowmaestro/shared/workflow/compile.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { sameJson } from "./content.ts";
import type { DocumentStore } from "./document-store.ts";

export interface NodeProblems {
    readonly errors: number;
    readonly warnings: number;
    readonly list: readonly Problem[];
}

export interface ProblemsState {
    readonly list: readonly Problem[];
    readonly errors: number;
    readonly warnings: number;
    readonly byNode: ReadonlyMap<string, NodeProblems>;
    /** What flows in and out of each node, as far as it is known before an execution. */
    readonly types: Compiled["types"];
}

export interface ProblemsStore extends StoreApi<ProblemsState> {
    /** Checks at once what is waiting to be checked: before an execution or a publish. */
    readonly refresh: () => void;
}

const NONE: ProblemsState = { list: [], errors: 0, warnings: 0, byNode: new Map(), types: {} };
const QUIET_MS = 150;

/** Checks the document a moment after each change, with the code the server uses. */
export function watchProblems(
    document: DocumentStore,
    check: (definition: WorkflowDefinition) => Compiled
): { readonly problems: ProblemsStore; readonly stop: () => void } {
    const store = createStore<ProblemsState>()(() => NONE);
    let checked: WorkflowDefinition | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = () => {
        const { definition } = document.getState().content;
        if (definition === checked) return;
        checked = definition;
        const { problems: list, types } = check(definition);
        store.setState({ ...groupProblems(list, store.getState()), types }, true);
    };
    run();
    const stop = document.subscribe((now, before) => {
        if (now.content.definition === before.content.definition) return;
        clearTimeout(timer);
        timer = setTimeout(run, QUIET_MS);
    });
    return {
        problems: { ...store, refresh: run },
        stop: () => {
            stop();
            clearTimeout(timer);
        }
    };
}

/** Nodes whose problems did not change keep their object: their cards do not render again. */
export function groupProblems(
    list: readonly Problem[],
    before: Pick<ProblemsState, "byNode">
): Omit<ProblemsState, "types"> {
    const sorted = [
        ...list.filter((problem) => problem.severity === "error"),
        ...list.filter((problem) => problem.severity !== "error")
    ];
    const lists = new Map<string, Problem[]>();
    for (const problem of sorted) {
        if (problem.node_id === undefined) continue;
        lists.set(problem.node_id, [...(lists.get(problem.node_id) ?? []), problem]);
    }
    const byNode = new Map<string, NodeProblems>();
    for (const [node, own] of lists) {
        const old = before.byNode.get(node);
        if (old !== undefined && sameJson(old.list, own)) byNode.set(node, old);
        else byNode.set(node, { ...count(own), list: own });
    }
    return { list: sorted, ...count(sorted), byNode };
}

function count(list: readonly Problem[]): { errors: number; warnings: number } {
    const errors = list.filter((problem) => problem.severity === "error").length;
    return { errors, warnings: list.length - errors };
}
