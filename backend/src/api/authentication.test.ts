import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { newId } from "../platform/ids.ts";
import { signAccessToken } from "../services/auth/access-token.ts";
import { testApi } from "../../test/api.ts";
import type { Answered } from "../../test/answer.ts";

const api = await testApi();
const mira = await api.register();
const secret = api.deps.secrets.jwt_secret;
const now = () => Math.floor(Date.now() / 1_000);

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const hmac = (text: string, key: string) =>
    createHmac("sha256", key).update(text).digest("base64url");
const [, payloadText = ""] = mira.token.split(".");
const claims = JSON.parse(Buffer.from(payloadText, "base64url").toString()) as {
    [claim: string]: unknown;
};

/** A token as we would make it, but for what is said otherwise. */
function forge(
    change: { [claim: string]: unknown } = {},
    header: { [name: string]: unknown } = {},
    key = secret
): string {
    const text = `${part({ alg: "HS256", typ: "at+jwt", ...header })}.${part({ ...claims, ...change })}`;
    return `${text}.${hmac(text, key)}`;
}

const ask = (token: string): Promise<Answered> => api.call("GET", "/api/auth/me", { token });

describe("access tokens", () => {
    it("are accepted when we made them", async () => {
        expect((await ask(forge())).status).toBe(200);
    });

    it.each([
        ["no algorithm", { alg: "none" }],
        ["no algorithm, louder", { alg: "NONE" }],
        ["another one", { alg: "HS512" }],
        ["another type", { typ: "JWT" }],
        ["no type", { typ: undefined }],
        ["a critical extension", { crit: ["x"], x: 1 }]
    ])("are refused with %s", async (_what, header) => {
        expect((await ask(forge({}, header))).status).toBe(401);
    });

    it("are refused unsigned, under a public key, under an empty key, or with another's signature", async () => {
        const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
        const [head = "", body = "", signature = ""] = mira.token.split(".");
        const rsaHead = part({ alg: "RS256", typ: "at+jwt" });
        const rsa = sign("sha256", Buffer.from(`${rsaHead}.${body}`), privateKey);
        const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
        const other = await api.register();
        const swapped = part({ ...claims, wid: other.workspace_id, sub: other.user_id });
        const forgeries = [
            `${head}.${body}.`,
            `${head}.${body}`,
            `${rsaHead}.${body}.${rsa.toString("base64url")}`,
            forge({}, {}, pem),
            forge({}, {}, ""),
            forge({}, {}, "your-secret-key-change-in-production"),
            `${head}.${swapped}.${signature}`,
            `${head}.${body}.${other.token.split(".")[2] ?? ""}`
        ];
        for (const token of forgeries) expect((await ask(token)).status).toBe(401);
    });

    it.each([
        ["exp one second past the leeway", () => ({ exp: now() - 6 })],
        ["no exp", () => ({ exp: undefined })],
        ["exp as text", () => ({ exp: "tomorrow" })],
        ["exp without end", () => ({ exp: 1e20 })],
        ["exp in milliseconds", () => ({ exp: Date.now() + 900_000 })],
        ["exp beyond 15 minutes", () => ({ exp: now() + 3_600 })],
        ["nbf to come", () => ({ nbf: now() + 120 })],
        ["iat to come", () => ({ iat: now() + 120 })],
        ["no iat", () => ({ iat: undefined })],
        ["another issuer", () => ({ iss: "somebody" })],
        ["another audience", () => ({ aud: "flowmaestro:refresh" })],
        ["no audience", () => ({ aud: undefined })],
        ["a subject that is SQL", () => ({ sub: "1; drop table users" })],
        ["a subject that is an object", () => ({ sub: { $ne: 1 } })],
        ["a subject that is a prototype", () => ({ sub: "__proto__" })],
        ["a session of nobody", () => ({ sid: newId() })],
        ["a workspace that is no id", () => ({ wid: "*" })]
    ])("are refused with %s", async (_what, change) => {
        const answer = await ask(forge(change()));
        expect(answer.status).toBe(401);
        expect(["UNAUTHORIZED", "TOKEN_EXPIRED"]).toContain(answer.error?.code);
    });

    it("say that they have expired, so that a client refreshes", async () => {
        const answer = await ask(forge({ iat: now() - 1_000, exp: now() - 100 }));
        expect(answer.error).toMatchObject({ code: "TOKEN_EXPIRED" });
        expect(answer.headers["www-authenticate"]).toContain("Bearer");
    });

    it("ignore what their header says about keys", async () => {
        const header = {
            kid: "../../dev/null",
            jku: "http://127.0.0.1:9/k",
            x5u: "http://127.0.0.1:9/x",
            jwk: { kty: "oct", k: "AA" }
        };
        expect((await ask(forge({}, header))).status).toBe(200);
        expect((await ask(forge({}, header, "\u0000"))).status).toBe(401);
    });

    it.each([
        "a.b.c.",
        "a.b",
        "....",
        "x",
        `${"a".repeat(7_000)}.b.c`,
        "é.é.é",
        mira.cookie.split("=")[1] ?? "",
        `${mira.token}=`,
        `${mira.token}.`,
        "sk_live_0123456789abcdefghijklmnopqrstuv"
    ])("are refused when they are something else", async (token) => {
        const answer = await api.call("GET", "/api/auth/me", {
            headers: { authorization: `Bearer ${token}` }
        });
        expect(answer.status).toBe(401);
    });

    it("of a person who is gone are refused within a minute", async () => {
        const gone = await api.register();
        await api.database.admin.query("update users set deleted_at = now() where id = $1", [
            gone.user_id
        ]);
        expect((await gone.call("GET", "/api/auth/me")).status).toBe(401);
    });

    it("are refused within a minute when another process ends their session", async () => {
        const other = await api.register();
        const [, claims = ""] = other.token.split(".");
        const { sid } = z
            .object({ sid: z.string() })
            .parse(JSON.parse(Buffer.from(claims, "base64url").toString()));
        const token = await signAccessToken(secret, {
            user_id: other.user_id,
            workspace_id: other.workspace_id,
            session_id: sid
        });
        expect((await ask(token)).status).toBe(200);
        await api.database.admin.query(
            "update sessions set revoked_at = now() where user_id = $1",
            [other.user_id]
        );
        const claimsOf = { ...other, session_id: newId(), expires_at: 0 };
        expect(await api.deps.sessions.role(claimsOf, Date.now() + 60_000)).toBeNull();
    });
});

