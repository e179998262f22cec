import type { Person } from "./api.ts";

//  input ─ conditional ─true─▶ fast ─┐
//                      └false▶ slow ─┴▶ (either) done
export const ORDER = {
    nodes: {
        order: {
            id: "order",
            type: "input",
            position: { x: 0, y: 0 },
            data: {
                label: "Order",
                schema: {
                    tier: { type: "string", default: "basic" },
                    total: { type: "number", required: true }
                }
            }
        },
        vip: {
            id: "vip",
            type: "conditional",
            position: { x: 200, y: 0 },
            data: {
                label: "Is it gold?",
                condition: {
                    combinator: "and",
                    rules: [{ left: "${order.output.tier}", operator: "equals", right: "gold" }]
                }
            }
        },
        fast: {
            id: "fast",
            type: "echo",
            position: { x: 400, y: -80 },
            data: { value: { by: "express", total: "${order.output.total}" } }
        },
        slow: {
            id: "slow",
            type: "echo",
            position: { x: 400, y: 80 },
            data: { value: { by: "standard" }, delay_ms: 50 }
        },
        done: {
            id: "done",
            type: "output",
            position: { x: 600, y: 0 },
            policy: { join: "any" },
            data: { name: "shipping", output: "${fast.output.by ?? slow.output.by}" }
        }
    },
    edges: [
        { id: "e1", source: "order", target: "vip" },
        { id: "e2", source: "vip", sourceHandle: "true", target: "fast" },
        { id: "e3", source: "vip", sourceHandle: "false", target: "slow" },
        { id: "e4", source: "fast", target: "done" },
        { id: "e5", source: "slow", target: "done" }
    ]
};

export function echo(data: object, policy?: object) {
    return {
        nodes: {
            e: { id: "e", type: "echo", position: { x: 0, y: 0 }, data, policy },
            o: {
                id: "o",
                type: "output",
                position: { x: 200, y: 0 },
                data: { output: "${e.output ?? null}" }
            }
        },
        edges: [{ id: "e1", source: "e", target: "o" }]
    };
}

export async function workflow(person: Person, definition: object): Promise<string> {
    const answer = await person.call("POST", "/api/workflows", {
        body: { name: "Order triage", definition }
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.data.id;
}

export async function execute(
    person: Person,
    workflow_id: string,
    inputs: object = {},
    headers = {}
) {
    return person.call("POST", "/api/workflows/execute", {
        body: { workflow_id, inputs },
        headers: { prefer: "wait=10", ...headers }
    });
}
