import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { sameJson } from "./document/content.ts";

/** What was published last, and whether the draft has moved on since. */
export interface Publication {
    readonly version: number;
    /** That version can be executed. */
    readonly isLive: boolean;
    readonly hasChanges: boolean;
}

export interface PublicationStore extends StoreApi<Publication> {
    /** The server gets this draft: what was taken back to what is live is no change any more. */
    readonly saves: (definition: WorkflowDefinition) => void;
    /** The server has this draft, and has looked: only it knows what a draft was ahead of. */
    readonly saved: (definition: WorkflowDefinition, hasChanges: boolean) => void;
    readonly published: (version: number, definition: WorkflowDefinition) => void;
}

/** `definition` is the draft as it was opened. */
export function createPublicationStore(
    start: Publication,
    definition: WorkflowDefinition
): PublicationStore {
    const store = createStore<Publication>()(() => start);
    // Of a draft that was ahead when it was opened, nobody here knows what it was ahead of.
    let live = start.hasChanges ? null : definition;
    return {
        ...store,
        saves: (draft) => store.setState({ hasChanges: live === null || !sameJson(draft, live) }),
        saved: (draft, hasChanges) => {
            if (!hasChanges) live = draft;
            store.setState({ hasChanges });
        },
        published: (version, draft) => {
            live = draft;
            store.setState({ version, isLive: true, hasChanges: false });
        }
    };
}
