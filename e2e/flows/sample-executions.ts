import type { APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { DEMO, expect } from "../fixtures.ts";

interface SampleNode {
    readonly type: string;
    readonly at: readonly [number, number];
    readonly data: { readonly label: string; readonly [field: string]: unknown };
    readonly policy?: { readonly [field: string]: unknown };
    /** The loop it stands in. */
    readonly parentId?: string;
}

const session = z.object({ data: z.object({ token: z.string() }) });
const created = z.object({ data: z.object({ id: z.string() }) });
const begun = z.object({ data: z.object({ execution_id: z.string() }) });
const questions = z.object({ data: z.object({ requests: z.array(z.object({ id: z.string() })) }) });

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
        const { token } = session.parse(await answer.json()).data;
        return new SampleExecutions(request, token);
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
        const answer = await this.send("POST", "/workflows", { name, definition });
        return created.parse(answer).data.id;
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
        const started = await this.send("POST", "/workflows/execute", body, headers);
        return begun.parse(started).data.execution_id;
    }

    async remove(workflowId: string): Promise<void> {
        await this.send("DELETE", `/workflows/${workflowId}`);
    }

    /** Answers the one open question of an execution, as somebody else would. */
    async answer(execution: string, response: unknown): Promise<void> {
        const path = `/requests?execution_id=${execution}&status=open`;
        const [request] = questions.parse(await this.send("GET", path)).data.requests;
        if (request === undefined) throw new Error("no question is open");
        await this.send("POST", `/requests/${request.id}/respond`, { response });
    }

    private async send(
        method: string,
        path: string,
        data?: unknown,
        headers: Record<string, string> = {}
    ): Promise<unknown> {
        const answer = await this.request.fetch(`/api/v1${path}`, {
            method,
            headers: { authorization: `Bearer ${this.token}`, ...headers },
            ...(data === undefined ? {} : { data })
        });
        expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
        return answer.status() === 204 ? undefined : answer.json();
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

/** One question, and two ways on. */
export function refund(): Sample {
    return {
        nodes: {
            asked: {
                type: "input",
                at: [0, 0],
                data: {
                    label: "Refund asked",
                    schema: { amount: { type: "number", default: 129 } }
                }
            },
            approve: {
                type: "user-input",
                at: [264, 0],
                data: {
                    label: "Approve refund",
                    interaction: "approval",
                    prompt: "Refund ${asked.output.amount} € to Mira Kessler?",
                    timeout_seconds: 900,
                    timeout_action: "continue"
                }
            },
            pay: {
                type: "echo",
                at: [560, -60],
                data: { label: "Pay back", value: "${approve.output.response}" }
            },
            write: {
                type: "echo",
                at: [560, 140],
                data: { label: "Write to customer", value: "Sorry" }
            },
            result: {
                type: "output",
                at: [830, -60],
                data: { label: "Result", name: "paid", output: "${pay.output}" }
            }
        },
        edges: [
            ["asked", "approve"],
            ["approve", "pay", "approved"],
            ["approve", "write", "rejected"],
            ["pay", "result"]
        ]
    };
}

/** A question that is asked in every turn, some of them at the same time. */
export function substitutes(): Sample {
    return {
        nodes: {
            each: {
                type: "loop",
                at: [0, 0],
                data: { label: "For each supplier", mode: "times", times: 3, concurrency: 3 }
            },
            pick: {
                type: "user-input",
                at: [40, 80],
                parentId: "each",
                data: {
                    label: "Pick a substitute",
                    interaction: "selection",
                    prompt: "Which lamp for customer ${each.index}?",
                    options: [
                        { id: "a", label: "Lamp A" },
                        { id: "b", label: "Lamp B" }
                    ],
                    timeout_seconds: 3_600
                }
            },
            result: {
                type: "output",
                at: [560, 0],
                data: { label: "Result", name: "picked", output: "${each.output}" }
            }
        },
        edges: [["each", "result"]]
    };
}

/** Every line of an order, one of which is sold out: its turn fails and is collected. */
export function lines(delay_ms: number): Sample {
    return {
        nodes: {
            order: {
                type: "input",
                at: [0, 0],
                data: {
                    label: "Order received",
                    schema: { lines: { type: "array", required: true } }
                }
            },
            each: {
                type: "loop",
                at: [264, -20],
                data: {
                    label: "For each line",
                    mode: "each",
                    items: "${order.output.lines}",
                    on_item_error: "collect"
                }
            },
            ...lineBody(delay_ms),
            result: {
                type: "output",
                at: [1_100, 0],
                data: { label: "Order result", name: "lines", output: "${each.output}" }
            }
        },
        edges: [
            ["order", "each"],
            ["stock", "ok"],
            ["ok", "reserve", "true"],
            ["ok", "out", "false"],
            ["each", "result"]
        ]
    };
}

function lineBody(delay_ms: number): Sample["nodes"] {
    const inStock = {
        combinator: "and",
        rules: [{ left: "${each.item}", operator: "not_equals", right: "LAMP-4" }]
    };
    return {
        stock: {
            type: "echo",
            at: [30, 100],
            parentId: "each",
            data: { label: "Check stock", value: { sku: "${each.item}" }, delay_ms }
        },
        ok: {
            type: "conditional",
            at: [280, 100],
            parentId: "each",
            data: { label: "In stock?", condition: inStock }
        },
        reserve: {
            type: "echo",
            at: [530, 60],
            parentId: "each",
            data: { label: "Reserve stock", value: "${each.index}" }
        },
        out: {
            type: "fail",
            at: [530, 220],
            parentId: "each",
            data: { label: "Sold out", message: "${each.item} is sold out", code: "SOLD_OUT" }
        }
    };
}

export const TWELVE = Array.from({ length: 12 }, (_one, index) => `LAMP-${index + 1}`);

/** Waits for somebody to say that it was paid. */
export function payment(): Sample {
    return {
        nodes: {
            paid: {
                type: "wait",
                at: [0, 0],
                data: { label: "Payment received", mode: "event", name: "paid" }
            },
            result: {
                type: "output",
                at: [300, 0],
                data: { label: "Result", name: "paid", output: "${paid.output.event}" }
            }
        },
        edges: [["paid", "result"]]
    };
}

/** Calls another workflow and waits for it. */
export function caller(workflow_id: string): Sample {
    return {
        nodes: {
            call: {
                type: "workflow",
                at: [0, 0],
                data: { label: "Call orders", workflow_id, inputs: { customer: "C-1" }, wait: true }
            },
            result: {
                type: "output",
                at: [300, 0],
                data: { label: "Result", name: "customer", output: "${call.output}" }
            }
        },
        edges: [["call", "result"]]
    };
}
