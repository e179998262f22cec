import { beginSession, endSession, expireSession, sessionStore } from "../stores/session.ts";
import { ApiError } from "./api-error.ts";
import { send } from "./http.ts";
import { logger } from "./logger.ts";

let refreshing: Promise<boolean> | null = null;

/**
 * Exchanges the refresh cookie for a new access token; false when the session is over. One at a time,
 * in all tabs together: the cookie rotates, and two tabs showing the same one would look like theft.
 */
export function refreshSession(): Promise<boolean> {
    refreshing ??= withLock(refresh).finally(() => {
        refreshing = null;
    });
    return refreshing;
}

async function refresh(): Promise<boolean> {
    try {
        beginSession(await send("refresh", { body: {} }));
        return true;
    } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // Offline or overloaded is no reason to throw anybody out.
        if (error.status !== 401 && error.status !== 403) throw error;
        expireSession();
        return false;
    }
}

async function withLock(work: () => Promise<boolean>): Promise<boolean> {
    // Only in secure contexts; elsewhere the tabs cannot agree and the single flight of one must do.
    if (!("locks" in navigator)) return await work();
    return await navigator.locks.request("fm.refresh", work);
}

/** At the start of the page: is there still a session behind the cookie? */
export async function restoreSession(): Promise<void> {
    if (sessionStore.getState().status !== "restoring") return;
    try {
        await refreshSession();
    } catch {
        // No answer: the sign-in page says so when the next call fails as well.
        sessionStore.setState({ status: "signed_out" });
    }
}

export async function signOut(): Promise<void> {
    // While there is a token to send it with.
    void logger.flush(true);
    try {
        await send("logout", { body: {} }, { token: sessionStore.getState().token });
    } finally {
        endSession("left");
    }
}
