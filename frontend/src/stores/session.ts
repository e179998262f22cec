import { createStore, useStore } from "zustand";

export interface SessionUser {
    readonly id: string;
    readonly email: string;
    readonly name: string;
}

export interface SessionWorkspace {
    readonly id: string;
    readonly name: string;
    readonly role: "owner" | "admin" | "editor" | "viewer";
}

export interface Credentials {
    readonly token: string;
    /** Seconds. */
    readonly expires_in: number;
    readonly user: SessionUser;
    readonly workspace: SessionWorkspace;
}

/**
 * `restoring`: the refresh cookie is being tried. `signed_in`. `expired`: was signed in, and the
 * server no longer believes it; the page stays, a dialog asks for the password. `signed_out`.
 */
export type SessionStatus = "restoring" | "signed_in" | "expired" | "signed_out";

export interface SessionState {
    readonly status: SessionStatus;
    /** In memory only: a page that is closed forgets it, the cookie brings it back. */
    readonly token: string | null;
    readonly expiresAt: number;
    readonly user: SessionUser | null;
    readonly workspace: SessionWorkspace | null;
    /** Signed out on purpose: the next one does not want to land where this one was. */
    readonly hasLeft: boolean;
}

const SIGNED_OUT = {
    token: null,
    expiresAt: 0,
    user: null,
    workspace: null,
    hasLeft: false
} as const;

// Above the store, which reads it while it is created.
const HINT = "fm.signed_in";

export const sessionStore = createStore<SessionState>()(() => ({
    status: wasSignedIn() ? "restoring" : "signed_out",
    ...SIGNED_OUT
}));

export function useSession<T>(select: (state: SessionState) => T): T {
    return useStore(sessionStore, select);
}

export function beginSession(credentials: Credentials): void {
    remember(true);
    sessionStore.setState({
        status: "signed_in",
        token: credentials.token,
        expiresAt: Date.now() + credentials.expires_in * 1000,
        user: credentials.user,
        workspace: credentials.workspace,
        hasLeft: false
    });
}

export function endSession(how: "left" | "lost" = "lost"): void {
    remember(false);
    sessionStore.setState({ status: "signed_out", ...SIGNED_OUT, hasLeft: how === "left" });
}

/** Keeps who it was, so that the dialog can ask only for the password. */
export function expireSession(): void {
    const { status } = sessionStore.getState();
    if (status === "signed_in") sessionStore.setState({ status: "expired", token: null });
    else if (status !== "expired") endSession();
}

/** Whether trying the cookie makes sense: without this, every first visit would cause a 401. */
function wasSignedIn(): boolean {
    try {
        return localStorage.getItem(HINT) === "1";
    } catch {
        return false;
    }
}

function remember(isSignedIn: boolean): void {
    try {
        if (isSignedIn) localStorage.setItem(HINT, "1");
        else localStorage.removeItem(HINT);
    } catch {
        // Storage may be blocked: then a reload asks to sign in again.
    }
}
