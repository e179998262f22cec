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
    const publication = createPublicationStore({ version: 2, hasChanges: false }, EMPTY);
    publication.saves(ONE);
    expect(publication.getState()).toEqual({ version: 2, hasChanges: true });
    publication.saves(structuredClone(EMPTY));
    expect(publication.getState()).toEqual({ version: 2, hasChanges: false });
});

it("compares with what was published last", () => {
    const publication = createPublicationStore({ version: 2, hasChanges: true }, ONE);
    publication.saves(ONE);
    expect(publication.getState().hasChanges).toBe(true);
    publication.published(3, ONE);
    expect(publication.getState()).toEqual({ version: 3, hasChanges: false });
    publication.saves(EMPTY);
    expect(publication.getState().hasChanges).toBe(true);
});
