import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { failureSchema } from "@flowmaestro/shared/contract/errors.ts";
import type { HouseError } from "@flowmaestro/shared/contract/errors.ts";
import { testApi } from "../../test/api.ts";

const api = await testApi(
    { CORS_ORIGIN: "https://app.example.com" },
    { patience: { headers_ms: 1_500, request_ms: 2_000, check_ms: 50 } }
);
await api.app.listen({ port: 0, host: "127.0.0.1" });
const { port } = api.app.server.address() as AddressInfo;
const mira = await api.register();

interface Raw {
    readonly status: number;
    readonly head: string;
    readonly error: HouseError;
    readonly answers: number;
}

/** Bytes as they are, to a socket; everything that comes back until the server closes it. */
function raw(text: string | Buffer, { isEnded = false } = {}): Promise<Raw> {
    return new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1");
        const chunks: Buffer[] = [];
        socket.setTimeout(20_000, () => socket.destroy(new Error("No answer in 20 s.")));
        socket.on("data", (chunk) => chunks.push(chunk));
        socket.on("error", reject);
        socket.on("close", () => {
            const answer = Buffer.concat(chunks).toString();
            const [head = "", body = ""] = answer.split("\r\n\r\n");
            const status = Number(head.split(" ")[1]);
            const answers = answer.split(/HTTP\/1\.1 \d{3} /).length - 1;
            if (status < 400) return reject(new Error(answer));
            const { error } = failureSchema.parse(JSON.parse(body));
            return resolve({ status, head: head.toLowerCase(), error, answers });
        });
        if (isEnded) socket.end(text);
        else socket.write(text);
    });
}

const request = (lines: readonly string[], body = ""): string =>
    `${[...lines, "Host: localhost", "Connection: close"].join("\r\n")}\r\n\r\n${body}`;