describe("the way in", () => {
    const withHeaders = (headers: { [name: string]: string | undefined }, url = "/api/auth/me") =>
        api.call("GET", url, { headers });

    it("is one header of one form", async () => {
        const refused = [
            { authorization: mira.token },
            { authorization: `bearer ${mira.token}` },
            { authorization: `Basic ${mira.token}` },
            { authorization: `Bearer  ${mira.token}` },
            { authorization: `Bearer ${mira.token}, Bearer ${mira.token}` },
            { cookie: `token=${mira.token}; authorization=${mira.token}` },
            { "x-api-key": mira.token },
            { authorization: "" }
        ];
        for (const headers of refused) expect((await withHeaders(headers)).status).toBe(401);
    });

    it("is never the address, and what was tried there is not logged", async () => {
        const answer = await withHeaders({}, `/api/auth/me?token=${mira.token}`);
        expect(answer.status).toBe(401);
        const both = await mira.call("GET", `/api/auth/me?token=${mira.token}`);
        expect(both.error?.details.field_errors).toEqual([
            expect.objectContaining({ field: "token" })
        ]);
        expect(api.log.join("")).not.toContain(mira.token);
    });

    it("stays open on public routes, whatever token comes along", async () => {
        for (const token of [null, "stale", forge({ exp: 1 })])
            expect((await api.call("GET", "/api/info", { token })).status).toBe(200);
    });
});

describe("verify", () => {
    const verify = (token: string) => api.call("POST", "/api/auth/verify", { body: { token } });

    it("names the person of a good token, and nothing of a bad one", async () => {
        expect((await verify(mira.token)).data).toEqual({
            valid: true,
            user: { id: mira.user_id, email: mira.email }
        });
        for (const token of ["x", "", forge({ exp: 1 }), forge({}, {}, "wrong")])
            expect((await verify(token)).data).toEqual({ valid: false });
    });
});
