import { createContext, use } from "react";
import { useStore } from "zustand";
import type { ReactFlowInstance } from "@xyflow/react";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { Autosave, SaveState } from "./document/autosave.ts";
import type { DocumentState, DocumentStore } from "./document/document-store.ts";
import type { ProblemsState, ProblemsStore } from "./document/problems.ts";
import type { ExecutionState, ExecutionStore } from "./execution/execution-store.ts";
import type { CardNode, FlowEdge } from "./canvas/view-types.ts";
import type { Announcer } from "./announcer.ts";
import type { PublicationStore } from "./publication.ts";
import type { UiState, UiStore } from "./ui-store.ts";

/** What all parts of one open canvas share. Each store has its own lifetime and its own readers. */
export interface Editor {
    readonly workflowId: string;
    readonly catalogue: Catalogue;
    readonly document: DocumentStore;
    readonly problems: ProblemsStore;
    readonly ui: UiStore;
    readonly execution: ExecutionStore;
    /** Null where nothing is saved: a past execution's graph. */
    readonly autosave: Autosave | null;
    /** Null where nothing is published: a past execution's graph. */
    readonly publication: PublicationStore | null;
    readonly announcer: Announcer;
    /** Null until React Flow is there. */
    readonly flow: { current: ReactFlowInstance<CardNode, FlowEdge> | null };
    readonly actions: EditorActions;
}

/** What only the page can do. */
export interface EditorActions {
    readonly execute: (trigger: "manual" | "test") => void;
    readonly cancelExecution: () => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
    const editor = use(EditorContext);
    if (editor === null) throw new Error("Wrap the tree in <EditorContext>.");
    return editor;
}

export function useDocument<T>(select: (state: DocumentState) => T): T {
    return useStore(useEditor().document, select);
}

export function useUi<T>(select: (state: UiState) => T): T {
    return useStore(useEditor().ui, select);
}

export function useExecution<T>(select: (state: ExecutionState) => T): T {
    return useStore(useEditor().execution, select);
}

export function useProblems<T>(select: (state: ProblemsState) => T): T {
    return useStore(useEditor().problems, select);
}

export function useSaveState(autosave: Autosave): SaveState {
    return useStore(autosave.store);
}
