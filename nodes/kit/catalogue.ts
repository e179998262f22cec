import type { Catalogue, NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";

/** A type may be called anything in a document, `constructor` too: hence the map. */
export function createCatalogue(definitions: readonly NodeType[]): Catalogue {
    const byType = new Map(definitions.map((definition) => [definition.type, definition]));
    return {
        get: (type) => byType.get(type),
        types: [...byType.keys()]
    };
}
