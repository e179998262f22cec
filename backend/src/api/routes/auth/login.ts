import { login as signIn } from "../../../services/auth/login.ts";
import { refreshCookie } from "../../../services/auth/refresh-cookie.ts";
import type { Handlers } from "../../handler.ts";
import { originOf } from "../../request-origin.ts";

export const login: Handlers["login"] = async (request, deps) => {
    const { user, session, refresh_token } = await signIn(deps, request.body, originOf(request));
    return {
        data: { user, ...session },
        headers: { "set-cookie": refreshCookie(refresh_token, request.is_secure) }
    };
};
