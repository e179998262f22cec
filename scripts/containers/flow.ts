import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/** Somebody who is signed in, and the workflow that they have published. */
export interface Visit {
    readonly origin: string;
    readonly token: string;
    readonly workflow_id: string;
}

export interface Ended {
    readonly execution_id: string;
    readonly engine: string;
    readonly facts: number;
}

const frameSchema = z.looseObject({ type: z.string(), seq: z.int().optional() });
type Frame = z.infer<typeof frameSchema>;

const answerSchema = z.looseObject({ success: z.boolean(), data: z.unknown() });
const tokenSchema = z.object({ token: z.string() });
const idSchema = z.object({ id: z.string() });
const startedSchema = z.object({ execution_id: z.string() });
const executionSchema = z.object({
    status: z.string(),
    engine: z.string(),
    outputs: z.unknown(),
    last_seq: z.int()
});

const ENDED = /^execution:(completed|failed|cancelled|timed_out)$/;
const EXECUTION_MS = 60_000;

/** One light node, one with a run of its own, and one that puts both together. */
const DEFINITION = {
    nodes: {
        order: {
            id: "order",
            type: "input",
            position: { x: 0, y: 0 },
            data: {
                label: "Order",
                schema: {
                    total: { type: "number", required: true },
                    takes_ms: { type: "number", required: true }
                }
            }
        },
        slow: {
            id: "slow",
            type: "echo",
            position: { x: 240, y: 0 },
            data: {
                label: "Takes a while",
                value: "${order.output.total}",
                delay_ms: "${order.output.takes_ms}"
            }
        },
        done: {
            id: "done",
            type: "output",
            position: { x: 480, y: 0 },
            data: { label: "Done", name: "receipt", output: "Paid ${slow.output}" }
        }
    },
    edges: [
        { id: "a", source: "order", target: "slow" },
        { id: "b", source: "slow", target: "done" }
    ]
};

/**
 * What a person does with a browser, through the web container alone: opens the pages, signs in, makes
 * and publishes a workflow.
 */
export async function visit(origin: string): Promise<Visit> {
    await openPages(origin);
    const token = await signIn(origin);
    const ask = asking(origin, token);
    const { id } = idSchema.parse(
        await ask("POST", "/api/workflows", { name: "Containers", definition: DEFINITION })
    );
    await ask("POST", `/api/workflows/${id}/publish`, {});
    return { origin, token, workflow_id: id };
}

async function openPages(origin: string): Promise<void> {
    const page = await fetch(`${origin}/workflows`, {
        headers: { accept: "text/html" },
        signal: AbortSignal.timeout(10_000)
    });
    const text = await page.text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(text)?.[1];
    if (page.status !== 200 || script === undefined) throw new Error(`No page: ${page.status}`);
    const asset = await fetch(origin + script, { signal: AbortSignal.timeout(10_000) });
    const cached = asset.headers.get("cache-control") ?? "";
    if (asset.status !== 200 || !cached.includes("immutable")) {
        throw new Error(`${script}: ${asset.status}, cache-control ${cached}`);
    }
    await asset.arrayBuffer();
    const api = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(10_000) });
    await api.arrayBuffer();
    for (const name of ["content-security-policy", "x-frame-options", "referrer-policy"]) {
        if (page.headers.get(name) === api.headers.get(name) && page.headers.has(name)) continue;
        throw new Error(`${name} of the pages is ${page.headers.get(name)}, not the API's.`);
    }
}

async function signIn(origin: string): Promise<string> {
    const account = { email: `${crypto.randomUUID()}@test.dev`, password: crypto.randomUUID() };
    const ask = asking(origin, null);
    await ask("POST", "/api/auth/register", { ...account, name: "Containers" });
    return tokenSchema.parse(await ask("POST", "/api/auth/login", account)).token;
}

type Ask = (method: string, path: string, body?: object) => Promise<unknown>;

