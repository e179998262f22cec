import { nodeTypes } from "../../../services/node-types.ts";
import type { Handlers } from "../../handler.ts";

export const listNodes: Handlers["listNodes"] = (_request, deps) => ({
    data: { nodes: nodeTypes(deps.catalogue) }
});
