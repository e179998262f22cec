import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { beginSession, endSession, sessionStore } from "../stores/session.ts";
import { ApiError } from "./api-error.ts";
import { call } from "./client.ts";

/*
 * The network is the outside world, so `fetch` is replaced by a small server that checks tokens: it
 * honours "token-N" only for the newest N and counts what it was asked.
 */
const ID = "11111111-1111-4111-8111-111111111111";
const user = { id: ID, email: "mira@example.com", name: "Mira" };
const workspace = { id: ID, name: "Mira", role: "owner" } as const;

let generation = 1;
let requests: { path: string; authorization: string | null; body: unknown }[] = [];
let isSessionAlive = true;

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
    return new Response(JSON.stringify(body), { status, headers });
}

function failure(status: number, code: string, headers?: Record<string, string>): Response {
    const details = { reason: code.toLowerCase(), solution: "Do it differently." };
    const error = { code, message: "No.", details, is_retryable: false, request_id: "req-1" };
    return json(status, { success: false, error }, headers);
}

async function serve(url: string, init: RequestInit): Promise<Response> {
    const authorization = new Headers(init.headers).get("authorization");
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    requests.push({ path: url, authorization, body });
    await Promise.resolve();
    if (url === "/api/v1/auth/refresh") {
        if (!isSessionAlive) return failure(401, "UNAUTHORIZED");
        generation += 1;
        const session = { user, workspace, token: `token-${generation}`, expires_in: 900 };
        return json(200, { success: true, data: session });
    }
    if (authorization !== `Bearer token-${generation}`) return failure(401, "TOKEN_EXPIRED");
    if (url.startsWith("/api/v1/workflows/validate"))
        return failure(429, "RATE_LIMITED", { "retry-after": "7" });
    if (init.method === "DELETE") return json(200, { success: true, data: { deleted: true } });
    if (url.includes("/nodes")) return json(200, { success: true, data: { nodes: "none" } });
    const data = {
        user: { ...user, created_at: "2026-01-01T00:00:00.000Z" },
        workspace,
        workspaces: []
    };
    return json(200, { success: true, data });
}

const pathsAsked = () => requests.map((request) => request.path.replace("/api/v1", ""));

beforeEach(() => {
    generation = 1;
    requests = [];
    isSessionAlive = true;
    vi.stubGlobal("fetch", (url: string, init: RequestInit) => serve(url, init));
    beginSession({ token: "token-1", expires_in: 900, user, workspace });
});

afterEach(() => {
    endSession();
    vi.unstubAllGlobals();
});

describe("call", () => {
    it("sends the token and answers the parsed data", async () => {
        const me = await call("me");
        expect(me.user.name).toBe("Mira");
        expect(requests[0]?.authorization).toBe("Bearer token-1");
    });

    it("fills parameters into the path and leaves unset queries out", async () => {
        await call("deleteWorkflow", { params: { id: "a/b?c" } });
        await expect(
            call("listWorkflows", { query: { limit: 20, search: undefined } })
        ).rejects.toMatchObject({ code: "UNREADABLE_ANSWER" });
        expect(pathsAsked()).toEqual(["/workflows/a%2Fb%3Fc", "/workflows?limit=20"]);
    });

    it("refreshes once on 401 and tries again, one refresh for all calls", async () => {
        generation = 2;
        const answers = await Promise.all([call("me"), call("me"), call("me")]);
        expect(answers).toHaveLength(3);
        expect(pathsAsked().filter((path) => path === "/auth/refresh")).toHaveLength(1);
        expect(sessionStore.getState().token).toBe("token-3");
    });

    it("refreshes before it uses a token that is about to end", async () => {
        beginSession({ token: "token-1", expires_in: 5, user, workspace });
        await call("me");
        expect(pathsAsked()).toEqual(["/auth/refresh", "/auth/me"]);
    });

    it("ends the session as expired, and remembers who it was, when the cookie is refused", async () => {
        generation = 2;
        isSessionAlive = false;
        await expect(call("me")).rejects.toMatchObject({ code: "SESSION_ENDED", status: 401 });
        expect(sessionStore.getState()).toMatchObject({ status: "expired", token: null, user });
    });

    it("keeps the session when the refresh fails for another reason than refusal", async () => {
        generation = 2;
        vi.stubGlobal("fetch", (url: string, init: RequestInit) =>
            url.endsWith("/auth/refresh")
                ? Promise.reject(new TypeError("offline"))
                : serve(url, init)
        );
        await expect(call("me")).rejects.toMatchObject({ code: "NETWORK", isRetryable: true });
        expect(sessionStore.getState().status).toBe("signed_in");
    });

    it("throws the house error with its remedy, id and waiting time", async () => {
        const refused = call("validateWorkflow", { body: { definition: {} } });
        await expect(refused).rejects.toBeInstanceOf(ApiError);
        await expect(refused).rejects.toMatchObject({
            code: "RATE_LIMITED",
            solution: "Do it differently.",
            requestId: "req-1",
            status: 429,
            retryAfterSeconds: 7
        });
    });

    it("says that the answer cannot be read when it does not fit the contract", async () => {
        await expect(call("listNodes")).rejects.toMatchObject({ code: "UNREADABLE_ANSWER" });
    });

    it("passes the caller's own abort through", async () => {
        const controller = new AbortController();
        controller.abort();
        vi.stubGlobal("fetch", (_url: string, init: RequestInit) =>
            Promise.reject(init.signal?.reason as Error)
        );
        await expect(call("me", {}, { signal: controller.signal })).rejects.toMatchObject({
            name: "AbortError"
        });
    });
});
