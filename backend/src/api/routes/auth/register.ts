import { refreshCookie } from "../../../services/auth/refresh-cookie.ts";
import { register as createAccount } from "../../../services/auth/register.ts";
import type { Handlers } from "../../handler.ts";
import { originOf } from "../../request-origin.ts";

export const register: Handlers["register"] = async (request, deps) => {
    const { user, session, refresh_token } = await createAccount(
        deps,
        request.body,
        originOf(request)
    );
    return {
        data: { user: { ...user, created_at: user.created_at.toISOString() }, ...session },
        headers: { "set-cookie": refreshCookie(refresh_token, request.is_secure) }
    };
};
