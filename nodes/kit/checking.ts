import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import type { Compiled } from "@flowmaestro/shared/workflow/compile.ts";
import { createCatalogue } from "./catalogue.ts";

/** What `compile` makes of a lonely node with this data, for tests. */
export function compileNode(type: NodeType, data: JsonObject): Compiled {
    const node = { id: "node", type: type.type, position: { x: 0, y: 0 }, data: { ...data } };
    return compile({ nodes: { node }, edges: [] }, createCatalogue([type]));
}
