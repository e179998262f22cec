import { describe, expect, it } from "vitest";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { parseDefinition } from "@flowmaestro/shared/workflow/definition.ts";
import { catalogue } from "./catalogue.gen.ts";

type Drawn = readonly [id: string, type: string, data: object, parentId?: string];

/** In a row, each after the one before it; members of a container stand alone in it. */
function compiled(drawn: readonly Drawn[]) {
    const row = drawn.filter(([, , , parentId]) => parentId === undefined);
    const parsed = parseDefinition(
        {
            nodes: drawn.map(([id, type, data, parentId]) => ({
                id,
                type,
                position: { x: 0, y: 0 },
                data,
                ...(parentId === undefined ? {} : { parentId })
            })),
            edges: row
                .slice(1)
                .map(([id], at) => ({ id: `e${at}`, source: row[at]?.[0], target: id }))
        },
        { catalogue }
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed));
    return compile(parsed.definition, catalogue);
}

function secretsOf(drawn: readonly Drawn[]) {
    const { plan, problems } = compiled(drawn);
    if (plan === null) throw new Error(JSON.stringify(problems));
    const marked = plan.nodes.flatMap(({ id, secret }) =>
        secret === undefined ? [] : [[id, secret]]
    );
    return { inputs: plan.settings.secrets, nodes: Object.fromEntries(marked) };
}

const INPUT: Drawn = [
    "in",
    "input",
    {
        schema: {
            pins: { type: "array", required: true, secret: true },
            name: { type: "string", required: true }
        }
    }
];

describe("where a plan says that secrets go", () => {
    it("follows them through texts, loops and variables", () => {
        expect(
            secretsOf([
                INPUT,
                ["open", "echo", { value: "${in.output.name}" }],
                ["text", "echo", { value: "is ${in.output.pins[0]}" }],
                ["each", "loop", { mode: "each", items: "${in.output.pins}" }],
                ["item", "echo", { value: { pin: "${each.item}" } }, "each"],
                ["set", "variable", { operation: "set", name: "kept", value: "${each.output}" }],
                ["get", "variable", { operation: "get", name: "kept" }],
                ["other", "variable", { operation: "set", name: "other", value: "1" }],
                ["from", "echo", { value: "${vars.kept} ${vars.other}" }],
                ["not", "echo", { value: "${vars.other}" }]
            ])
        ).toEqual({
            inputs: ["pins"],
            nodes: {
                in: { output: true },
                text: { output: true, fields: ["value"] },
                each: { output: true, fields: ["items"] },
                item: { output: true, fields: ["value"] },
                set: { output: true, fields: ["value"] },
                get: { output: true },
                from: { output: true, fields: ["value"] }
            }
        });
    });

    it("says nothing where there are none", () => {
        expect(secretsOf([["say", "echo", { value: "hello" }]])).toEqual({
            inputs: undefined,
            nodes: {}
        });
    });

    it("has no secret that stands in the workflow", () => {
        const schema = { key: { type: "string", secret: true, default: "hunter2" } };
        const { plan, problems } = compiled([["in", "input", { schema }]]);
        expect(plan).toBeNull();
        expect(problems[0]?.message).toContain("default");
    });
});
