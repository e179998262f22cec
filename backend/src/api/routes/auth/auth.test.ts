import { describe, expect, it } from "vitest";
import { newId } from "../../../platform/ids.ts";
import { testApi } from "../../../../test/api.ts";
import type { Answered } from "../../../../test/answer.ts";

const api = await testApi();
const { call, database } = api;

const cookieOf = (answer: Answered): string => String(answer.headers["set-cookie"] ?? "");
const valueOf = (answer: Answered): string => cookieOf(answer).split(";")[0] ?? "";
const login = (email: string, password: string) =>
    call("POST", "/api/auth/login", { body: { email, password } });
const refresh = (cookie: string, headers: { [name: string]: string | undefined } = {}) =>
    call("POST", "/api/auth/refresh", { headers: { cookie, ...headers } });

async function actionsOf(user_id: string): Promise<string[]> {
    const { rows } = await database.admin.query<{ action: string }>(
        "select action from audit_log where actor_id = $1 order by created_at, id",
        [user_id]
    );
    return rows.map(({ action }) => action);
}

describe("registering", () => {
    it("makes an account with a workspace of its own and signs in", async () => {
        const email = `${newId()}@Example.com`;
        const body = { email, password: "twelve chars", name: "Ann" };
        const answer = await call("POST", "/api/auth/register", { body });
        expect(answer.status).toBe(201);
        const { data } = answer;
        expect(data.user).toMatchObject({ email: email.toLowerCase(), name: "Ann" });
        expect(data.workspace).toMatchObject({ name: "Ann’s workspace", role: "owner" });
        expect(data.expires_in).toBe(900);
        expect(answer.headers["cache-control"]).toBe("no-store");
        const me = await call("GET", "/api/auth/me", { token: data.token });
        expect(me.data).toEqual({
            user: data.user,
            workspace: data.workspace,
            workspaces: [data.workspace]
        });
        expect(await actionsOf(data.user.id)).toEqual(["user.registered"]);
    });

    it("sets a cookie that scripts and other sites cannot use", async () => {
        const mira = await api.register();
        const answer = await login(mira.email, mira.password);
        expect(cookieOf(answer)).toMatch(
            /^fm_refresh=[\w-]{43}; Max-Age=2592000; Path=\/api; HttpOnly; SameSite=Strict$/
        );
        expect(answer.text).not.toContain(valueOf(answer).slice("fm_refresh=".length));
    });

    it("takes spellings of one address as one account", async () => {
        const name = newId();
        const body = { email: `${name}@x.io`, password: "correct horse battery", name: "A" };
        expect((await call("POST", "/api/auth/register", { body })).status).toBe(201);
        const twin = { ...body, email: `${name.toUpperCase()}@X.io` };
        const answer = await call("POST", "/api/auth/register", { body: twin });
        expect(answer.error).toMatchObject({ code: "EMAIL_TAKEN" });
        expect((await login(twin.email, body.password)).status).toBe(200);
    });

    it.each([
        ["а@x.io", 400],
        ["a@x.io.", 400],
        ["a@x.io\u0000", 400],
        [" a@x.io", 400],
        [`${"a".repeat(300)}@x.io`, 400],
        ["a+tag@x.io", 201]
    ])("answers the address %j with %i", async (email, status) => {
        const body = { email, password: "correct horse battery", name: "A" };
        expect((await call("POST", "/api/auth/register", { body })).status).toBe(status);
    });

    it.each(["a", " ".repeat(20), "pass\u0000word long", "x".repeat(129), "x".repeat(900_000)])(
        "refuses a password that nobody should have",
        async (password) => {
            const body = { email: `${newId()}@x.io`, password, name: "A" };
            const answer = await call("POST", "/api/auth/register", { body });
            expect(answer.status).toBe(400);
            expect(answer.text.length).toBeLessThan(2_000);
        }
    );

    it("counts every byte of a long password", async () => {
        const body = { email: `${newId()}@x.io`, password: `${"b".repeat(72)}X`, name: "A" };
        expect((await call("POST", "/api/auth/register", { body })).status).toBe(201);
        expect((await login(body.email, "b".repeat(72))).status).toBe(401);
        expect((await login(body.email, body.password)).status).toBe(200);
    });

    it("makes one account of ten requests at once", async () => {
        const body = { email: `${newId()}@x.io`, password: "correct horse battery", name: "A" };
        const answers = await Promise.all(
            Array.from({ length: 10 }, () => call("POST", "/api/auth/register", { body }))
        );
        const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
        expect(statuses).toEqual([201, ...Array<number>(9).fill(409)]);
    });
});