describe("what Node's parser gives up on", () => {
    it.each([
        [
            "both lengths",
            ["POST /api/auth/login HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked"]
        ],
        ["a length that is none", ["POST /api/auth/login HTTP/1.1", "Content-Length: 1e3"]],
        ["a header without a name", ["GET /api/info HTTP/1.1", ": x"]],
        ["another protocol", ["GET /api/info HTTP/9.9"]],
        ["no protocol", ["hello"]]
    ])("is answered in the house format: %s", async (_what, lines) => {
        const answer = await raw(request(lines, "0\r\n\r\n"));
        expect(answer.status).toBe(400);
        expect(answer.answers).toBe(1);
        expect(answer.head).toContain("x-request-id: ");
    });

    it("refuses chunk sizes with a sign", async () => {
        const lines = [
            "POST /api/auth/login HTTP/1.1",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked"
        ];
        const answer = await raw(request(lines, "+5\r\nhello\r\n0\r\n\r\n"));
        expect(answer.status).toBe(400);
        expect(answer.answers).toBe(1);
    });

    it("names headers that are too large, and addresses that are too long", async () => {
        const large = await raw(
            request(["GET /api/info HTTP/1.1", `X-Large: ${"a".repeat(65_000)}`])
        );
        expect(large.error).toMatchObject({ code: "HEADERS_TOO_LARGE" });
        const long = await raw(request([`GET /api/${"a".repeat(20_000)} HTTP/1.1`]));
        expect(["HEADERS_TOO_LARGE", "URI_TOO_LONG"]).toContain(long.error.code);
        const query = await api.call("GET", `/api/info?x=${"a".repeat(9_000)}`);
        expect(query.error).toMatchObject({ code: "URI_TOO_LONG" });
    });

    it("gives up on a head or a body that does not come, whoever else is served meanwhile", async () => {
        const started = Date.now();
        const slow = [
            raw("GET /api/info HTTP/1.1\r\nHost: local"),
            raw(
                `${request(["POST /api/auth/login HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000"])}{"email"`
            ),
            ...Array.from({ length: 100 }, () => raw("GET /api/info HT"))
        ];
        const served = await api.call("GET", "/api/info");
        expect(served.status).toBe(200);
        for (const answer of await Promise.all(slow))
            expect(answer.error).toMatchObject({ code: "REQUEST_TIMEOUT", is_retryable: true });
        expect(Date.now() - started).toBeLessThan(10_000);
    });

    it("is no proxy, and knows no expectation but one", async () => {
        const proxy = await raw("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        expect(proxy.error).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
        const odd = await raw(request(["GET /api/info HTTP/1.1", "Expect: miracles"]));
        expect(odd.error).toMatchObject({ code: "INVALID_HEADER" });
    });

    it("asks HTTP/1.1 for a Host", async () => {
        const answer = await raw("GET /api/info HTTP/1.1\r\nConnection: close\r\n\r\n");
        expect(answer.error).toMatchObject({ code: "INVALID_HEADER" });
    });

    it.each([
        ["Connection: Upgrade, close", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
        ["Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"]
    ])(
        "answers as ever where an upgrade is offered that is not for it: %s, %s",
        async (...lines) => {
            const head = ["GET /api/auth/me HTTP/1.1", "Host: localhost", ...lines].join("\r\n");
            const answer = await raw(`${head}\r\n\r\n`);
            expect([answer.status, answer.error.code]).toEqual([401, "UNAUTHORIZED"]);
        }
    );

    it("says what is wrong with half a WebSocket handshake", async () => {
        const answer = await raw(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        expect([answer.status, answer.error.code]).toEqual([400, "INVALID_HEADER"]);
    });

    it("refuses a second Authorization header", async () => {
        const lines = [
            "GET /api/auth/me HTTP/1.1",
            `Authorization: Bearer ${mira.token}`,
            "Authorization: Bearer other"
        ];
        expect((await raw(request(lines))).status).toBe(400);
    });
});

describe("methods and paths", () => {
    it.each([
        ["PUT", "/api/auth/me", "GET, HEAD, OPTIONS"],
        [
            "POST",
            "/api/v1/workflows/0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f",
            "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"
        ],
        ["TRACE", "/api/info", "GET, HEAD, OPTIONS"],
        ["PROPFIND", "/api/workflows", "GET, HEAD, OPTIONS, POST"],
        ["DELETE", "/api/openapi.json", "GET, HEAD, OPTIONS"]
    ])("%s %s is 405 with what is allowed", async (method, url, allow) => {
        const answer = await mira.call(method, url, { headers: { "x-canary": "echo me" } });
        expect(answer.error).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
        expect(answer.headers["allow"]).toBe(allow);
        expect(answer.text).not.toContain("echo me");
    });

    it("OPTIONS says what is allowed, HEAD is GET without a body", async () => {
        const options = await api.call("OPTIONS", "/api/workflows");
        expect([options.status, options.headers["allow"]]).toEqual([
            204,
            "GET, HEAD, OPTIONS, POST"
        ]);
        const head = await api.call("HEAD", "/api/info");
        expect([head.status, head.text]).toEqual([200, ""]);
    });

    it("does not let a header change the method", async () => {
        const answer = await mira.call("GET", "/api/auth/me", {
            headers: { "x-http-method-override": "DELETE", "x-method-override": "DELETE" }
        });
        expect(answer.status).toBe(200);
    });

    it.each([
        "/api/nosuch",
        "/api",
        "/api/v2/workflows",
        "/nosuch",
        "/api/workflows/a/b/c/d",
        "/api//info"
    ])("%s is not there", async (url) => {
        const answer = await mira.call("GET", url);
        expect(answer.error).toMatchObject({ code: "ROUTE_NOT_FOUND" });
    });

    it.each([
        "/api/%zz",
        "/api/workflows/%00",
        "/api/workflows/..%2f..%2fetc",
        "/api/workflows/%ff"
    ])("%s is refused", async (url) => {
        const answer = await mira.call("GET", url);
        expect([400, 404]).toContain(answer.status);
    });

    it("is the same under /api and /api/v1, with or without a slash at the end", async () => {
        const texts = new Set<string>();
        for (const url of ["/api/auth/me", "/api/v1/auth/me", "/api/auth/me/"])
            texts.add((await mira.call("GET", url)).text);
        expect(texts.size).toBe(1);
    });
});

describe("bodies", () => {
    const post = (body: unknown, headers: { [name: string]: string } = {}) =>
        mira.call("POST", "/api/workflows", { body, headers });

    it("end at one mebibyte", async () => {
        const name = "a".repeat(1_048_577);
        const answer = await post({ name });
        expect(answer.error).toMatchObject({
            code: "PAYLOAD_TOO_LARGE",
            details: { limit_bytes: 1_048_576 }
        });
    });

    it.each([
        "text/plain",
        "application/json garbage",
        "application/json;charset=utf-7",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "multipart/form-data; boundary=x"
    ])("are not taken as %s", async (type) => {
        const answer = await post('{"name":"x"}', { "content-type": type });
        expect(answer.error).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
    });

    it("are taken in every spelling of JSON", async () => {
        for (const type of [
            "Application/JSON ;charset=utf-8",
            'application/json; charset="UTF-8"'
        ]) {
            const answer = await post("{}", { "content-type": type });
            expect(answer.error).toMatchObject({ code: "VALIDATION_FAILED" });
        }
    });

    it("are not unpacked", async () => {
        const bomb = gzipSync(Buffer.alloc(1 << 24)).toString("latin1");
        const answer = await post(bomb, { "content-encoding": "gzip" });
        expect(answer.error).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
    });

    it("may be empty where nothing is needed, and nowhere else", async () => {
        const headers = { "content-type": "application/json" };
        expect((await mira.call("POST", "/api/auth/ws-ticket", { headers })).status).toBe(200);
        expect((await mira.call("POST", "/api/auth/ws-ticket", { body: {} })).status).toBe(200);
        const empty = await mira.call("POST", "/api/workflows", { headers });
        expect(empty.error?.details.field_errors).toEqual([
            { field: "body", message: "Required: an object." }
        ]);
        const surplus = await mira.call("POST", "/api/auth/ws-ticket", { body: { a: 1 } });
        expect(surplus.error).toMatchObject({ code: "VALIDATION_FAILED" });
    });

    it("are not read from whoever may not send them", async () => {
        const answer = await api.call("POST", "/api/workflows", {
            body: "{",
            headers: { "content-type": "text/plain" }
        });
        expect(answer.error).toMatchObject({ code: "UNAUTHORIZED" });
    });
});

describe("every answer", () => {
    it("carries the caller's request id when it is fit for a log, else one of ours", async () => {
        for (const [given, kept] of [
            ["order-41.retry:2", true],
            ["a".repeat(129), false],
            ["two words", false],
            ["<script>", false]
        ] as const) {
            const answer = await mira.call("GET", "/api/nosuch", {
                headers: { "x-request-id": given }
            });
            expect(answer.headers["x-request-id"] === given).toBe(kept);
            expect(answer.error?.request_id).toBe(answer.headers["x-request-id"]);
        }
    });

    it("keeps pages from loading or framing anything of others", async () => {
        const { headers } = await api.call("GET", "/api/info");
        expect(headers["content-security-policy"]).toContain("default-src 'self'");
        expect(headers["content-security-policy"]).not.toContain("unsafe");
        expect(headers).toMatchObject({
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY"
        });
        expect(headers).not.toHaveProperty("x-powered-by");
    });

    it("is a problem document when that is asked for", async () => {
        const answer = await api.app.inject({
            method: "POST",
            url: "/api/auth/login",
            payload: {},
            headers: { accept: "application/problem+json" }
        });
        expect(answer.headers["content-type"]).toContain("application/problem+json");
        expect(answer.json()).toMatchObject({
            type: "/api/docs#error-VALIDATION_FAILED",
            status: 400,
            code: "VALIDATION_FAILED",
            errors: [{ field: "email" }, { field: "password" }]
        });
    });

    it("opens to named origins only", async () => {
        const from = async (origin: string) =>
            (await api.call("GET", "/api/info", { headers: { origin } })).headers;
        expect(await from("https://app.example.com")).toMatchObject({
            "access-control-allow-origin": "https://app.example.com",
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": expect.stringContaining("ETag") as string
        });
        for (const origin of [
            "null",
            "https://evil.example",
            "https://app.example.com.evil.example",
            "http://app.example.com"
        ])
            expect(await from(origin)).not.toHaveProperty("access-control-allow-origin");
        const preflight = await api.call("OPTIONS", "/api/workflows", {
            headers: {
                origin: "https://app.example.com",
                "access-control-request-method": "PUT",
                "access-control-request-headers": "authorization,if-match"
            }
        });
        expect(preflight.status).toBe(204);
        expect(preflight.headers["access-control-allow-methods"]).toContain("PUT");
    });

    it("tells nothing of the machine when something breaks inside", async () => {
        await api.database.admin.query("alter table workflow_snapshots rename to elsewhere");
        await api.database.admin.query("alter table workflows rename to workflows_elsewhere");
        const answer = await mira.call("GET", "/api/workflows");
        await api.database.admin.query("alter table workflows_elsewhere rename to workflows");
        await api.database.admin.query("alter table elsewhere rename to workflow_snapshots");
        expect(answer.error).toMatchObject({ code: "INTERNAL_ERROR", is_retryable: true });
        expect(answer.text).not.toMatch(/relation|select|workflows_|\.ts|node_modules/);
        expect(
            api.log.some((line) => line.includes("request_failed") && line.includes("relation"))
        ).toBe(true);
    });
});
