import { createStore } from "zustand/vanilla";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { createAnnouncer } from "../announcer.ts";
import { createDocumentStore } from "../document/document-store.ts";
import { graphOf } from "../document/graph.ts";
import { NO_PROBLEMS } from "../document/problems.ts";
import type { ProblemsState, ProblemsStore } from "../document/problems.ts";
import type { Editor } from "../editor-context.ts";
import { createUiStore } from "../ui-store.ts";
import type { RanGraph } from "./execution-source.ts";
import type { ExecutionStore } from "./execution-store.ts";

/** The stores of a canvas that shows what ran: nothing of it can be changed, saved or published. */
export function openRanGraph(parts: {
    readonly workflowId: string;
    readonly name: string;
    readonly graph: RanGraph;
    readonly catalogue: Catalogue;
    readonly execution: ExecutionStore;
    readonly cancel: () => void;
}): Editor {
    const { definition } = parts.graph;
    const [first = null] = graphOf(definition).order;
    return {
        workflowId: parts.workflowId,
        catalogue: parts.catalogue,
        document: createDocumentStore(
            { definition, name: parts.name, description: null },
            { readOnly: true }
        ),
        problems: noProblems(),
        ui: createUiStore({ focused: first, isLeftOpen: false }),
        execution: parts.execution,
        autosave: null,
        publication: null,
        announcer: createAnnouncer(),
        flow: { current: null },
        actions: { execute: () => undefined, cancelExecution: () => parts.cancel() }
    };
}

/** What ran was executable: its problems are not looked for again. */
function noProblems(): ProblemsStore {
    return { ...createStore<ProblemsState>()(() => NO_PROBLEMS), insist: () => undefined };
}
