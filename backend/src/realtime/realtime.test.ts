import { once } from "node:events";
import { Socket } from "node:net";
import { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { frameSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { signAccessToken } from "../services/auth/access-token.ts";
import { testApi } from "../../test/api.ts";
import type { Person } from "../../test/api.ts";
import { chain } from "../../test/flows.ts";
import { SocketClient } from "../../test/socket-client.ts";
import type { Frame } from "../../test/socket-client.ts";

const api = await testApi();
let base = "";

beforeAll(async () => {
    base = await api.app.listen({ port: 0, host: "127.0.0.1" });
});

const clients: SocketClient[] = [];
afterAll(() => {
    for (const { socket } of clients) socket.terminate();
});

async function connect(token: string, headers: object = {}): Promise<SocketClient> {
    const url = `${base.replace("http", "ws")}/ws`;
    const socket = new WebSocket(url, {
        headers: { authorization: `Bearer ${token}`, ...headers }
    });
    const client = new SocketClient(socket);
    clients.push(client);
    await client.until(({ frames, closed }) => frames.length > 0 || closed !== null);
    return client;
}

/** The status an upgrade was refused with, 101 when it was not. */
function statusOf(path: string, options: { protocols?: string[]; headers?: object } = {}) {
    return new Promise<number>((resolve) => {
        const url = `${base.replace("http", "ws")}${path}`;
        const socket = new WebSocket(url, options.protocols ?? [], {
            headers: { ...options.headers }
        });
        socket.on("unexpected-response", (_request, response) => {
            resolve(response.statusCode ?? 0);
            socket.terminate();
        });
        socket.on("open", () => {
            resolve(101);
            socket.terminate();
        });
        socket.on("error", () => undefined);
    });
}

async function start(person: Person, definition: object): Promise<string> {
    const created = await person.call("POST", "/api/workflows", {
        body: { name: "Watched", definition }
    });
    const answer = await person.call("POST", "/api/workflows/execute", {
        body: { workflow_id: created.data.id }
    });
    expect(answer.status, answer.text).toBe(202);
    return answer.data.execution_id;
}

async function eventsOf(person: Person, id: string): Promise<Frame[]> {
    const answer = await person.call("GET", `/api/executions/${id}/events?limit=1000`);
    return z.array(frameSchema).parse(answer.data.events);
}

const TERMINAL = /^execution:(completed|failed|cancelled|timed_out)$/;

function isOver(client: SocketClient): boolean {
    return client.frames.some(({ type }) => TERMINAL.test(type));
}

function factsOf(frames: readonly Frame[]): Frame[] {
    return frames.filter(({ seq }) => seq !== undefined);
}

describe("opening a socket", () => {
    it("takes a token by header, sub-protocol or URL, and a ticket once", async () => {
        const { token, call } = await api.register();
        expect(await statusOf("/ws", { headers: { authorization: `Bearer ${token}` } })).toBe(101);
        expect(await statusOf("/ws", { protocols: ["bearer", token] })).toBe(101);
        expect(await statusOf(`/ws?token=${token}`)).toBe(101);
        const { ticket } = (await call("POST", "/api/auth/ws-ticket", { body: {} })).data;
        expect(await statusOf(`/ws?ticket=${ticket}`)).toBe(101);
        expect(await statusOf(`/ws?ticket=${ticket}`)).toBe(401);
        expect(await statusOf("/ws", { protocols: ["bearer", ticket] })).toBe(401);
    });

    it("refuses nobody, bad and old tokens before the upgrade", async () => {
        for (const path of ["/ws", "/ws?token=", "/ws?token=x", "/ws?token=a.b.c", "/ws?ticket=x"])
            expect(await statusOf(path), path).toBe(401);
    });

    it("refuses other sites' pages, and takes ours", async () => {
        const { token } = await api.register();
        const headers = { authorization: `Bearer ${token}` };
        expect(
            await statusOf("/ws", { headers: { ...headers, origin: "https://evil.example" } })
        ).toBe(403);
        expect(await statusOf("/ws", { headers: { ...headers, origin: "null" } })).toBe(403);
        expect(await statusOf("/ws", { headers: { ...headers, origin: base } })).toBe(101);
    });

    it("answers a plain GET in the house format", async () => {
        const { token } = await api.register();
        const answer = await fetch(`${base}/ws`, { headers: { authorization: `Bearer ${token}` } });
        expect(answer.status).toBe(400);
        expect(await answer.json()).toMatchObject({ error: { code: "INVALID_HEADER" } });
    });

    it("ends 21 sockets of one person at 20", async () => {
        const { token } = await api.register();
        const open = await Promise.all(Array.from({ length: 20 }, () => connect(token)));
        expect(await statusOf(`/ws?token=${token}`)).toBe(429);
        for (const { socket } of open) socket.terminate();
    });
});

describe("following an execution", () => {
    it("tells everything from the start, then live, to the end", async () => {
        const person = await api.register();
        const client = await connect(person.token);
        expect(client.frames[0]).toMatchObject({ type: "connection:established" });
        const id = await start(person, chain(5, 30));
        client.say({ type: "subscribe", execution_id: id });
        await client.until(isOver);
        expect(factsOf(client.frames)).toEqual(await eventsOf(person, id));
        const hints = client.frames.filter(({ type }) => type === "execution:progress");
        for (const hint of hints) expect(hint["percent"]).toBeLessThanOrEqual(100);
    });

    it("misses nothing over twenty dropped connections", async () => {
        const person = await api.register();
        const id = await start(person, chain(40, 15));
        const heard: Frame[] = [];
        for (let drop = 0; drop < 20; drop += 1) {
            const client = await connect(person.token);
            client.say({ type: "subscribe", execution_id: id, after_seq: heard.length });
            await client.until((c) => factsOf(c.frames).length >= 3 || isOver(c));
            client.socket.terminate();
            for (const frame of factsOf(client.frames)) {
                expect(frame.seq).toBe(heard.length + 1);
                heard.push(frame);
            }
            if (heard.some(({ type }) => TERMINAL.test(type))) break;
        }
        const last = await connect(person.token);
        last.say({ type: "subscribe", execution_id: id, after_seq: heard.length });
        if (!heard.some(({ type }) => TERMINAL.test(type))) await last.until(isOver);
        heard.push(...factsOf(last.frames));
        expect(heard).toEqual(await eventsOf(person, id));
    });

    it("starts again from where a second subscribe says", async () => {
        const person = await api.register();
        const client = await connect(person.token);
        const id = await start(person, chain(2, 1));
        client.say({ type: "subscribe", execution_id: id });
        await client.until(isOver);
        const events = await eventsOf(person, id);
        client.frames.length = 0;
        client.say({ type: "subscribe", execution_id: id, after_seq: events.length - 2 });
        await client.until(isOver);
        expect(factsOf(client.frames)).toEqual(events.slice(-2));
        client.frames.length = 0;
        client.say({ type: "subscribe", execution_id: id, last_seq: 1_000 });
        client.say({ type: "ping" });
        await client.until(({ frames }) => frames.some(({ type }) => type === "pong"));
        expect(factsOf(client.frames)).toEqual([]);
    });

    it("answers what it does not take with an error frame and stays open", async () => {
        const person = await api.register();
        const client = await connect(person.token);
        const messages = ["x", "[]", "{}", '{"type":"constructor"}', '{"type":"__proto__"}', ""];
        for (const message of messages) client.say(message);
        for (const execution_id of [["a"], "*", null, "__proto__", "' or 1=1"])
            client.say({ type: "subscribe", execution_id });
        await client.until((c) => c.errors().length === messages.length + 5);
        expect(new Set(client.errors().map(({ code }) => code))).toEqual(
            new Set(["VALIDATION_FAILED"])
        );
        expect(client.closed).toBeNull();
    });

    it("refuses odd positions and other people's executions", async () => {
        const [owner, stranger] = [await api.register(), await api.register()];
        const id = await start(owner, chain(1, 0));
        const client = await connect(stranger.token);
        for (const after_seq of [-1, 1e15, "3", 1.5])
            client.say({ type: "subscribe", execution_id: id, after_seq });
        client.say({ type: "subscribe", execution_id: id });
        client.say({ type: "subscribe", execution_id: "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f" });
        await client.until((c) => c.errors().length === 6);
        const [theirs, nobodys] = client.errors().slice(-2);
        expect(theirs).toMatchObject({
            code: "NOT_FOUND",
            execution_id: id,
            in_reply_to: "subscribe"
        });
        expect(theirs?.["message"]).toBe(nobodys?.["message"]);
        expect(factsOf(client.frames)).toEqual([]);
    });

    it("says that no question is open", async () => {
        const person = await api.register();
        const id = await start(person, chain(1, 0));
        const client = await connect(person.token);
        const answer = { type: "user:input:response", execution_id: id, node_id: "n0", input: {} };
        client.say(answer);
        await client.until((c) => c.errors().length === 1);
        expect(client.errors()[0]).toMatchObject({ code: "REQUEST_NOT_OPEN", execution_id: id });
    });

    it("follows at most a hundred executions", async () => {
        const person = await api.register();
        const id = await start(person, chain(1, 10_000));
        const { rows } = await api.database.admin.query("select * from executions where id = $1", [
            id
        ]);
        expect(rows).toHaveLength(1);
        await api.database.admin.query(
            `insert into executions (id, workspace_id, workflow_id, workflow_name, version, number,
                 definition_hash, plan_hash, status, trigger, inputs, engine)
             select gen_random_uuid(), workspace_id, workflow_id, workflow_name, version, 1 + n,
                 definition_hash, plan_hash, 'running', trigger, inputs, 'temporal'
             from executions, generate_series(1, 101) n
             where id = $1`,
            [id]
        );
        const all = await api.database.admin.query<{ id: string }>(
            "select id from executions where workspace_id = $1 and engine = 'temporal'",
            [person.workspace_id]
        );
        const client = await connect(person.token);
        for (const [index, { id: execution_id }] of all.rows.entries()) {
            // Below the limit of messages a second.
            if (index % 15 === 14) await new Promise((resolve) => setTimeout(resolve, 1_100));
            client.say({ type: "subscribe", execution_id });
        }
        await client.until((c) => c.errors().length > 0);
        expect(client.errors()).toMatchObject([{ code: "LIMIT_EXCEEDED" }]);
        await person.call("POST", `/api/executions/${id}/cancel`);
    });
});

describe("a socket that misbehaves", () => {
    it("is closed with 1009 above 64 KB, and not below", async () => {
        const { token } = await api.register();
        const client = await connect(token);
        client.say("x".repeat(65_536));
        await client.until((c) => c.errors().length === 1);
        client.say("x".repeat(65_537));
        await client.until(({ closed }) => closed !== null);
        expect(client.closed?.code).toBe(1009);
    });

    it("is closed with 4429 when it sends too fast, pings included", async () => {
        const { token } = await api.register();
        const client = await connect(token);
        for (let index = 0; index < 40; index += 1) client.socket.ping();
        await client.until(({ closed }) => closed !== null);
        expect(client.closed?.code).toBe(4429);
    });

    it("is closed with 4408 when it never reads, and costs little until then", async () => {
        const person = await api.register();
        const id = await start(person, chain(1_000, 0));
        expect(await api.deps.engine.settled(id, 20_000)).toBe(true);
        const accepted = once(api.app.server, "connection");
        const client = await connect(person.token);
        const [peer] = z.tuple([z.instanceof(Socket)]).parse(await accepted);
        client.socket.pause();
        // The same log over and over: some megabytes that nobody reads.
        for (let round = 0; round < 15; round += 1) {
            client.say({ type: "subscribe", execution_id: id });
            await new Promise((resolve) => setTimeout(resolve, 60));
        }
        await expect.poll(() => peer.destroyed, { timeout: 40_000 }).toBe(true);
        client.socket.resume();
        await client.until(({ closed }) => closed !== null);
        expect([4408, 1006]).toContain(client.closed?.code);
    }, 60_000);

    it("is closed with 4401 when its token ends", async () => {
        const person = await api.register();
        const claims = await sessionOf(person);
        const short = await signAccessToken(
            api.deps.secrets.jwt_secret,
            claims,
            Date.now() - 896_000
        );
        const client = await connect(short);
        expect(client.closed).toBeNull();
        await client.until(({ closed }) => closed !== null);
        expect(client.closed?.code).toBe(4401);
    });
});

async function sessionOf(person: Person) {
    const { rows } = await api.database.admin.query<{ id: string }>(
        "select id from sessions where user_id = $1",
        [person.user_id]
    );
    const { user_id, workspace_id } = person;
    return { user_id, workspace_id, session_id: rows[0]?.id ?? "" };
}

interface ServerEvent {
    readonly id: string;
    readonly event: string;
    readonly data: Frame;
}

async function readStream(
    person: Person,
    path: string,
    options: { headers?: object; stopAfter?: number } = {}
): Promise<ServerEvent[]> {
    const response = await fetch(`${base}${path}`, {
        headers: {
            accept: "text/event-stream",
            authorization: `Bearer ${person.token}`,
            ...options.headers
        }
    });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events: ServerEvent[] = [];
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
        rest += decoder.decode(chunk, { stream: true });
        const blocks = rest.split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) {
            const id = /^id: (.*)$/m.exec(block)?.[1];
            if (id === undefined) continue;
            events.push({
                id,
                event: /^event: (.*)$/m.exec(block)?.[1] ?? "",
                data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "{}")
            });
        }
        // Leaving the loop drops the connection.
        if (events.length >= (options.stopAfter ?? Infinity)) break;
    }
    return events;
}

