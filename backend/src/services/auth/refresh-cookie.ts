import { SESSION_DAYS } from "./session.ts";

const NAME = "fm_refresh";

/** Out of reach of scripts, never sent along by other sites, and to the API only. */
export function refreshCookie(token: string, is_secure: boolean): string {
    return setCookie(token, SESSION_DAYS * 86_400, is_secure);
}

export function clearedRefreshCookie(is_secure: boolean): string {
    return setCookie("", 0, is_secure);
}

/** Ours is base64url: nothing to decode, and nothing else is looked at. */
export function readRefreshCookie(header: string | undefined): string | undefined {
    for (const pair of header?.split(";") ?? []) {
        const [name, value] = pair.trim().split("=", 2);
        if (name === NAME && value !== undefined) return value;
    }
    return undefined;
}

function setCookie(value: string, seconds: number, is_secure: boolean): string {
    const parts = [
        `${NAME}=${value}`,
        `Max-Age=${seconds}`,
        "Path=/api",
        "HttpOnly",
        "SameSite=Strict"
    ];
    return [...parts, ...(is_secure ? ["Secure"] : [])].join("; ");
}
