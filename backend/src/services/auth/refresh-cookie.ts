import { fastifyCookie } from "@fastify/cookie";
import { SESSION_DAYS } from "./session.ts";

const NAME = "fm_refresh";

/** Out of reach of scripts, never sent along by other sites, and to the API only. */
export function refreshCookie(token: string, is_secure: boolean): string {
    return fastifyCookie.serialize(NAME, token, {
        ...options(is_secure),
        maxAge: SESSION_DAYS * 86_400
    });
}

export function clearedRefreshCookie(is_secure: boolean): string {
    return fastifyCookie.serialize(NAME, "", { ...options(is_secure), maxAge: 0 });
}

export function readRefreshCookie(header: string | undefined): string | undefined {
    return header === undefined ? undefined : fastifyCookie.parse(header)[NAME];
}

function options(secure: boolean) {
    return { path: "/api", httpOnly: true, sameSite: "strict", secure } as const;
}
