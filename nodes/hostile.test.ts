import { expect, it } from "vitest";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { formOf } from "@flowmaestro/shared/workflow/form.ts";
import { catalogue } from "./catalogue.gen.ts";
import { executors } from "./executors.gen.ts";
import { runNode } from "./kit/harness.ts";

/** Whatever people write into a node is a problem or an error with a code, never an exception. */

const position = { x: 0, y: 0 };

/** The same numbers on every run. */
function dice(seed: number): (sides: number) => number {
    let state = seed;
    return (sides) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
        return state % sides;
    };
}

const LITERALS: readonly Json[] = [
    ...[null, 0, -1, 1.5, 1e308, "", " ", true, false, "x".repeat(5_000), "\ud800"],
    ...["constructor", "__proto__", "2026-01-01", "2026-13-01", "9999-12-31T23:59:59Z"],
    ...["${", "${a..b}", "$${x}", "${inputs.x}", "text ${inputs.x} more", "${inputs.x ?? null}"],
    ...["${node.index}", "${node.last.x ?? null}", "${node.item}", "${node.output}"],
    ...[[], {}, [null], ["a", "a"], [{ id: "a", label: "b" }], [{ id: "a" }, { id: "a" }]],
    [{ id: "x", equals: "${inputs.x}" }, { id: "default" }],
    { f: { type: "string", required: true, default: 5 } },
    { constructor: { type: "any" } },
    { approved: true },
    { combinator: "and", rules: [] },
    { combinator: "or", rules: [{ left: "${node.index}", operator: "less_than", right: 3 }] },
    {
        combinator: "and",
        rules: [{ combinator: "or", rules: [{ left: 1, operator: "matches", right: "(" }] }]
    },
    JSON.parse('{"__proto__":{"x":1}}') as Json,
    Array.from({ length: 60 }).reduce<Json>((inner) => [inner], 1)
];

type Data = { [name: string]: Json };

function dataFor(type: NodeType, roll: (sides: number) => number): Data {
    const value = (): Json => LITERALS[roll(LITERALS.length)] ?? null;
    const data: Data = {};
    for (const { name, choices = [] } of formOf(type)) {
        if (roll(4) === 0) continue;
        const word = choices[roll(choices.length || 1)]?.value;
        data[name] = word !== undefined && roll(5) > 0 ? word : value();
    }
    if (roll(5) === 0) data["constructor"] = value();
    return data;
}

const names = catalogue.types.filter((name) => name !== "http");

it.each(names)("%s bears whatever is written into it", async (name) => {
    const type = catalogue.get(name);
    const executor = executors.get(name);
    if (type === undefined) throw new Error("It was listed.");
    const roll = dice(7);
    const outcomes = new Set<string>();
    for (let round = 0; round < 250; round += 1) {
        const data = dataFor(type, roll);
        const node: WorkflowNode = { id: "node", type: name, position, data };
        const inside = {
            id: "inside",
            type: "echo",
            position,
            parentId: "node",
            data: { value: 1 }
        };
        const nodes: WorkflowDefinition["nodes"] =
            type.container === true ? { node, inside } : { node };
        const { plan, problems } = compile({ nodes, edges: [] }, catalogue);
        if (typeof type.ports === "function") type.ports(data);
        for (const { code, message, solution } of problems)
            expect([code, message, solution]).not.toContain("");
        outcomes.add(plan === null ? "problem" : "plan");
        if (plan === null || executor === undefined) continue;
        const x = LITERALS[roll(LITERALS.length)] ?? null;
        const { result } = await runNode(executor, data, { inputs: { x } });
        if (result.kind === "failed")
            expect(result.error).toMatchObject({
                code: expect.stringMatching(/^[A-Z][A-Z0-9_]*$/) as string,
                is_retryable: expect.any(Boolean) as boolean
            });
        if (result.kind === "ask") type.answer?.(result.request, { response: x, by: "u", at: 1 });
    }
    expect(outcomes).not.toEqual(new Set());
});