describe("signing in", () => {
    it("answers a wrong password and an unknown address alike", async () => {
        const mira = await api.register();
        const wrong = await login(mira.email, "not the password");
        const nobody = await login(`${newId()}@example.com`, "not the password");
        for (const answer of [wrong, nobody]) expect(answer.status).toBe(401);
        const without = (answer: Answered) => ({ ...answer.error, request_id: "" });
        expect(without(wrong)).toEqual(without(nobody));
        expect(Object.keys(wrong.headers)).toEqual(Object.keys(nobody.headers));
    });

    it("takes the same time for both", async () => {
        const timed = async (email: string): Promise<number> => {
            const started = performance.now();
            await login(email, "not the password");
            return performance.now() - started;
        };
        const known: number[] = [];
        const unknown: number[] = [];
        // Both verify a hash: without that the unknown one would take a tenth, at its best.
        const ratio = () => Math.min(...unknown) / Math.min(...known);
        const isAlike = () => ratio() > 0.6 && ratio() < 1.7;
        // On a busy machine it takes longer until each was undisturbed once.
        for (let round = 0; round < 8 || (round < 60 && !isAlike()); round += 1) {
            const { email } = await api.register();
            known.push(await timed(email));
            unknown.push(await timed(`${newId()}@example.com`));
        }
        expect(ratio()).toBeGreaterThan(0.6);
        expect(ratio()).toBeLessThan(1.7);
    });

    it("refuses passwords that are no text", async () => {
        for (const password of [{ $ne: null }, ["a"], 1, null, ""]) {
            const body = { email: "a@x.io", password };
            const answer = await call("POST", "/api/auth/login", { body });
            expect(answer.error?.details.field_errors).toEqual([
                expect.objectContaining({ field: "password" })
            ]);
        }
    });

    it("stops after ten failures on one account, also for the right password", async () => {
        const mira = await api.register();
        for (let attempt = 1; attempt <= 10; attempt += 1)
            expect((await login(mira.email, `wrong ${attempt}`)).status).toBe(401);
        const eleventh = await login(mira.email.toUpperCase(), mira.password);
        expect(eleventh.error).toMatchObject({
            code: "TOO_MANY_ATTEMPTS",
            is_retryable: true,
            details: { limit: 10, window_seconds: 60 }
        });
        expect(Number(eleventh.headers["retry-after"])).toBeGreaterThan(50);
        expect(Number(eleventh.headers["retry-after"])).toBeLessThanOrEqual(60);
        await database.admin.query(
            "update login_throttles set window_started_at = now() - interval '61 s' where account = $1",
            [mira.email]
        );
        expect((await login(mira.email, mira.password)).status).toBe(200);
    });

    it("throttles addresses without an account the same way", async () => {
        const email = `${newId()}@example.com`;
        const statuses: number[] = [];
        for (let attempt = 1; attempt <= 12; attempt += 1)
            statuses.push((await login(email, "wrong")).status);
        expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    });

    it("forgets failures once the right password comes, and lets many sign in at once", async () => {
        const mira = await api.register();
        for (let round = 0; round < 3; round += 1) {
            for (let attempt = 0; attempt < 8; attempt += 1) await login(mira.email, "wrong");
            expect((await login(mira.email, mira.password)).status).toBe(200);
        }
        const answers = await Promise.all(
            Array.from({ length: 30 }, () => login(mira.email, mira.password))
        );
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    });

    it("leaves failures and successes in the audit log, and no password anywhere", async () => {
        const mira = await api.register();
        await login(mira.email, "a secret mistake");
        await login(mira.email, mira.password);
        expect(await actionsOf(mira.user_id)).toEqual(["user.registered", "user.logged_in"]);
        const { rows } = await database.admin.query<{ details: string; ip: string }>(
            "select details::text, ip from audit_log where action = 'user.login_failed' and details->>'email' = $1",
            [mira.email]
        );
        expect(rows).toHaveLength(1);
        expect(rows[0]?.ip).toBe("127.0.0.1");
        const everything = api.log.join("") + JSON.stringify(rows);
        expect(everything).not.toContain("a secret mistake");
        expect(everything).not.toContain(mira.password);
    });
});

