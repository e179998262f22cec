import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Deps } from "../../deps.ts";
import type { Override } from "../../engines/engine.ts";
import { invalid } from "../../errors.ts";
import { notExecutable } from "../workflows/definition.ts";
import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";

/** What a caller gives an instance of a re-run, instead of its node's own. */
export type GivenOverride =
    { readonly output: Json } | { readonly config: { readonly [key: string]: Json } };

export interface OverridesRequest {
    readonly parent: { readonly facts: readonly Fact[] };
    readonly runs: { readonly plan: Plan; readonly definition: WorkflowDefinition };
    readonly given: { readonly [instance: string]: GivenOverride };
}

/** Checked as the whole workflow would be, had it been saved so. */
export async function toOverrides(
    deps: Deps,
    { parent, runs, given }: OverridesRequest
): Promise<{ [instance: string]: Override }> {
    const overrides: [string, Override][] = [];
    for (const [instance, override] of Object.entries(given)) {
        const node = nodeIn(runs.plan, instance);
        if (node === undefined) continue;
        if ("output" in override) {
            const { output } = override;
            const port = tookPort(parent, instance) ?? defaultPort(runs.plan, node);
            overrides.push([instance, { kind: "output", output, port }]);
        } else {
            overrides.push([instance, await toConfig(deps, runs, node, override.config)]);
        }
    }
    return Object.fromEntries(overrides);
}

async function toConfig(
    deps: Deps,
    { definition }: OverridesRequest["runs"],
    { id }: PlanNode,
    config: { readonly [key: string]: Json }
): Promise<Override> {
    const node = definition.nodes[id];
    if (node === undefined) throw invalid([{ field: "overrides", message: `No node ${id}.` }]);
    const label = node.data["label"];
    const data = { ...config, ...(label === undefined ? {} : { label }) };
    const changed = { ...definition, nodes: { ...definition.nodes, [id]: { ...node, data } } };
    const { plan, problems } = await deps.compiler.compile(changed);
    if (plan === null) throw notExecutable(problems);
    const compiled = nodeIn(JSON.parse(plan) as Plan, id);
    if (compiled === undefined) throw notExecutable(problems);
    const { config: read, reads, secret } = compiled;
    return { kind: "config", config: read, reads, ...(secret === undefined ? {} : { secret }) };
}

/** Where the parent's output left. */
function tookPort({ facts }: OverridesRequest["parent"], instance: string): string | undefined {
    const before = facts.findLast(
        (fact) => fact.kind === "node:completed" && fact.instance === instance
    );
    return before?.kind === "node:completed" ? before.port : undefined;
}

/** The first that is no failure. */
function defaultPort(plan: Plan, { outs }: PlanNode): string {
    const ports = outs.map((edge) => plan.edges[edge]?.port ?? "out");
    return ports.includes("out") ? "out" : (ports.find((port) => port !== "error") ?? "out");
}

function nodeIn(plan: Plan, instance: string): PlanNode | undefined {
    return plan.nodes[indexOf(plan).byId(nodeOf(instance)) ?? -1];
}
