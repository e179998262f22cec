import { gzipSync } from "node:zlib";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectGarbage } from "../collect-garbage.ts";
import { createEgress } from "./egress.ts";
import type { Egress, EgressOptions } from "./egress.ts";
import { DEFAULT_PORTS } from "./policy.ts";
import { startWireServer } from "./testing/wire-server.ts";
import type { WireServer } from "./testing/wire-server.ts";

const settings: EgressOptions = {
    ports: DEFAULT_PORTS,
    allow: [],
    app_url: "https://flows.example.com",
    may_allow: true,
    user_agent: "test"
};

let site: WireServer;
let stranger: WireServer;
let egress: Egress;

beforeAll(async () => {
    stranger = await startWireServer();
    site = await startWireServer(answer);
    egress = createEgress({
        ...settings,
        allow: [site.host, stranger.host],
        limits: {
            body_bytes: 100_000,
            header_bytes: 8_192,
            idle_ms: 1_200,
            headers_ms: 1_200,
            redirects: 3
        }
    });
});

afterAll(async () => {
    await egress.close();
    await site[Symbol.asyncDispose]();
    await stranger[Symbol.asyncDispose]();
});

const MODES: {
    readonly [path: string]: (request: IncomingMessage, response: ServerResponse) => void;
} = {
    "/json": (_request, response) => {
        response
            .setHeader("content-type", "application/json")
            .setHeader("x-name", "Zoë")
            .end('{"a":1}');
    },
    "/gzip": (_request, response) => {
        response.setHeader("content-encoding", "gzip").end(gzipSync("packed"));
    },
    "/bomb": (_request, response) => {
        response.setHeader("content-encoding", "gzip, gzip");
        response.end(gzipSync(gzipSync(Buffer.alloc(50_000_000))));
    },
    "/onion": (_request, response) => {
        response.setHeader("content-encoding", "gzip, gzip, gzip").end("x");
    },
    "/cut-gzip": (_request, response) => {
        response
            .setHeader("content-encoding", "gzip")
            .end(gzipSync("x".repeat(9_999)).subarray(0, 20));
    },
    "/endless": (_request, response) => {
        const more = (): void => {
            while (!response.destroyed && response.write("x".repeat(10_000)));
            response.once("drain", more);
        };
        more();
    },
    "/huge": (_request, response) => {
        response.writeHead(200, { "content-length": "10000000000" }).write("x");
    },
    "/headers": (_request, response) => {
        for (let n = 0; n < 900; n += 1) response.setHeader(`x-${n}`, "0123456789");
        response.end();
    },
    "/silent": () => undefined,
    "/stalls": (_request, response) => void response.write("half"),
    "/drops": (_request, response) => void response.destroy(),
    "/breaks": (_request, response) => {
        response
            .writeHead(200, { "content-length": "100" })
            .write("half", () => response.destroy());
    },
    "/garbage": (_request, response) => {
        response.socket?.end("this is not HTTP\r\n\r\n");
    },
    "/loop": (_request, response) => void response.writeHead(302, { location: "/loop" }).end(),
    "/to": (request, response) => {
        const { searchParams } = new URL(request.url ?? "", "http://x");
        const location = searchParams.get("url") ?? "";
        response.writeHead(Number(searchParams.get("status") ?? "302"), { location }).end();
    }
};

function answer(request: IncomingMessage, response: ServerResponse): void {
    const mode = MODES[request.url?.replace(/\?.*$/, "") ?? ""];
    if (mode === undefined) response.end("ok");
    else mode(request, response);
}

const read = async (path: string, init?: RequestInit): Promise<string> =>
    (await egress.fetch(`${site.origin}${path}`, init)).text();
const to = (url: string, status = 302): string =>
    `/to?status=${status}&url=${encodeURIComponent(url)}`;

