import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import { applyChanges, inverse } from "./content.ts";
import type { Change, Content } from "./content.ts";

/** One gesture of a person: what it is called in the undo list, and what it changed. */
export interface Step {
    readonly label: string;
    readonly changes: readonly Change[];
    /** Steps with the same key that follow each other closely are one: typing, nudging. */
    readonly merge?: string;
    readonly at: number;
    readonly selection: Selection;
}

export interface Selection {
    readonly nodes: readonly string[];
    readonly edges: readonly string[];
}

export interface DocumentState {
    readonly content: Content;
    readonly selection: Selection;
    readonly past: readonly Step[];
    readonly future: readonly Step[];
    /** Counts every change of the content, whoever made it. */
    readonly version: number;
    /** Nobody may change it: a past execution's graph, a phone. */
    readonly readOnly: boolean;
}

export interface Edit {
    readonly label: string;
    readonly changes: readonly Change[];
    readonly merge?: string;
    /** What is selected afterwards; as before when absent. */
    readonly select?: Partial<Selection>;
}

export type DocumentListener = (step: { readonly label: string; readonly kind: StepKind }) => void;
export type StepKind = "edit" | "undo" | "redo";

/** The open workflow. Views read through selectors, `commit` is the one door for changes. */
export interface DocumentStore extends StoreApi<DocumentState> {
    readonly commit: (edit: Edit) => void;
    readonly undo: () => Step | null;
    readonly redo: () => Step | null;
    readonly select: (selection: Partial<Selection>) => void;
    /** Ends the gesture: the next edit is a step of its own even with the same merge key. */
    readonly seal: () => void;
    /** Takes over what somebody else saved; it is no step of this person's. */
    readonly adopt: (changes: readonly Change[]) => void;
    readonly setReadOnly: (readOnly: boolean) => void;
    readonly onStep: (listener: DocumentListener) => () => void;
}

const STEPS_KEPT = 500;
/** Edits of the same field within this time are one step. */
const MERGE_MS = 1_200;
export const NOTHING: Selection = { nodes: [], edges: [] };

export function createDocumentStore(
    content: Content,
    options: { readonly readOnly?: boolean; readonly now?: () => number } = {}
): DocumentStore {
    const now = options.now ?? Date.now;
    const store = createStore<DocumentState>()(() => ({
        content,
        selection: NOTHING,
        past: [],
        future: [],
        version: 0,
        readOnly: options.readOnly ?? false
    }));
    const listeners = new Set<DocumentListener>();

    function take(next: Partial<DocumentState> | null, label: string, kind: StepKind): void {
        if (next === null) return;
        store.setState(next);
        for (const listener of listeners) listener({ label, kind });
    }

    function travel(kind: "undo" | "redo"): Step | null {
        const state = store.getState();
        const step = (kind === "undo" ? state.past : state.future).at(-1);
        if (step === undefined || state.readOnly) return null;
        take(kind === "undo" ? undone(state, step) : redone(state, step), step.label, kind);
        return step;
    }

    return {
        ...store,
        commit: (edit) => take(committed(store.getState(), edit, now()), edit.label, "edit"),
        undo: () => travel("undo"),
        redo: () => travel("redo"),
        select: (selection) => store.setState(selected(store.getState(), selection)),
        seal: () => store.setState(sealed(store.getState())),
        adopt: (changes) => store.setState(adopted(store.getState(), changes)),
        setReadOnly: (readOnly) => store.setState({ readOnly }),
        onStep: (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
        }
    };
}

function committed(state: DocumentState, edit: Edit, at: number): Partial<DocumentState> | null {
    if (state.readOnly) return null;
    const changes = edit.changes.filter((change) => change.before !== change.after);
    const content = applyChanges(state.content, changes);
    const selection = cleaned({ ...state.selection, ...edit.select }, content);
    if (changes.length === 0) return { selection };
    const { label, merge } = edit;
    const step: Step = { label, changes, merge, at, selection: state.selection };
    return {
        content,
        selection,
        past: pushed(state.past, step),
        future: [],
        version: state.version + 1
    };
}

function undone(state: DocumentState, step: Step): Partial<DocumentState> {
    const content = applyChanges(state.content, step.changes.toReversed().map(inverse));
    return {
        content,
        selection: cleaned(step.selection, content),
        past: state.past.slice(0, -1),
        future: [...state.future, step],
        version: state.version + 1
    };
}

function redone(state: DocumentState, step: Step): Partial<DocumentState> {
    const content = applyChanges(state.content, step.changes);
    return {
        content,
        selection: cleaned(touched(step), content),
        past: [...state.past, { ...step, merge: undefined }],
        future: state.future.slice(0, -1),
        version: state.version + 1
    };
}

function selected(state: DocumentState, wanted: Partial<Selection>): Partial<DocumentState> {
    const selection = cleaned({ ...state.selection, ...wanted }, state.content);
    return sameSelection(selection, state.selection) ? state : { selection };
}

function sealed(state: DocumentState): Partial<DocumentState> {
    const last = state.past.at(-1);
    if (last?.merge === undefined) return state;
    return { past: [...state.past.slice(0, -1), { ...last, merge: undefined }] };
}

function adopted(state: DocumentState, changes: readonly Change[]): Partial<DocumentState> {
    const content = applyChanges(state.content, changes);
    return { content, selection: cleaned(state.selection, content), version: state.version + 1 };
}

function pushed(past: readonly Step[], step: Step): readonly Step[] {
    const last = past.at(-1);
    const joins =
        last?.merge !== undefined && last.merge === step.merge && step.at - last.at < MERGE_MS;
    if (!joins) return [...past.slice(-(STEPS_KEPT - 1)), step];
    const merged = { ...last, at: step.at, label: step.label, changes: joined(last, step) };
    return [...past.slice(0, -1), merged];
}

/** Typing a hundred letters into a node keeps its first and its last state, nothing between. */
function joined(last: Step, step: Step): readonly Change[] {
    const changes = [...last.changes];
    for (const change of step.changes) {
        const before = changes.at(-1);
        const follows =
            before?.kind === change.kind && before.after !== null && before.after === change.before;
        if (follows) changes[changes.length - 1] = { ...change, before: before.before } as Change;
        else changes.push(change);
    }
    return changes;
}

/** What a redone step is about is what one wants to see selected. */
function touched(step: Step): Selection {
    const nodes = step.changes.flatMap((change) =>
        change.kind === "node" && change.after !== null ? [change.after.id] : []
    );
    return { nodes, edges: [] };
}

function cleaned(selection: Selection, content: Content): Selection {
    const { nodes, edges } = content.definition;
    const nodesLeft = selection.nodes.filter((id) => Object.hasOwn(nodes, id));
    const known = new Set(selection.edges.length > 0 ? edges.map((edge) => edge.id) : []);
    const edgesLeft = selection.edges.filter((id) => known.has(id));
    const isWhole =
        nodesLeft.length === selection.nodes.length && edgesLeft.length === selection.edges.length;
    return isWhole ? selection : { nodes: nodesLeft, edges: edgesLeft };
}

function sameSelection(one: Selection, other: Selection): boolean {
    const same = (a: readonly string[], b: readonly string[]) =>
        a.length === b.length && a.every((id, index) => id === b[index]);
    return same(one.nodes, other.nodes) && same(one.edges, other.edges);
}