describe("the refresh cookie", () => {
    it("is exchanged for a token and a new cookie", async () => {
        const mira = await api.register();
        const first = await refresh(mira.cookie);
        expect(first.status).toBe(200);
        expect(first.data).toMatchObject({
            user: { id: mira.user_id, email: mira.email },
            workspace: { id: mira.workspace_id, role: "owner" },
            expires_in: 900
        });
        expect(valueOf(first)).not.toBe(mira.cookie);
        const { token } = first.data;
        expect((await call("GET", "/api/auth/me", { token })).status).toBe(200);
        expect((await refresh(valueOf(first))).status).toBe(200);
    });

    it("gives a second tab a token but no second cookie", async () => {
        const mira = await api.register();
        const [one, two] = await Promise.all([refresh(mira.cookie), refresh(mira.cookie)]);
        expect([one.status, two.status]).toEqual([200, 200]);
        expect([cookieOf(one), cookieOf(two)].filter((cookie) => cookie !== "")).toHaveLength(1);
    });

    it("ends the session when an old one comes back", async () => {
        const mira = await api.register();
        const renewed = await refresh(mira.cookie);
        await database.admin.query(
            "update refresh_tokens set used_at = now() - interval '11 s' where used_at is not null and user_id = $1",
            [mira.user_id]
        );
        const reused = await refresh(mira.cookie);
        expect(reused.error).toMatchObject({ code: "REFRESH_REUSED" });
        const { token } = renewed.data;
        expect((await call("GET", "/api/auth/me", { token })).status).toBe(401);
        expect((await refresh(valueOf(renewed))).error?.code).toBe("UNAUTHORIZED");
        expect(await actionsOf(mira.user_id)).toContain("session.refresh_reused");
    });

    it.each(["", "fm_refresh=", "fm_refresh=x", `fm_refresh=${"a".repeat(43)}`, "other=1"])(
        "refuses %j",
        async (cookie) => {
            const answer = await refresh(cookie);
            expect(answer.error).toMatchObject({ code: "UNAUTHORIZED" });
        }
    );

    it("does not outlive its session", async () => {
        const mira = await api.register();
        await database.admin.query(
            "update sessions set expires_at = now() - interval '1 s' where user_id = $1",
            [mira.user_id]
        );
        await database.admin.query(
            "update refresh_tokens set expires_at = now() - interval '1 s' where user_id = $1",
            [mira.user_id]
        );
        expect((await refresh(mira.cookie)).status).toBe(401);
    });

    it("works for our own pages only", async () => {
        const mira = await api.register();
        const foreign = [
            { origin: "https://evil.example" },
            { origin: "null" },
            { origin: "http://localhost:3001.evil.example", host: "localhost:3001" },
            { "sec-fetch-site": "cross-site" },
            { "sec-fetch-site": "same-site" }
        ];
        for (const headers of foreign) {
            const answer = await refresh(mira.cookie, headers);
            expect(answer.error).toMatchObject({ code: "ORIGIN_NOT_ALLOWED" });
        }
        const own = { origin: "http://localhost:3001", host: "localhost:3001" };
        expect((await refresh(mira.cookie, own)).status).toBe(200);
    });
});

