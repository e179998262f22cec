import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import { EgressError } from "../kit/egress-error.ts";
import { runNode } from "../kit/harness.ts";
import type { RunOptions } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

interface Seen {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
}

const ANSWERS: { readonly [path: string]: (response: ServerResponse) => void } = {
    "/json": (response) => {
        response
            .setHeader("set-cookie", ["a=1", "b=2"])
            .setHeader("content-type", "application/json");
        response.end('{"id":7,"__proto__":{"x":1}}');
    },
    "/problem": (response) => {
        response.setHeader("content-type", "application/problem+json; charset=utf-8").end("[1]");
    },
    "/text": (response) => void response.setHeader("content-type", "text/plain").end("7"),
    "/latin1": (response) => {
        response.setHeader("content-type", "text/html; charset=ISO-8859-1");
        response.end(Buffer.from("Zoë", "latin1"));
    },
    "/gzip": (response) => {
        response
            .setHeader("content-type", "application/json")
            .setHeader("content-encoding", "gzip");
        response.end(gzipSync('{"packed":true}'));
    },
    "/chunks": (response) => {
        response.write("one ");
        setTimeout(() => response.end("two"), 20);
    },
    "/empty-json": (response) => void response.setHeader("content-type", "application/json").end(),
    "/no-content": (response) => void response.writeHead(204).end(),
    "/broken-json": (response) => {
        response.setHeader("content-type", "application/json").end("{");
    },
    "/image": (response) => void response.setHeader("content-type", "image/png").end("x"),
    "/bytes": (response) => void response.end(Buffer.from([0xff, 0xfe, 0x00, 0x80])),
    "/busy": (response) => void response.writeHead(429, { "retry-after": "7" }).end("slow down"),
    "/busy-until": (response) => {
        response.writeHead(503, { "retry-after": "Thu, 01 Jan 2026 00:01:00 GMT" }).end();
    },
    "/missing": (response) => void response.writeHead(404).end("x".repeat(5_000)),
    "/teapot": (response) => void response.writeHead(418).end("short and stout")
};

let server: Server;
let origin: string;
const seen: Seen[] = [];

