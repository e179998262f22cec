import { expect, it } from "vitest";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { createPublicationStore } from "./publication.ts";

const EMPTY: WorkflowDefinition = { nodes: {}, edges: [] };
const ONE: WorkflowDefinition = {
    nodes: {
        echo: { id: "echo", type: "echo", position: { x: 0, y: 0 }, data: { label: "Echo" } }
    },
    edges: []
};

it("is no draft any more once its changes are taken back", () => {
    const publication = createPublicationStore(
        { version: 2, isLive: true, hasChanges: false },
        EMPTY
    );
    publication.saves(ONE);
    expect(publication.getState()).toEqual({ version: 2, isLive: true, hasChanges: true });
    publication.saves(structuredClone(EMPTY));
    expect(publication.getState()).toEqual({ version: 2, isLive: true, hasChanges: false });
});

it("compares with what was published last", () => {
    const publication = createPublicationStore(
        { version: 1, isLive: false, hasChanges: true },
        ONE
    );
    publication.saves(ONE);
    expect(publication.getState().hasChanges).toBe(true);
    publication.published(2, ONE);
    expect(publication.getState()).toEqual({ version: 2, isLive: true, hasChanges: false });
    publication.saves(EMPTY);
    expect(publication.getState().hasChanges).toBe(true);
});

it("believes the server, which knows what a draft was ahead of when it was opened", () => {
    const publication = createPublicationStore({ version: 2, isLive: true, hasChanges: true }, ONE);
    publication.saves(EMPTY);
    expect(publication.getState().hasChanges).toBe(true);
    publication.saved(EMPTY, false);
    expect(publication.getState().hasChanges).toBe(false);
    publication.saves(ONE);
    expect(publication.getState().hasChanges).toBe(true);
    publication.saves(structuredClone(EMPTY));
    expect(publication.getState().hasChanges).toBe(false);
});
