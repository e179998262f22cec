import { ERRORS } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";
import type { Route } from "./route.ts";

const ALWAYS = ["VALIDATION_FAILED", "INTERNAL_ERROR", "UNAVAILABLE", "SHUTTING_DOWN"] as const;

/** Every code a route may answer: what follows from its shape, and what it names itself. */
export function errorsOf(route: Route): readonly ErrorCode[] {
    const codes = new Set<ErrorCode>(ALWAYS);
    const add = (when: boolean, ...more: readonly ErrorCode[]): void => {
        if (when) for (const code of more) codes.add(code);
    };
    const isPublic = route.permission === "public";
    add(true, "INVALID_HEADER", "URI_TOO_LONG", "HEADERS_TOO_LARGE", "REQUEST_TIMEOUT");
    add(route.rate_limit !== "none", "RATE_LIMITED");
    add(!isPublic, "UNAUTHORIZED", "TOKEN_EXPIRED");
    add(!isPublic && route.permission !== "viewer", "FORBIDDEN");
    add(route.params !== undefined, "NOT_FOUND");
    add(
        route.method !== "GET" && route.method !== "DELETE",
        "MALFORMED_JSON",
        "PAYLOAD_TOO_LARGE",
        "UNSUPPORTED_MEDIA_TYPE"
    );
    add(route.idempotent === true, "IDEMPOTENCY_IN_FLIGHT", "IDEMPOTENCY_KEY_REUSED");
    for (const code of route.errors ?? []) if (isErrorCode(code)) codes.add(code);
    return [...codes].toSorted((a, b) => ERRORS[a].status - ERRORS[b].status);
}

function isErrorCode(code: string): code is ErrorCode {
    return Object.hasOwn(ERRORS, code);
}
