import { expect } from "vitest";
import { WebSocket } from "ws";
import type { Person } from "./api.ts";
import type { TestDatabase } from "./database.ts";
import { until } from "./flows.ts";

/** Everything the API says of an execution. */
export async function everything(person: Person, id: string): Promise<string> {
    const texts: string[] = [];
    const read = async (path: string, expected = 200): Promise<string> => {
        const { status, text } = await person.call("GET", `/api/executions${path}`);
        expect(status, text).toBe(expected);
        texts.push(`${path} ${text}`);
        return text;
    };
    for (const path of ["", "/graph", "/logs?limit=100", "/events?limit=1000"])
        await read(`${path === "" ? `/${id}` : `/${id}${path}`}`);
    const facts = await read(`/${id}/events?limit=1000&format=facts`);
    await read("?limit=50");
    const url = `/api/executions/${id}/instances?limit=100` as const;
    const list = await person.call("GET", url);
    texts.push(list.text);
    for (const { instance } of list.data.instances)
        await read(`/${id}/instances/${encodeURIComponent(instance)}`);
    for (const [, sha] of facts.matchAll(/"ref":"[^"/]+\/([0-9a-f]{64})"/g))
        await read(`/${id}/values/${sha}`, 403);
    return texts.join("\n");
}

const OVER = /"type":"execution:(completed|failed)"/;

/** What a socket that subscribes hears, until the execution is over. */
export async function socketSays(base: string, person: Person, id: string): Promise<string> {
    const texts: string[] = [];
    const socket = new WebSocket(`${base.replace("http", "ws")}/ws`, {
        headers: { authorization: `Bearer ${person.token}` }
    });
    socket.on("message", (data) => void texts.push(Buffer.isBuffer(data) ? data.toString() : ""));
    await new Promise((resolve) => void socket.once("open", resolve));
    socket.send(JSON.stringify({ type: "subscribe", execution_id: id, after_seq: 0 }));
    await until(async () => (texts.some((text) => OVER.test(text)) ? 1 : null));
    socket.terminate();
    return texts.join("\n");
}

/** The same as server-sent events. */
export async function streamSays(base: string, person: Person, id: string): Promise<string> {
    const response = await fetch(`${base}/api/executions/${id}/events`, {
        headers: { accept: "text/event-stream", authorization: `Bearer ${person.token}` }
    });
    return response.text();
}

/** Every row of every table. */
export async function databaseHolds({ admin }: TestDatabase): Promise<string> {
    const { rows } = await admin.query<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = 'public'"
    );
    const texts: string[] = [];
    for (const { name } of rows) {
        const found = await admin.query<{ row: string }>(`select t::text as row from "${name}" t`);
        // A row as text doubles quotes and backslashes.
        texts.push(...found.rows.map(({ row }) => `${name} ${row.replaceAll('""', '"')}`));
    }
    return texts.join("\n");
}
