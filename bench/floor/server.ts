import { randomUUID } from "node:crypto";
import fastify from "fastify";
import { GroupCommit } from "./writer.ts";
import { toyPlan, walk, walkAwaiting } from "./walker.ts";
import type { ToyNode, ToyPlan } from "./walker.ts";

/**
 * The floor: Fastify, a toy walker, one group-committing writer. `/record` commits once before it
 * answers, `/step` after every node. What the product does more (tenants, tokens, validation, a
 * catalogue, templates, the hub, recovery) is what the ratio to this shows.
 */
const writer = new GroupCommit({
    host: process.env["FLOOR_HOST"],
    port: 5432,
    database: process.env["FLOOR_DATABASE"],
    user: process.env["FLOOR_USER"]
});

interface Start {
    readonly inputs: { readonly n: number; readonly name: string };
}

const light = plan(5);
const chain = plan(100);

function plan(length: number): ToyPlan {
    const nodes: ToyNode[] = Array.from({ length }, (_, at) => ({
        id: `n${at}`,
        run: (outputs, inputs) => (at === 0 ? inputs : outputs.get(`n${at - 1}`))
    }));
    return toyPlan(
        nodes,
        nodes.slice(1).map(({ id }, at): [string, string] => [`n${at}`, id])
    );
}

const body = {
    type: "object",
    required: ["inputs"],
    properties: {
        nodes: { type: "integer" },
        inputs: {
            type: "object",
            required: ["n"],
            properties: { n: { type: "integer" }, name: { type: "string" } }
        }
    }
} as const;

const app = fastify();

app.post<{ Body: Start }>("/record/:size", { schema: { body } }, async (request) => {
    const plan = planOf(request.url);
    const execution_id = randomUUID();
    const { outputs, facts } = walk(plan, request.body.inputs);
    const text = facts.join("\n");
    await writer.write({ execution_id, seq: 1, n: facts.length, facts: text });
    return answer(execution_id, plan, outputs);
});

app.post<{ Body: Start }>("/step/:size", { schema: { body } }, async (request) => {
    const plan = planOf(request.url);
    const execution_id = randomUUID();
    let seq = 0;
    const { outputs } = await walkAwaiting(plan, request.body.inputs, (facts) => {
        seq += 1;
        return writer.write({ execution_id, seq, n: 1, facts });
    });
    return answer(execution_id, plan, outputs);
});

function planOf(url: string): ToyPlan {
    return url.endsWith("100") ? chain : light;
}

function answer(id: string, { nodes }: ToyPlan, outputs: ReadonlyMap<string, unknown>): object {
    const last = outputs.get(nodes.at(-1)?.id ?? "");
    return { success: true, data: { id, status: "completed", outputs: { answer: last } } };
}

await writer.open();
const address = await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"]) });
process.send?.({ ready: address });
process.on("disconnect", () => process.exit(0));
