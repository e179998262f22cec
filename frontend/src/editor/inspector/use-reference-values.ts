import { useMemo } from "react";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { useDocument, useEditor, useExecution, useProblems } from "../editor-context.ts";
import { valuesOf } from "./preview.ts";
import { suggestionsFor } from "./reference-sources.ts";
import type { Suggestion } from "./reference-sources.ts";

/** What references held in the last execution. */
export function useReferenceValues(): JsonObject {
    const definition = useDocument((state) => state.content.definition);
    const fold = useExecution((state) => state.fold);
    const summary = useExecution((state) => state.summary);
    const version = useExecution((state) => state.version);
    return useMemo(
        () => valuesOf(fold, summary, definition),
        // The fold changes in place; its version says when.
        // oxlint-disable-next-line react/exhaustive-deps
        [fold, summary, definition, version]
    );
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