describe("signing out", () => {
    it("ends the session at once, by the cookie alone", async () => {
        const mira = await api.register();
        expect((await mira.call("GET", "/api/auth/me")).status).toBe(200);
        const answer = await call("POST", "/api/auth/logout", { headers: { cookie: mira.cookie } });
        expect(answer.data).toEqual({ logged_out: true });
        expect(cookieOf(answer)).toContain("fm_refresh=; Max-Age=0; Path=/api");
        expect((await mira.call("GET", "/api/auth/me")).error?.code).toBe("UNAUTHORIZED");
        expect((await refresh(mira.cookie)).status).toBe(401);
        expect(await actionsOf(mira.user_id)).toContain("user.logged_out");
    });

    it("ends it by the token alone, and leaves other sessions", async () => {
        const mira = await api.register();
        const other = await login(mira.email, mira.password);
        await mira.call("POST", "/api/auth/logout", { body: {} });
        expect((await mira.call("GET", "/api/auth/me")).status).toBe(401);
        const { token } = other.data;
        expect((await call("GET", "/api/auth/me", { token })).status).toBe(200);
    });

    it("is fine without anything to end", async () => {
        expect((await call("POST", "/api/auth/logout")).status).toBe(200);
        const stale = await call("POST", "/api/auth/logout", { token: "stale" });
        expect(stale.status).toBe(200);
    });
});

describe("workspaces", () => {
    it("gives a token for another workspace of mine, and remembers it", async () => {
        const mira = await api.register("Mira");
        const ben = await api.register("Ben");
        await database.admin.query(
            "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')",
            [ben.workspace_id, mira.user_id]
        );
        const body = { workspace_id: ben.workspace_id };
        const answer = await mira.call("POST", "/api/auth/workspace", { body });
        expect(answer.data.workspace).toEqual({
            id: ben.workspace_id,
            name: "Ben’s workspace",
            role: "viewer"
        });
        const { token } = answer.data;
        const refused = await call("POST", "/api/workflows", {
            token,
            body: { name: "x", definition: { nodes: {}, edges: [] } }
        });
        expect(refused.error).toMatchObject({ code: "FORBIDDEN", details: { role: "viewer" } });
        const renewed = await refresh(mira.cookie);
        expect(renewed.data.workspace.id).toBe(ben.workspace_id);
    });

    it("does not tell a foreign workspace from one that does not exist", async () => {
        const [mira, ben] = [await api.register(), await api.register()];
        const ask = (workspace_id: string) =>
            mira.call("POST", "/api/auth/workspace", { body: { workspace_id } });
        const [foreign, random] = [await ask(ben.workspace_id), await ask(newId())];
        expect(foreign.status).toBe(404);
        expect({ ...foreign.error, request_id: "" }).toEqual({ ...random.error, request_id: "" });
    });

    it("shuts a token out once its person is no member any more", async () => {
        const mira = await api.register();
        await database.admin.query("delete from memberships where user_id = $1", [mira.user_id]);
        expect((await mira.call("GET", "/api/auth/me")).status).toBe(401);
    });
});

describe("a ticket for the socket", () => {
    it("is kept as a hash, for a minute", async () => {
        const mira = await api.register();
        const answer = await mira.call("POST", "/api/auth/ws-ticket");
        const { ticket, expires_in } = answer.data;
        expect(expires_in).toBe(60);
        const { rows } = await database.admin.query<{ hash: string; seconds: number }>(
            "select hash, extract(epoch from expires_at - now())::float8 as seconds from ws_tickets where user_id = $1",
            [mira.user_id]
        );
        expect(rows).toHaveLength(1);
        expect(rows[0]?.hash).not.toContain(ticket);
        expect(rows[0]?.seconds).toBeGreaterThan(50);
        expect((await call("GET", "/api/auth/me", { token: ticket })).status).toBe(401);
    });
});
