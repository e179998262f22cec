// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from "vitest";

const user = { id: "u1", email: "mira@example.com", name: "Mira" };
const workspace = { id: "w1", name: "Mira", role: "owner" } as const;
const credentials = { token: "t", expires_in: 900, user, workspace };

/** As a reload of the page sees it: only what is stored is left. */
async function reloaded() {
    vi.resetModules();
    return await import("./session.ts");
}

beforeEach(() => localStorage.clear());

it("does not try the cookie on a first visit", async () => {
    const { sessionStore } = await reloaded();
    expect(sessionStore.getState().status).toBe("signed_out");
});

it("tries the cookie after a reload, and keeps the token out of storage", async () => {
    const first = await reloaded();
    first.beginSession({ ...credentials, token: "secret-token" });
    expect(JSON.stringify({ ...localStorage })).not.toContain("secret-token");
    const second = await reloaded();
    expect(second.sessionStore.getState()).toMatchObject({ status: "restoring", token: null });
});

it("forgets everything at the sign-out", async () => {
    const session = await reloaded();
    session.beginSession(credentials);
    session.endSession();
    expect(session.sessionStore.getState()).toMatchObject({ status: "signed_out", user: null });
    expect((await reloaded()).sessionStore.getState().status).toBe("signed_out");
});

it("expires only a session that stood; a cookie refused at the start is a sign-out", async () => {
    const session = await reloaded();
    session.beginSession(credentials);
    session.expireSession();
    expect(session.sessionStore.getState()).toMatchObject({ status: "expired", user });
    const restarted = await reloaded();
    restarted.expireSession();
    expect(restarted.sessionStore.getState().status).toBe("signed_out");
});
