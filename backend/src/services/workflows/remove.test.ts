import { describe, expect, it } from "vitest";
import { testApi } from "../../../test/api.ts";
import type { Person, TestApi } from "../../../test/api.ts";
import { testTemporal } from "../../../test/temporal.ts";

/** What becomes of executions whose workflow is deleted, on both engines. */
const env = await testTemporal();
const embedded = await testApi();
const temporal =
    env === null
        ? null
        : await testApi({ TEMPORAL_ADDRESS: env.address, TEMPORAL_NAMESPACE: env.namespace });

const SOON = { timeout: 20_000, interval: 50 };
const at = { position: { x: 0, y: 0 } };
const asks = {
    nodes: {
        q: {
            ...at,
            id: "q",
            type: "user-input",
            data: { interaction: "input", prompt: "Which?" }
        },
        out: { ...at, id: "out", type: "output", data: { output: "done" } }
    },
    edges: [{ id: "e", source: "q", target: "out" }]
};
const calls = (workflow_id: string) => ({
    nodes: {
        call: { ...at, id: "call", type: "workflow", data: { workflow_id, inputs: {} } },
        out: { ...at, id: "out", type: "output", data: { output: "done" } }
    },
    edges: [{ id: "e", source: "call", target: "out" }]
});

async function create(person: Person, definition: object): Promise<string> {
    const body = { name: "Soon gone", definition };
    const answer = await person.call("POST", "/api/workflows", { body });
    expect(answer.status).toBe(201);
    return answer.data.id;
}

async function statusOf(person: Person, id: string): Promise<string> {
    return (await person.call("GET", `/api/executions/${id}`)).data.status;
}

async function waiting(person: Person, workflow_id: string): Promise<string> {
    const answer = await person.call("POST", "/api/workflows/execute", { body: { workflow_id } });
    expect(answer.status).toBeLessThan(300);
    const id = answer.data.execution_id;
    await expect.poll(() => statusOf(person, id), SOON).toBe("waiting");
    return id;
}

async function openRequest(person: Person, execution_id: string): Promise<string> {
    const { data } = await person.call("GET", "/api/requests?status=open");
    return data.requests.find((each) => each.execution_id === execution_id)?.id ?? "";
}

describe.each([
    ["embedded", embedded],
    ["temporal", temporal]
] as const)("a deleted workflow, on %s,", { timeout: 60_000 }, (engine, given) => {
    const api = (): TestApi => {
        if (given === null) throw new Error("There is no Temporal.");
        return given;
    };
    const someone = async (): Promise<Person> => {
        const ready = async () => (await api().call("GET", "/health/ready")).status;
        await expect.poll(ready, SOON).toBe(200);
        return api().register();
    };

    it("leaves its executions where they can be seen, answered and cancelled", async () => {
        const person = await someone();
        const workflow_id = await create(person, asks);
        const [answered, cancelled, paused] = [
            await waiting(person, workflow_id),
            await waiting(person, workflow_id),
            await waiting(person, workflow_id)
        ];
        expect((await person.call("DELETE", `/api/workflows/${workflow_id}`)).status).toBe(200);
        const listed = await person.call("GET", `/api/executions?workflow_id=${workflow_id}`);
        expect(listed.data.executions.map(({ id, status }) => [id, status])).toEqual(
            [paused, cancelled, answered].map((id) => [id, "waiting"])
        );
        const body = { response: {} };
        const request = await openRequest(person, answered);
        const response = await person.call("POST", `/api/requests/${request}/respond`, { body });
        expect(response.status).toBe(200);
        const cancel = await person.call("POST", `/api/executions/${cancelled}/cancel`);
        expect(cancel.status).toBeLessThan(300);
        const pause = await person.call("POST", `/api/executions/${paused}/pause`);
        expect(pause.status).toBeLessThan(300);
        await expect.poll(() => statusOf(person, answered), SOON).toBe("completed");
        await expect.poll(() => statusOf(person, cancelled), SOON).toBe("cancelled");
        await expect.poll(() => statusOf(person, paused), SOON).toBe("paused");
        const { data } = await person.call("GET", `/api/executions/${answered}`);
        expect(data).toMatchObject({ workflow_id, workflow_name: "Soon gone", engine });
    });

    it("is started no more, and a caller that waits for it is not left alone", async () => {
        const person = await someone();
        const called = await create(person, asks);
        const caller = await create(person, calls(called));
        const parent = await waiting(person, caller);
        const childOf = async (): Promise<string> => {
            const { data } = await person.call("GET", `/api/executions?workflow_id=${called}`);
            return data.executions[0]?.id ?? "";
        };
        await expect.poll(async () => openRequest(person, await childOf()), SOON).not.toBe("");
        for (const id of [called, caller])
            expect((await person.call("DELETE", `/api/workflows/${id}`)).status).toBe(200);
        const body = { workflow_id: caller };
        expect((await person.call("POST", "/api/workflows/execute", { body })).status).toBe(404);
        const child = await childOf();
        const request = await openRequest(person, child);
        const response = { body: { response: {} } };
        await person.call("POST", `/api/requests/${request}/respond`, response);
        await expect.poll(() => statusOf(person, child), SOON).toBe("completed");
        await expect.poll(() => statusOf(person, parent), SOON).toBe("completed");
    });
});
