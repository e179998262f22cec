import { z } from "zod";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import type { Compiled } from "@flowmaestro/shared/workflow/compile.ts";
import { createCatalogue } from "./catalogue.ts";
import { defineNode, OUT_PORT } from "./definition.ts";

const config = z.object({
    value: field(jsonValue, { title: "Value", widget: "json-template", template: true })
});

/** A neighbour for tests of nodes that need some: puts out its value, as echo does. */
export const step = defineNode<z.infer<typeof config>>({
    type: "step",
    version: 1,
    category: "output",
    name: "Step",
    description: "Puts out its value.",
    keywords: ["test"],
    icon: "echo",
    effect: "pure",
    lane: "inline",
    config,
    defaults: {},
    ports: [OUT_PORT],
    accepts_input: true,
    timeout_seconds: null,
    output: ({ value }, { typeOf }) => typeOf(value)
});

/** What `compile` makes of a lonely node with this data, for tests. */
export function compileNode(type: NodeType, data: JsonObject): Compiled {
    const node = { id: "node", type: type.type, position: { x: 0, y: 0 }, data: { ...data } };
    return compile({ nodes: { node }, edges: [] }, createCatalogue([type]));
}
