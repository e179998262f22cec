import { join } from "../schema/join.ts";
import { ANY } from "../schema/value-type.ts";
import type { ValueType } from "../schema/value-type.ts";
import type { Plan } from "../orchestrator/plan.ts";
import type { Catalogue } from "./catalogue.ts";
import type { WorkflowDefinition } from "./document.ts";
import type { Problem } from "./problem.ts";
import { analyse } from "./compile/analysis.ts";
import type { Analysis } from "./compile/analysis.ts";
import { checkConditions } from "./compile/check-conditions.ts";
import { checkConfig } from "./compile/check-config.ts";
import { checkEdges, checkJoin, checkReachable } from "./compile/check-edges.ts";
import { checkPolicy } from "./compile/check-policy.ts";
import { checkReferences } from "./compile/check-references.ts";
import { checkVariables } from "./compile/check-variables.ts";
import { checkWorkflow } from "./compile/check-workflow.ts";
import { planOf } from "./compile/plan.ts";
import { problem } from "./compile/problems.ts";

export interface Compiled {
    /** Null when there is any error. */
    readonly plan: Plan | null;
    /** Errors first. */
    readonly problems: readonly Problem[];
    /** Of the nodes that run. */
    readonly types: {
        readonly [nodeId: string]: {
            readonly input_schema: ValueType;
            readonly output_schema: ValueType;
            /** Of a container: what its id gives to the nodes inside it. */
            readonly inside_schema?: ValueType;
        };
    };
}

/**
 * What a definition means: a plan, or why there is none. The same function for the editor, the API
 * and the CLI; it never throws, whatever `parseDefinition` let through.
 */
export function compile(definition: WorkflowDefinition, catalogue: Catalogue): Compiled {
    const analysis = analyse(definition, catalogue);
    const problems = problemsOf(analysis, catalogue);
    const errors = problems.filter(({ severity }) => severity === "error");
    const warnings = problems.filter(({ severity }) => severity === "warning");
    return {
        plan: errors.length === 0 ? planOf(analysis) : null,
        problems: [...errors, ...warnings],
        types: typesByNode(analysis)
    };
}

function problemsOf(analysis: Analysis, catalogue: Catalogue): Problem[] {
    const { graph, order } = analysis;
    if (order === null) {
        return [
            problem({
                code: "WORKFLOW_CYCLE",
                message: "The edges run in a circle.",
                solution: "Remove one of them. To repeat steps, put them inside a loop."
            })
        ];
    }
    return [
        ...checkWorkflow(analysis, catalogue),
        ...checkEdges(graph, catalogue),
        ...[...graph.nodes.values()].flatMap((node) => [
            ...checkConfig(node, analysis),
            ...checkReferences(node, analysis),
            ...checkConditions(node, analysis),
            ...checkPolicy(node),
            ...checkJoin(node)
        ]),
        ...checkVariables(analysis),
        ...checkReachable(order)
    ];
}

function typesByNode({ graph, types }: Analysis): Compiled["types"] {
    const entries = [...graph.nodes.values()].map((node) => {
        const before = node.ins.flatMap(({ source }) => (source === null ? [] : [source]));
        const incoming = [...new Set(before)].map((id) => types.outputs.get(id) ?? ANY);
        return [
            node.id,
            {
                input_schema: incoming.length === 0 ? types.inputs : join(incoming),
                output_schema: types.outputs.get(node.id) ?? ANY,
                ...(node.type?.container === true
                    ? { inside_schema: types.rootOf(node.id, node.id) ?? ANY }
                    : {})
            }
        ] as const;
    });
    return Object.fromEntries(entries);
}
