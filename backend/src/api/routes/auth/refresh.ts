import { checkBrowserOrigin } from "../../../services/auth/browser-origin.ts";
import { readRefreshCookie, refreshCookie } from "../../../services/auth/refresh-cookie.ts";
import { refresh as renew } from "../../../services/auth/refresh.ts";
import type { Handlers } from "../../handler.ts";
import { originOf } from "../../request-origin.ts";

export const refresh: Handlers["refresh"] = async (request, deps) => {
    checkBrowserOrigin(request.headers, deps.env);
    const cookie = readRefreshCookie(request.headers.cookie);
    const { user, session, refresh_token } = await renew(deps, cookie, originOf(request));
    const { id, email, name } = user;
    return {
        data: { user: { id, email, name }, ...session },
        headers:
            refresh_token === null
                ? undefined
                : { "set-cookie": refreshCookie(refresh_token, request.is_secure) }
    };
};