beforeAll(async () => {
    server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => void chunks.push(chunk));
        request.on("end", () => {
            const { method = "", url = "", headers } = request;
            seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
            const answer = ANSWERS[url.replace(/\?.*$/, "")];
            if (answer === undefined) response.end("ok");
            else answer(response);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const run = async (data: JsonObject, options: RunOptions = {}) =>
    (await runNode(executor, data, { fetch: globalThis.fetch, ...options })).result;
const get = (path: string, data: JsonObject = {}) => run({ url: origin + path, ...data });

describe("http", () => {
    it("puts out status, headers and body", async () => {
        expect(await get("/json")).toMatchObject({
            kind: "done",
            port: "out",
            output: {
                status: 200,
                headers: { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] },
                body: { id: 7 }
            }
        });
    });

    it.each<[string, JsonObject, Json]>([
        ["/problem", {}, [1]],
        ["/text", {}, "7"],
        ["/text", { response: "json" }, 7],
        ["/problem", { response: "text" }, "[1]"],
        ["/latin1", {}, "Zoë"],
        ["/gzip", {}, { packed: true }],
        ["/chunks", {}, "one two"],
        ["/empty-json", {}, null],
        ["/no-content", {}, null],
        ["/json", { method: "HEAD" }, null],
        ["/missing", { success: [200, "400..499"] }, "x".repeat(5_000)],
        ["/teapot", { success: ["418"] }, "short and stout"]
    ])("reads the body of %s with %j", async (path, data, body) => {
        expect(await get(path, data)).toMatchObject({ kind: "done", output: { body } });
    });

    it.each<[string, JsonObject, string, boolean, JsonObject]>([
        ["/broken-json", {}, "INVALID_RESPONSE", false, { status: 200 }],
        ["/chunks", { response: "json" }, "INVALID_RESPONSE", false, {}],
        ["/empty-json", { response: "json" }, "INVALID_RESPONSE", false, {}],
        ["/image", {}, "BINARY_RESPONSE", false, {}],
        ["/bytes", { response: "text" }, "BINARY_RESPONSE", false, {}],
        ["/missing", {}, "HTTP_STATUS", false, { status: 404, body: "x".repeat(800) }],
        ["/busy", {}, "HTTP_STATUS", true, { retry_after_ms: 7_000, body: "slow down" }],
        ["/busy-until", {}, "HTTP_STATUS", true, { retry_after_ms: 60_000 }],
        ["/text", { success: ["201..299"] }, "HTTP_STATUS", false, { status: 200 }]
    ])("fails at %s with %j: %s", async (path, data, code, is_retryable, details) => {
        expect(await get(path, data)).toMatchObject({
            kind: "failed",
            error: {
                code,
                is_retryable,
                message: expect.not.stringContaining(path) as string,
                details: { ...details, solution: expect.stringMatching(/\.$/) as string }
            }
        });
    });

    it("sends the effect key, unless the config has one", async () => {
        await get("/", { method: "POST" });
        expect(seen.at(-1)?.headers["idempotency-key"]).toMatch(/^fm:[0-9a-f-]{36}:node$/);
        await get("/", { headers: { "Idempotency-Key": "mine" } });
        expect(seen.at(-1)?.headers["idempotency-key"]).toBe("mine");
    });

    it.each<[JsonObject, string, string | undefined]>([
        [{ body: { a: "${a.output}" } }, '{"a":"x\\"},{&="}', "application/json"],
        [{ body: "${a.output}" }, '"x\\"},{&="', "application/json"],
        [{ body: ["${n.output}"] }, "[7]", "application/json"],
        [{ body: { a: 1 }, headers: { "Content-Type": "text/x" } }, '{"a":1}', "text/x"],
        [{ body_type: "text", body: "<${a.output}>" }, '<x"},{&=>', "text/plain; charset=utf-8"],
        [
            { body_type: "form", body: { a: "${a.output}", b: [1, true], c: null } },
            "a=x%22%7D%2C%7B%26%3D&b=1&b=true",
            "application/x-www-form-urlencoded;charset=UTF-8"
        ],
        [{ body_type: "none", body: "${lost.output}" }, "", undefined],
        [{}, "", undefined]
    ])("builds the body of %j as data", async (data, body, type) => {
        const outputs = { a: 'x"},{&=', n: 7 };
        const result = await run({ url: `${origin}/`, method: "PUT", ...data }, { outputs });
        expect(result.kind).toBe("done");
        expect(seen.at(-1)).toMatchObject({ method: "PUT", body });
        expect(seen.at(-1)?.headers["content-type"]).toBe(type);
    });

    it("encodes what goes into path and query", async () => {
        await fc.assert(
            fc.asyncProperty(fc.string({ minLength: 1 }), fc.string(), async (x, y) => {
                fc.pre(!/^\.{1,2}$/.test(x));
                const data = { url: `${origin}/a/\${a.output}`, query: { y: "${b.output}" } };
                await run(data, { outputs: { a: x, b: y } });
                const url = new URL(seen.at(-1)?.url ?? "", origin);
                expect(decodeURIComponent(url.pathname.slice(3))).toBe(x);
                expect([...url.searchParams]).toEqual([["y", y]]);
            }),
            { numRuns: 50 }
        );
        await get("/q?a=1", { query: { b: [1, 2], c: null, "d e": "&" } });
        expect(seen.at(-1)?.url).toBe("/q?a=1&b=1&b=2&d%20e=%26");
    });

    it.each<[JsonObject, JsonObject, string]>([
        [{ headers: { "x-a": "${a.output}" } }, { a: "1\r\nx-b: 2" }, "INVALID_REQUEST"],
        [{ headers: { "x-a": "${a.output}" } }, { a: "1\n" }, "INVALID_REQUEST"],
        [{ headers: { "x-a": "${a.output}" } }, { a: "語" }, "INVALID_REQUEST"],
        [{ headers: { "x-a": "${a.output}" } }, { a: { b: 1 } }, "INVALID_CONFIG"],
        [{ headers: { "x-a\r\nx-b": "1" } }, {}, "INVALID_REQUEST"],
        [{ url: "https://a.b/x/${a.output}" }, { a: ".." }, "INVALID_URL"],
        [{ url: "https://${a.output}/x" }, { a: "b.c/d?" }, "INVALID_URL"],
        [{ url: "nowhere", query: { a: 1 } }, {}, "INVALID_URL"],
        [{ body_type: "form", method: "POST", body: { a: { b: 1 } } }, {}, "INVALID_CONFIG"],
        [{ body_type: "form", method: "POST", body: "a=b" }, {}, "INVALID_CONFIG"],
        [{ connection_id: "c" }, {}, "INVALID_CONFIG"]
    ])("%j with %j is refused before anything is sent: %s", async (data, outputs, code) => {
        const before = seen.length;
        expect(await run({ url: `${origin}/`, ...data }, { outputs })).toMatchObject({
            kind: "failed",
            error: { code, is_retryable: false }
        });
        expect(seen).toHaveLength(before);
    });

    it("says what the guard says", async () => {
        const refusal = new EgressError({
            code: "EGRESS_DENIED",
            message: "It was not asked.",
            solution: "Ask elsewhere."
        });
        const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: refusal }));
        expect(await run({ url: "https://a.b" }, { fetch })).toEqual({
            kind: "failed",
            error: {
                code: "EGRESS_DENIED",
                message: "It was not asked.",
                details: { solution: "Ask elsewhere." },
                is_retryable: false
            }
        });
    });

    it("ends with the run", async () => {
        const signal = AbortSignal.abort(new Error("cancelled"));
        await expect(run({ url: `${origin}/` }, { signal })).rejects.toThrow("cancelled");
    });
});

describe("what is known of an http node before it runs", () => {
    it("reads or writes, by its method", () => {
        const effect = (method: string) =>
            compileNode(definition, { url: "https://a.b", method }).plan?.nodes[0]?.effect;
        expect(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].map(effect)).toEqual([
            "read",
            "read",
            "write",
            "write",
            "write",
            "write"
        ]);
    });

    it.each<[JsonObject, string, string, string]>([
        [{ url: "" }, "INVALID_CONFIG", "data.url", "error"],
        [{ url: "a.b/c" }, "INVALID_URL", "data.url", "warning"],
        [{ url: "file:///etc/passwd" }, "INVALID_URL_SCHEME", "data.url", "warning"],
        [{ method: "TRACE" }, "INVALID_CONFIG", "data.method", "error"],
        [{ body: 1 }, "INVALID_CONFIG", "data.body", "error"],
        [{ headers: { Host: "x" } }, "INVALID_CONFIG", "data.headers", "warning"],
        [{ headers: { "a b": "x" } }, "INVALID_CONFIG", "data.headers", "warning"],
        [{ success: ["2xx"] }, "INVALID_CONFIG", "data.success[0]", "error"],
        [{ success: ["299..200"] }, "INVALID_CONFIG", "data.success", "error"],
        [{ connection_id: "c" }, "INVALID_CONFIG", "data.connection_id", "error"]
    ])("%j is a problem of its field", (data, code, field, severity) => {
        const { problems } = compileNode(definition, { url: "https://a.b", ...data });
        expect(problems).toMatchObject([{ code, field, severity }]);
    });
});