describe("the way out", () => {
    it("has the platform's surface", async () => {
        const response = await egress.fetch(`${site.origin}/json`);
        expect(response).toBeInstanceOf(Response);
        expect(response.url).toBe(`${site.origin}/json`);
        expect(response.headers.get("x-name")).toBe(Buffer.from("Zoë").toString("latin1"));
        expect(await response.json()).toEqual({ a: 1 });
        expect(await read("/gzip")).toBe("packed");
        const form = new FormData();
        form.set("name", "Ada");
        await egress.fetch(new Request(`${site.origin}/form`, { method: "PUT", body: form }));
        expect(site.requests.at(-1)).toMatchObject({
            method: "PUT",
            headers: {
                "user-agent": "test",
                "content-type": expect.stringContaining("boundary") as string
            },
            body: expect.stringContaining("Ada") as string
        });
    });

    it.each<[string, string, RequestInit]>([
        ["INVALID_REQUEST", "/", { headers: { host: "127.0.0.1" } }],
        ["INVALID_REQUEST", "/", { headers: { "transfer-encoding": "chunked" } }],
        ["INVALID_REQUEST", "/", { headers: { "content-length": "5" }, method: "POST", body: "x" }],
        ["INVALID_REQUEST", "/", { headers: { "proxy-authorization": "x" } }],
        ["INVALID_REQUEST", "/", { headers: { "x-a": "1\r\nx-b: 2" } }],
        ["INVALID_REQUEST", "/", { method: "CONNECT" }],
        ["INVALID_REQUEST", "/", { method: "FOO BAR" }],
        ["INVALID_REQUEST", "/", { method: "GET", body: "x" }],
        ["RESPONSE_TOO_LARGE", "/bomb", {}],
        ["RESPONSE_TOO_LARGE", "/endless", {}],
        ["RESPONSE_TOO_LARGE", "/huge", {}],
        ["RESPONSE_TOO_LARGE", "/headers", {}],
        ["INVALID_RESPONSE", "/onion", {}],
        ["INVALID_RESPONSE", "/cut-gzip", {}],
        ["INVALID_RESPONSE", "/garbage", {}],
        ["TIMEOUT", "/silent", {}],
        ["TIMEOUT", "/stalls", {}],
        ["NETWORK_ERROR", "/drops", {}],
        ["NETWORK_ERROR", "/breaks", {}],
        ["TOO_MANY_REDIRECTS", "/loop", {}],
        ["TOO_MANY_REDIRECTS", to("/json"), { redirect: "error" }],
        ["INVALID_URL", to("http://user:pass@example.com/"), {}],
        ["INVALID_URL_SCHEME", to("file:///etc/passwd"), {}],
        ["INVALID_URL_SCHEME", to("data:text/plain,hi"), {}],
        ["INVALID_URL_SCHEME", to("gopher://127.0.0.1:6379/_FLUSHALL"), {}],
        ["INVALID_URL_SCHEME", to("ftp://127.0.0.1/"), {}],
        ["INVALID_URL_SCHEME", to("jar:http://x!/"), {}],
        ["INVALID_URL_SCHEME", to("javascript:alert(1)"), {}],
        ["EGRESS_DENIED", to("http://169.254.169.254/latest/meta-data/"), {}],
        ["EGRESS_DENIED", to("http://[::1]:8080/", 307), { method: "POST", body: "x" }]
    ])("ends with %s at %s", async (code, path, init) => {
        await expect(read(path, init)).rejects.toMatchObject({
            name: "EgressError",
            code,
            is_retryable: ["TIMEOUT", "NETWORK_ERROR"].includes(code),
            details: { solution: expect.any(String) as string }
        });
    });

    it("hands on the reason when the caller stops", async () => {
        const reason = new Error("stopped");
        await expect(read("/json", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        for (const path of ["/silent", "/stalls"]) {
            const stop = new AbortController();
            setTimeout(() => stop.abort(reason), 50);
            await expect(read(path, { signal: stop.signal })).rejects.toBe(reason);
        }
    });

    it("hears the caller stop however often memory was tidied up meanwhile", async () => {
        const reason = new Error("stopped");
        const stop = new AbortController();
        const asked = read("/silent", { signal: stop.signal }).catch((error: unknown) => error);
        await collectAll();
        stop.abort(reason);
        expect(await asked).toBe(reason);
    });

    it("holds no more of all answers together than it can, and lets go of what is read", async () => {
        const small = createEgress({
            ...settings,
            allow: [site.host],
            limits: { body_bytes: 100_000, all_bodies_bytes: 5 }
        });
        const halves = await Promise.all(
            ["/stalls", "/json"].map((path) => small.fetch(`${site.origin}${path}`))
        );
        const reader = halves[0]?.body?.getReader();
        await reader?.read();
        await expect(halves[1]?.text()).rejects.toMatchObject({
            code: "NETWORK_ERROR",
            is_retryable: true
        });
        await reader?.cancel();
        for (let time = 0; time < 5; time += 1) {
            expect(await (await small.fetch(`${site.origin}/`)).text()).toBe("ok");
        }
        await small.close();
    });

    it("leaves a redirect alone when asked to", async () => {
        const response = await egress.fetch(`${site.origin}${to("/json")}`, { redirect: "manual" });
        expect([response.status, response.headers.get("location")]).toEqual([302, "/json"]);
    });

    it("repeats or turns the request on a redirect as browsers do", async () => {
        const post = { method: "POST", body: "hi", headers: { "content-type": "text/x" } };
        const sent = async (status: number, init: RequestInit) => {
            const response = await egress.fetch(`${site.origin}${to("/end", status)}`, init);
            expect([response.redirected, response.url]).toEqual([true, `${site.origin}/end`]);
            await response.text();
            const { method, body, headers } = site.requests.at(-1) ?? { headers: {} };
            return [method, body, headers["content-type"]];
        };
        expect(await sent(302, post)).toEqual(["GET", "", undefined]);
        expect(await sent(303, { ...post, method: "PUT" })).toEqual(["GET", "", undefined]);
        expect(await sent(303, { method: "HEAD" })).toEqual(["HEAD", "", undefined]);
        expect(await sent(302, { ...post, method: "PUT" })).toEqual(["PUT", "hi", "text/x"]);
        expect(await sent(307, post)).toEqual(["POST", "hi", "text/x"]);
        expect(await sent(308, post)).toEqual(["POST", "hi", "text/x"]);
    });

    it("keeps credentials of every name from another origin", async () => {
        const headers = {
            authorization: "Bearer x",
            cookie: "a=b",
            "x-api-key": "k",
            accept: "text/plain",
            "idempotency-key": "fm:1:a"
        };
        await read(to("/end"), { headers });
        expect(site.requests.at(-1)?.headers).toMatchObject(headers);
        await read(to(`${stranger.origin}/end`), { headers });
        const seen = stranger.requests.at(-1)?.headers ?? {};
        expect(seen).toMatchObject({ accept: "text/plain", "idempotency-key": "fm:1:a" });
        expect(Object.keys(seen)).not.toEqual(
            expect.arrayContaining(["authorization"]) as string[]
        );
        expect([seen.cookie, seen["x-api-key"]]).toEqual([undefined, undefined]);
    });
});

/** What only a weak reference holds is gone afterwards. */
async function collectAll(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        collectGarbage();
    }
}
