import { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testApi } from "../../test/api.ts";
import type { Person } from "../../test/api.ts";
import { ended, execution, started, until } from "../../test/flows.ts";

const api = await testApi();
const sockets: WebSocket[] = [];
let base = "";

beforeAll(async () => {
    base = await api.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => {
    for (const socket of sockets) socket.terminate();
});

interface Frame {
    readonly type: string;
    readonly [field: string]: unknown;
}

async function connected(person: Person) {
    const socket = new WebSocket(`${base.replace("http", "ws")}/ws`, {
        headers: { authorization: `Bearer ${person.token}` }
    });
    sockets.push(socket);
    const frames: Frame[] = [];
    socket.on("message", (data) => {
        frames.push(JSON.parse(Buffer.isBuffer(data) ? data.toString() : "{}"));
    });
    const heard = (type: string): Promise<Frame> =>
        until(async () => frames.find((frame) => frame.type === type) ?? null);
    await heard("connection:established");
    return { frames, heard, say: (message: object) => socket.send(JSON.stringify(message)) };
}

const at = { x: 0, y: 0 };

function asks(concurrency: number) {
    return {
        nodes: {
            each: {
                id: "each",
                type: "loop",
                position: at,
                data: { mode: "each", items: "${inputs.items}", concurrency }
            },
            ask: {
                id: "ask",
                type: "user-input",
                position: at,
                parentId: "each",
                data: {
                    interaction: "selection",
                    prompt: `What about \${each.item}? ${"Long. ".repeat(60)}`,
                    options: [
                        { id: "keep", label: "Keep" },
                        { id: "drop", label: "Drop" }
                    ]
                }
            },
            out: { id: "out", type: "output", position: at, data: { output: "${each.output}" } }
        },
        edges: [{ id: "e1", source: "each", target: "out" }]
    };
}

describe("a question over the socket", () => {
    it("carries its form, however long, and is answered there by its node", async () => {
        const mira = await api.register();
        const id = await started(mira, asks(1), { items: ["a"] });
        const client = await connected(mira);
        client.say({ type: "subscribe", execution_id: id });
        const asked = await client.heard("user:input:required");
        expect(asked).toMatchObject({
            node_id: "ask",
            instance: "each[0]/ask",
            interaction: "selection",
            options: [
                { id: "keep", label: "Keep" },
                { id: "drop", label: "Drop" }
            ]
        });
        expect(asked["prompt"]).toContain("What about a?");
        expect(Date.parse(String(asked["expires_at"]))).toBeGreaterThan(Date.now());
        const { current_state } = await execution(mira, id);
        expect(asked["request_id"]).toBe(current_state.waiting[0]?.request_id);
        const about = { type: "user:input:response", execution_id: id };
        client.say({ ...about, node_id: "ask", input: "burn" });
        expect(await client.heard("error")).toMatchObject({
            code: "VALIDATION_FAILED",
            in_reply_to: "user:input:response",
            execution_id: id
        });
        client.say({ ...about, node_id: "ask", input: "keep" });
        expect(await client.heard("user:input:response")).toMatchObject({ node_id: "ask" });
        const { outputs } = await ended(mira, id);
        expect(outputs).toMatchObject({
            out: [{ response: "keep", responded_by: mira.user_id }]
        });
        client.say({ ...about, node_id: "ask", input: "drop" });
        await until(async () => {
            const late = client.frames.filter(({ type }) => type === "error");
            return late.some(({ code }) => code === "ALREADY_ANSWERED") ? true : null;
        });
    });

    it("has to be named where its node asks several", async () => {
        const mira = await api.register();
        const id = await started(mira, asks(2), { items: ["a", "b"] });
        const client = await connected(mira);
        client.say({ type: "subscribe", execution_id: id });
        await until(async () => {
            const asked = client.frames.filter(({ type }) => type === "user:input:required");
            return asked.length === 2 ? true : null;
        });
        const about = { type: "user:input:response", execution_id: id };
        client.say({ ...about, node_id: "ask", input: "keep" });
        const refused = await client.heard("error");
        expect(refused).toMatchObject({
            code: "AMBIGUOUS_REQUEST",
            in_reply_to: "user:input:response"
        });
        const { requests } = refused["details"] as { requests: { instance: string }[] };
        expect(requests.map(({ instance }) => instance).toSorted()).toEqual([
            "each[0]/ask",
            "each[1]/ask"
        ]);
        client.say({ ...about, instance: "each[1]/ask", input: "drop" });
        const asked = client.frames.find(
            ({ type, instance }) => type === "user:input:required" && instance === "each[0]/ask"
        );
        client.say({ ...about, request_id: asked?.["request_id"], input: "keep" });
        const { outputs } = await ended(mira, id);
        expect(outputs).toMatchObject({ out: [{ response: "keep" }, { response: "drop" }] });
    });

    it("is told as won to who answers without following", async () => {
        const mira = await api.register();
        const id = await started(mira, asks(1), { items: ["a"] });
        const client = await connected(mira);
        await until(async () => {
            const { current_state } = await execution(mira, id);
            return current_state.waiting.length > 0 ? true : null;
        });
        client.say({
            type: "user:input:response",
            execution_id: id,
            instance: "each[0]/ask",
            input: "keep"
        });
        const told = await client.heard("user:input:response");
        expect(told).toMatchObject({ node_id: "ask", instance: "each[0]/ask", execution_id: id });
        expect(told).not.toHaveProperty("seq");
        client.say({ type: "user:input:response", execution_id: id, input: "keep" });
        expect(await client.heard("error")).toMatchObject({ code: "VALIDATION_FAILED" });
    });

    it("is not there for strangers", async () => {
        const [mira, eve] = await Promise.all([api.register(), api.register()]);
        const id = await started(mira, asks(1), { items: ["a"] });
        const client = await connected(eve);
        client.say({
            type: "user:input:response",
            execution_id: id,
            node_id: "ask",
            input: "keep"
        });
        expect(await client.heard("error")).toMatchObject({ code: "NOT_FOUND" });
    });
});
