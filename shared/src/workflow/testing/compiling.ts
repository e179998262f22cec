import type { Plan } from "../../orchestrator/plan.ts";
import { compile } from "../compile.ts";
import type { Compiled } from "../compile.ts";
import type { WorkflowDefinition } from "../document.ts";
import { draw } from "./draw.ts";
import type { DrawnNode } from "./draw.ts";
import { tinyCatalogue } from "./tiny-catalogue.ts";

export type Nodes = { readonly [id: string]: DrawnNode };

export const compiled = (definition: WorkflowDefinition): Compiled =>
    compile(definition, tinyCatalogue);

/** `code@node field edge`, warnings with a `?`. */
export function problems(
    picture: string,
    nodes: Nodes = {},
    settings?: WorkflowDefinition["settings"]
) {
    return compiled(draw(picture, nodes, settings)).problems.map(
        ({ code, severity, node_id, field, edge_id }) =>
            [
                `${code}${severity === "warning" ? "?" : ""}@${node_id ?? ""}`,
                ...(field === undefined ? [] : [field]),
                ...(edge_id === undefined ? [] : [edge_id])
            ].join(" ")
    );
}

export function plan(
    picture: string,
    nodes: Nodes = {},
    settings?: WorkflowDefinition["settings"]
): Plan {
    const { plan: made, problems: found } = compiled(draw(picture, nodes, settings));
    if (made === null) throw new Error(found.map(({ message }) => message).join("\n"));
    return made;
}

/** `a:out>b`, dead ones with a `†` and the disabled node in front. */
export function edges(made: Plan): string[] {
    return made.edges.map(({ source, port, target, via = [], dead }) => {
        const from = dead ? `†${via.join("/")}` : [made.nodes[source]?.id, ...via].join("/");
        return `${from}:${port}>${made.nodes[target]?.id ?? ""}`;
    });
}

export const value = (of: unknown): DrawnNode => ({ data: { value: of } });
export const box: DrawnNode = { type: "box" };
export const off = { disabled: true };
