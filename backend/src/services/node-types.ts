import type { ResponseOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import type { Catalogue, NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { configSchemaOf, formOf } from "@flowmaestro/shared/workflow/form.ts";

type ListedNodes = ResponseOf<Routes["listNodes"]>["nodes"];

const lists = new WeakMap<Catalogue, ListedNodes>();

/** The catalogue as `GET /nodes` shows it; it does not change while the process runs. */
export function nodeTypes(catalogue: Catalogue): ListedNodes {
    const known = lists.get(catalogue);
    if (known !== undefined) return known;
    const list = catalogue.types.flatMap((name) => {
        const type = catalogue.get(name);
        return type === undefined ? [] : [describe(type)];
    });
    lists.set(catalogue, list);
    return list;
}

function describe(type: NodeType): ListedNodes[number] {
    // Ports and effect may depend on the config; what is shown is what a new node has, finished or not.
    const config = type.config.safeParse(type.defaults).data ?? type.defaults;
    const ports = typeof type.ports === "function" ? type.ports(config) : type.ports;
    return {
        type: type.type,
        category: type.category,
        name: type.name,
        description: type.description,
        keywords: [...type.keywords],
        icon: type.icon,
        version: type.version,
        effect: typeof type.effect === "function" ? type.effect(config) : type.effect,
        inputs: type.accepts_input ? [{ id: "in", label: "In" }] : [],
        outputs: ports.map(({ id, label }) => ({ id, label })),
        config_schema: toJson(configSchemaOf(type)),
        form: toJson(formOf(type))
    };
}

function toJson(value: unknown): ListedNodes[number]["form"] {
    return JSON.parse(JSON.stringify(value)) as ListedNodes[number]["form"];
}