describe("server-sent events", () => {
    it("misses nothing over twenty dropped streams, and end with the execution", async () => {
        const person = await api.register();
        const id = await start(person, chain(40, 15));
        const path = `/api/executions/${id}/events` as const;
        const heard: ServerEvent[] = [];
        for (let drop = 0; drop < 20; drop += 1) {
            const last = heard.at(-1)?.id;
            const headers = last === undefined ? {} : { "last-event-id": last };
            heard.push(...(await readStream(person, path, { headers, stopAfter: 2 })));
        }
        heard.push(...(await readStream(person, `${path}?after_seq=${heard.length}`)));
        const events = await eventsOf(person, id);
        expect(heard.map(({ data }) => data)).toEqual(events);
        expect(heard.map((each) => Number(each.id))).toEqual(events.map(({ seq }) => seq));
        expect(heard.at(-1)?.event).toBe("execution:completed");
    });

    it("end at once for what has ended, whatever point is asked for", async () => {
        const person = await api.register();
        const id = await start(person, chain(1, 0));
        expect(await api.deps.engine.settled(id, 15_000)).toBe(true);
        const path = `/api/executions/${id}/events` as const;
        expect(await readStream(person, `${path}?after_seq=99999`)).toEqual([]);
        const facts = await readStream(person, `${path}?format=facts`);
        expect(facts[0]?.data["kind"]).toBe("execution:started");
    });
});

describe("a server that stops", () => {
    it("tells every socket to come back", async () => {
        const { token } = await api.register();
        const client = await connect(token);
        await api.app.close();
        await client.until(({ closed }) => closed !== null);
        expect(client.closed?.code).toBe(1012);
    });
});
