import { expect } from "vitest";
import { z } from "zod";
import { executionSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { testApi } from "../../../test/api.ts";
import type { Answered } from "../../../test/answer.ts";
import { corpus, graphOf } from "../../../test/corpus.ts";
import type { Run } from "../../../test/corpus.ts";
import { effort } from "../../../test/effort.ts";

const api = await testApi();
const mira = await api.register("Mira");

const create = (definition: unknown) =>
    mira.call("POST", "/api/workflows", { body: { name: "W", definition } });
const execute = (workflow_id: string, more: object = {}) =>
    mira.call("POST", "/api/workflows/execute", {
        body: { workflow_id, ...more },
        headers: { prefer: "wait=20" }
    });

/** `{ nodes: ["a"], edges: ["a>b"] }` as the corpus writes graphs. */
const sketch = z.object({ nodes: z.array(z.string()), edges: z.array(z.string()) });
const drawn = (input: unknown) => {
    const { nodes, edges } = sketch.parse(input);
    return graphOf(nodes, edges);
};

async function each(
    inputs: readonly unknown[],
    send: (input: unknown) => Promise<Answered>
): Promise<Answered[]> {
    const answers: Answered[] = [];
    for (const input of inputs) answers.push(await send(input));
    return answers;
}

async function timed<T>(limit: number, work: () => Promise<T>): Promise<T> {
    const { result, ms } = await effort(work);
    expect(ms).toBeLessThan(limit);
    return result;
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => `n${at}`);
const line = (count: number) =>
    ids(count)
        .slice(1)
        .map((id, at) => `n${at}>${id}`);
const refusedAs =
    (code: string) =>
    async ({ inputs }: { inputs: readonly unknown[] }) => {
        const answers = await each(inputs, (input) => create(drawn(input)));
        for (const { error } of answers) expect(error?.code).toBe(code);
        return answers;
    };

const runs: { readonly [id: string]: Run } = {
    "WF-001": async (given) => {
        const answers = await refusedAs("WORKFLOW_CYCLE")(given);
        expect(JSON.stringify(answers[0]?.error?.details)).toContain('"b"');
        return answers;
    },
    "WF-002": refusedAs("WORKFLOW_CYCLE"),
    "WF-004": () =>
        timed(1_500, async () => {
            const nodes = ids(5_000).map((id) => ({
                id,
                type: "echo",
                position: { x: 0, y: 0 },
                data: {}
            }));
            const { edges } = graphOf([], [...line(5_000), "n4999>n0"]);
            return [await create({ nodes, edges })];
        }),
    "WF-005": async (given) => {
        const answers = await refusedAs("DANGLING_EDGE")(given);
        expect(JSON.stringify(answers[0]?.error?.details)).toContain("e0");
        return answers;
    },
    "WF-006": async () => {
        const twice = [
            ...Object.values(graphOf(["a"]).nodes),
            ...Object.values(graphOf(["a"]).nodes)
        ];
        const mismatch = { a: { ...graphOf(["b"]).nodes["b"] } };
        const answers = [
            await create({ nodes: twice, edges: [] }),
            await create({ nodes: mismatch, edges: [] })
        ];
        expect(answers.map(({ error }) => error?.code)).toEqual([
            "DUPLICATE_NODE_ID",
            "NODE_ID_MISMATCH"
        ]);
        return answers;
    },
    "WF-009": async ({ inputs }) => {
        const names = inputs.map(String);
        const definition = graphOf(
            names,
            names.slice(1).map((id, at) => `${names[at]}>${id}`)
        );
        const answer = await create(definition);
        const ended = await execute(answer.data.id);
        const { status, current_state } = executionSchema.parse(ended.data);
        expect(status).toBe("completed");
        expect(Object.keys(current_state.instances).toSorted()).toEqual(names.toSorted());
        return [answer];
    },
    "WF-010": ({ inputs }) =>
        each([...inputs, "constructor", "__proto__x", "inputs"], async (id) => {
            const answer = await create(graphOf([String(id)]));
            const isFine = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/.test(String(id));
            const isReserved = ["constructor", "inputs"].includes(String(id));
            expect(answer.status).toBe(isFine && !isReserved ? 201 : 400);
            return answer;
        }),
    "WF-011": async () => {
        const small = ids(2_000).map((id) => ({
            id,
            type: "echo",
            position: { x: 0, y: 0 },
            data: {}
        }));
        const { edges } = graphOf([], line(2_000));
        const good = await timed(4_000, () => create({ nodes: small, edges }));
        expect(good.status).toBe(201);
        const many = [
            ...small,
            { id: "one-more", type: "echo", position: { x: 0, y: 0 }, data: {} }
        ];
        const refused = await create({ nodes: many, edges });
        expect(refused.error?.code).toBe("LIMIT_EXCEEDED");
        const huge = await create(graphOf(ids(10_000), line(10_000)));
        expect(huge.error?.code).toBe("PAYLOAD_TOO_LARGE");
        return [refused, huge];
    },
    "WF-012": async () => {
        const middle = ids(998);
        const edges = middle.flatMap((id) => [`first>${id}`, `${id}>last`]);
        const definition = graphOf(["first", ...middle, "last"], edges);
        const answer = await timed(4_000, () => create(definition));
        const ended = await execute(answer.data.id);
        expect(ended.data.status).toBe("completed");
        return [answer];
    },
    "WF-013": async () => {
        const layers = [0, 1, 2].map((layer) => ids(300).map((id) => `l${layer}${id}`));
        const [one = [], two = []] = layers;
        const edges = one.flatMap((a) => two.slice(0, 20).map((b) => `${a}>${b}`));
        const answer = await create(graphOf(layers.flat(), edges));
        expect(answer.error?.code).toBe("LIMIT_EXCEEDED");
        const whole = await create(
            graphOf(
                layers.flat(),
                one.flatMap((a) => two.map((b) => `${a}>${b}`))
            )
        );
        return [answer, whole];
    },
    "WF-015": async ({ inputs }) => {
        const [empty, lonely] = inputs;
        const saved = await create(empty);
        const refused = await execute(saved.data.id);
        expect(refused.error?.code).toBe("WORKFLOW_NOT_EXECUTABLE");
        const answers = await each(
            [lonely, { nodes: ["a", "b", "c", "d"], edges: ["a>b", "c>d"] }],
            async (input) => {
                const answer = await create(drawn(input));
                expect((await execute(answer.data.id)).data.status).toBe("completed");
                return answer;
            }
        );
        return [saved, ...answers];
    },
    "WF-016": ({ inputs }) =>
        each(inputs, async (type) => {
            const answer = await create(graphOf(["a"], [], { type }));
            if (String(type).includes("\u0000"))
                expect(answer.error?.code).toBe("VALIDATION_FAILED");
            else {
                expect(answer.error?.code).toBe("UNKNOWN_NODE_TYPE");
                expect(JSON.stringify(answer.error)).toContain("conditional");
            }
            return answer;
        }),
    "WF-017": ({ inputs }) => each(inputs, (nodes) => create({ nodes, edges: [] })),
    "WF-018": async () => [
        await create(graphOf(["a"], [], { position: { x: 1e308, y: "1" } })),
        await create(graphOf(["a"], [], { position: { x: 1e308, y: 1 } })),
        await create(graphOf(["a"], [], { position: null }))
    ],
    "WF-019": async () => {
        const answer = await create(graphOf(["a"], [], { data: { value: "x".repeat(1_010_000) } }));
        expect(answer.error?.code).toBe("LIMIT_EXCEEDED");
        return [answer, await create(graphOf(["a"], [], { data: { value: "x".repeat(5 << 20) } }))];
    },
    "WF-020": ({ inputs }) =>
        each(inputs, (timeout_seconds) =>
            create(graphOf(["a"], [], { policy: { timeout_seconds } }))
        ),
    "WF-021": async ({ inputs }) => {
        const more = [{ attempts: -1 }, { attempts: 1.5 }, { multiplier: 1e9 }, { initial_ms: 0 }];
        const policies = more.map((retry) => ({ policy: { retry } }));
        return each([...inputs, ...policies], (node) =>
            create(graphOf(["a"], [], node as { readonly [key: string]: unknown }))
        );
    },
    "WF-033": async () => {
        const label = await create(graphOf(["a"], [], { data: { label: "<b>".repeat(30_000) } }));
        expect(label.error?.details.field_errors?.[0]?.field).toContain("label");
        const notes = graphOf(ids(500), [], {
            type: "note",
            data: { text: "<script>alert(1)</script>" }
        });
        return [label, await create(notes)];
    },
    "WF-034": async () => {
        const definition = (value: number) =>
            graphOf(["a"], [], { data: { value, delay_ms: 150 } });
        const { id } = (await create(definition(1))).data;
        const running = Array.from({ length: 100 }, () => execute(id));
        const saved: Answered[] = [];
        for (let version = 2; version <= 6; version += 1)
            saved.push(
                await mira.call("PUT", `/api/workflows/${id}`, {
                    body: { definition: definition(version) }
                })
            );
        for (const { data: ended } of await Promise.all(running)) {
            expect(ended.status).toBe("completed");
            const { data } = await mira.call("GET", `/api/executions/${ended.id}/graph`);
            expect(data.definition.nodes["a"]?.data["value"]).toBe(data.version);
        }
        return saved;
    }
};

const LOOPS = "the loop comes with the flow nodes";

corpus("WF", api, {
    runs,
    elsewhere: {
        "WF-023": LOOPS,
        "WF-024": LOOPS,
        "WF-025": LOOPS,
        "WF-026": `${LOOPS}; shared/src/workflow/definition.test.ts has the border of a container`,
        "WF-028": "the switch comes with the flow nodes",
        "WF-029": "the sub-workflow comes with the flow nodes",
        "WF-031": "there is no import yet",
        "WF-035": "routes/workflows/workflows.test.ts: versions that cannot be executed any more"
    }
});
