import { createContext, use, useMemo } from "react";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { useDocument, useEditor, useExecution, useProblems } from "../editor-context.ts";
import type { ExecutionFold } from "../execution/execution-fold.ts";
import { valuesInside, valuesOf } from "./preview.ts";
import { suggestionsFor } from "./reference-sources.ts";
import type { Suggestion } from "./reference-sources.ts";

/** The node whose fields are edited: inside a container references mean its turn. */
export const FieldNodeContext = createContext<string | null>(null);

/** What references held in the last execution, as this node reads them. */
export function useReferenceValues(): JsonObject {
    const node = use(FieldNodeContext);
    const definition = useDocument((state) => state.content.definition);
    const fold = useExecution((state) => state.fold);
    const summary = useExecution((state) => state.summary);
    const version = useExecution((state) => state.version);
    return useMemo(
        () => {
            const values = valuesOf(fold, summary, definition);
            if (node === null) return values;
            return valuesInside(values, definition.nodes, node, (id) => turnOf(fold, id));
        },
        // The fold changes in place; its version says when.
        // oxlint-disable-next-line react/exhaustive-deps
        [fold, summary, definition, version, node]
    );
}

function turnOf(fold: ExecutionFold | null, container: string) {
    const instance = fold?.shownInstance(container) ?? null;
    const turns = instance === null ? undefined : fold?.turnsOf(instance);
    const index = turns === undefined ? null : (fold?.shown.indexOf(turns) ?? null);
    return turns === undefined || index === null ? null : { index, count: turns.total };
}

const NONE: readonly Suggestion[] = [];

export function useSuggestions(node: string, isWanted: boolean): readonly Suggestion[] {
    const { catalogue } = useEditor();
    const definition = useDocument((state) => state.content.definition);
    const types = useProblems((state) => state.types);
    const values = useReferenceValues();
    return useMemo(
        () => (isWanted ? suggestionsFor({ definition, catalogue, node, types, values }) : NONE),
        [isWanted, definition, catalogue, node, types, values]
    );
}