function asking(origin: string, token: string | null): Ask {
    return async (method, path, body) => {
        const answer = await fetch(origin + path, {
            method,
            headers: {
                ...(body ? { "content-type": "application/json" } : {}),
                ...(token ? { authorization: `Bearer ${token}` } : {})
            },
            ...(body ? { body: JSON.stringify(body) } : {}),
            signal: AbortSignal.timeout(15_000)
        });
        const text = await answer.text();
        if (!answer.ok)
            throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 600)}`);
        return answerSchema.parse(JSON.parse(text)).data;
    };
}

export async function start(
    { origin, token, workflow_id }: Visit,
    takes_ms: number
): Promise<string> {
    const body = { workflow_id, inputs: { total: 42, takes_ms } };
    const started = await asking(origin, token)("POST", "/api/workflows/execute", body);
    return startedSchema.parse(started).execution_id;
}

const FOUND_MS = 10_000;

/** Whoever comes while the API is replaced is told to try again in a moment; how many seconds that was. */
export async function found({ origin }: Visit): Promise<string> {
    const before = performance.now();
    for (;;) {
        const answer = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(5_000) });
        const text = await answer.text();
        const ms = performance.now() - before;
        if (answer.ok) return (ms / 1000).toFixed(1);
        if (answer.status !== 503 || answer.headers.get("retry-after") === null || ms > FOUND_MS)
            throw new Error(`GET /api/health: ${answer.status} ${text.slice(0, 600)}`);
        await sleep(500);
    }
}

/** Follows it over `/ws` to its end, and compares what was heard with what is stored. */
export async function watch({ origin, token }: Visit, execution_id: string): Promise<Ended> {
    const heard = await follow(origin, token, execution_id);
    const execution = executionSchema.parse(
        await asking(origin, token)("GET", `/api/executions/${execution_id}`)
    );
    const expected = JSON.stringify({ receipt: "Paid 42" });
    if (execution.status !== "completed" || JSON.stringify(execution.outputs) !== expected) {
        throw new Error(`It came to ${JSON.stringify(execution)}`);
    }
    const seqs = heard.flatMap(({ seq }) => seq ?? []);
    const whole = Array.from({ length: execution.last_seq }, (_, index) => index + 1);
    if (seqs.join() !== whole.join()) {
        throw new Error(`Heard ${seqs.join()} of ${execution.last_seq} facts.`);
    }
    return { execution_id, engine: execution.engine, facts: seqs.length };
}

async function follow(origin: string, token: string, execution_id: string): Promise<Frame[]> {
    const socket = new WebSocket(`${origin.replace(/^http/, "ws")}/ws`, ["bearer", token]);
    const frames: Frame[] = [];
    let problem = "";
    socket.addEventListener("open", () =>
        socket.send(JSON.stringify({ type: "subscribe", execution_id, after_seq: 0 }))
    );
    socket.addEventListener("message", ({ data }) =>
        frames.push(frameSchema.parse(JSON.parse(String(data))))
    );
    socket.addEventListener("close", ({ code, reason }) => {
        problem = `closed with ${code} ${reason}`;
    });
    const end = Date.now() + EXECUTION_MS;
    while (!frames.some(({ type }) => ENDED.test(type))) {
        if (problem !== "") throw new Error(`The WebSocket was ${problem}.`);
        if (Date.now() > end) {
            throw new Error(`It did not end; heard ${frames.map(({ type }) => type).join(", ")}.`);
        }
        await sleep(50);
    }
    socket.close();
    return frames;
}

const shownSchema = z.object({
    workflowExecutionInfo: z.looseObject({
        status: z.string(),
        taskQueue: z.string(),
        type: z.object({ name: z.string() }),
        searchAttributes: z.object({ indexedFields: z.record(z.string(), z.unknown()) }).optional()
    })
});

/** The same execution as Temporal UI shows it. */
export async function inTemporal(ui: string, execution_id: string): Promise<string> {
    const path = `/api/v1/namespaces/flowmaestro/workflows/${execution_id}`;
    const answer = await fetch(ui + path, { signal: AbortSignal.timeout(10_000) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Temporal UI: ${answer.status} ${text.slice(0, 300)}`);
    const { workflowExecutionInfo: info } = shownSchema.parse(JSON.parse(text));
    if (!/COMPLETED/i.test(info.status)) throw new Error(`In Temporal it is ${info.status}.`);
    const attributes = Object.keys(info.searchAttributes?.indexedFields ?? {});
    return `${info.type.name} on ${info.taskQueue}, ${info.status}, found by ${attributes.join(", ")}`;
}
