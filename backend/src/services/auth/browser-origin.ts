import type { IncomingHttpHeaders } from "node:http";
import type { Env } from "../../env.ts";
import { AppError } from "../../errors.ts";

/**
 * For calls that a cookie alone authorises: the page that makes them is ours, or named in
 * CORS_ORIGIN. Programs send no Origin, and have to hold the cookie themselves.
 */
export function checkBrowserOrigin(
    headers: IncomingHttpHeaders,
    { app_url, cors_origins }: Pick<Env, "app_url" | "cors_origins">
): void {
    const { origin } = headers;
    const site = headers["sec-fetch-site"];
    if (origin === undefined) {
        if (site === undefined || site === "same-origin" || site === "none") return;
        throw new AppError("ORIGIN_NOT_ALLOWED");
    }
    if (origin === app_url || cors_origins.includes(origin)) return;
    // The Host of a browser's request is where the page's request went: no page can choose it.
    if (URL.canParse(origin) && new URL(origin).host === headers.host) return;
    throw new AppError("ORIGIN_NOT_ALLOWED");
}
