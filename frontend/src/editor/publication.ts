import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";

/** What is live, and whether the draft has moved on since. */
export interface Publication {
    readonly version: number;
    readonly hasChanges: boolean;
}

export type PublicationStore = StoreApi<Publication>;

export function createPublicationStore(start: Publication): PublicationStore {
    return createStore<Publication>()(() => start);
}
