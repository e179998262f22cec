import type { APIRequestContext } from "@playwright/test";
import { DEMO, expect } from "../fixtures.ts";

interface SampleNode {
    readonly type: string;
    readonly at: readonly [number, number];
    readonly data: { readonly label: string; readonly [field: string]: unknown };
    readonly policy?: { readonly [field: string]: unknown };
}

type SampleEdge = readonly [source: string, target: string, port?: string];

export interface Sample {
    readonly nodes: { readonly [id: string]: SampleNode };
    readonly edges: readonly SampleEdge[];
}

/** Makes workflows and executes them by the API: a flow about looking needs something to look at. */
export class SampleExecutions {
    private readonly request: APIRequestContext;
    private readonly token: string;

    private constructor(request: APIRequestContext, token: string) {
        this.request = request;
        this.token = token;
    }

    static async open(request: APIRequestContext): Promise<SampleExecutions> {
        const answer = await request.post("/api/v1/auth/login", { data: DEMO });
        const { data } = (await answer.json()) as { data: { token: string } };
        return new SampleExecutions(request, data.token);
    }

    async workflow(name: string, { nodes, edges }: Sample): Promise<string> {
        const definition = {
            nodes: Object.fromEntries(
                Object.entries(nodes).map(
                    ([
                        id,
                        {
                            at: [x, y],
                            ...node
                        }
                    ]) => [id, { id, ...node, position: { x, y } }]
                )
            ),
            edges: edges.map(([source, target, port]) => ({
                id: `${source}-${target}`,
                source,
                target,
                ...(port === undefined ? {} : { sourceHandle: port })
            }))
        };
        const { id } = await this.send<{ id: string }>("POST", "/workflows", { name, definition });
        return id;
    }

    /** Waits for its end unless `waitSeconds` is 0. */
    async execute(
        workflowId: string,
        inputs: { readonly [name: string]: unknown } = {},
        waitSeconds = 20
    ): Promise<string> {
        const headers: Record<string, string> =
            waitSeconds === 0 ? {} : { prefer: `wait=${waitSeconds}` };
        const body = { workflow_id: workflowId, inputs, version: "draft", trigger: "manual" };
        const started = await this.send<{ execution_id: string }>(
            "POST",
            "/workflows/execute",
            body,
            headers
        );
        return started.execution_id;
    }

    async remove(workflowId: string): Promise<void> {
        await this.send("DELETE", `/workflows/${workflowId}`);
    }

    private async send<T>(
        method: string,
        path: string,
        data?: unknown,
        headers: Record<string, string> = {}
    ): Promise<T> {
        const answer = await this.request.fetch(`/api/v1${path}`, {
            method,
            headers: { authorization: `Bearer ${this.token}`, ...headers },
            ...(data === undefined ? {} : { data })
        });
        expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
        if (answer.status() === 204) return undefined as T;
        const { data: own } = (await answer.json()) as { data: T };
        return own;
    }
}

/** A customer known or not, a card that may be declined, and what comes after. */
export function orders(charge: { readonly [field: string]: unknown }): Sample {
    const known = {
        combinator: "and",
        rules: [{ left: "${order.output.customer}", operator: "exists" }]
    };
    return {
        nodes: {
            order: {
                type: "input",
                at: [0, 0],
                data: { label: "Order received", schema: { customer: { type: "string" } } }
            },
            known: {
                type: "conditional",
                at: [264, 0],
                data: { label: "Known customer?", condition: known }
            },
            fetch: {
                type: "echo",
                at: [528, -60],
                data: { label: "Fetch customer", value: { name: "Lena Brandt" }, delay_ms: 40 }
            },
            create: {
                type: "echo",
                at: [528, 100],
                data: { label: "Create customer", value: { name: "new" } }
            },
            charge: {
                type: "echo",
                at: [792, -60],
                data: { label: "Charge card", value: { paid: true }, ...charge },
                policy: { retry: { attempts: 2, initial_ms: 100, jitter: false } }
            },
            result: {
                type: "output",
                at: [1056, -60],
                data: { label: "Order result", name: "customer", output: "${fetch.output}" }
            }
        },
        edges: [
            ["order", "known"],
            ["known", "fetch", "true"],
            ["known", "create", "false"],
            ["fetch", "charge"],
            ["charge", "result"]
        ]
    };
}
