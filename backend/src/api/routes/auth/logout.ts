import { checkBrowserOrigin } from "../../../services/auth/browser-origin.ts";
import { clearedRefreshCookie, readRefreshCookie } from "../../../services/auth/refresh-cookie.ts";
import { sessionOfCookie } from "../../../services/auth/refresh.ts";
import { endSession } from "../../../services/auth/session.ts";
import type { Handlers } from "../../handler.ts";
import { originOf } from "../../request-origin.ts";

/** By the cookie, by the token, or by both; signed out already is signed out. */
export const logout: Handlers["logout"] = async (request, deps) => {
    checkBrowserOrigin(request.headers, deps.env);
    const ofCookie = await sessionOfCookie(deps, readRefreshCookie(request.headers.cookie));
    for (const session of [ofCookie, request.auth])
        if (session !== null) await endSession(deps, session, originOf(request));
    return {
        data: { logged_out: true },
        headers: { "set-cookie": clearedRefreshCookie(request.is_secure) }
    };
};
