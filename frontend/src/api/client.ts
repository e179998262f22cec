import { routes } from "@flowmaestro/shared/contract/routes.ts";
import type { ResponseOf, Route } from "@flowmaestro/shared/contract/route.ts";
import type { RouteName, Routes } from "@flowmaestro/shared/contract/routes.ts";
import { expireSession, sessionStore } from "../stores/session.ts";
import { ApiError, localApiError } from "./api-error.ts";
import { send, sendRaw } from "./http.ts";
import type { CallInput, CallOptions } from "./http.ts";
import { refreshSession } from "./session.ts";

/** A token this close to its end is exchanged before it is used. */
const SPARE_MS = 20_000;

type CallArguments<R extends Route> =
    Record<never, never> extends CallInput<R>
        ? [input?: CallInput<R>, options?: CallOptions]
        : [input: CallInput<R>, options?: CallOptions];

/**
 * Calls a route of the contract: typed by it, answered by it, refused with an `ApiError`. A token that
 * has run out is renewed once, quietly; when that fails the session ends as `expired`.
 *
 *     const { workflows } = await call("listWorkflows", { query: { limit: 20 } });
 */
export async function call<N extends RouteName>(
    name: N,
    ...[input, options]: CallArguments<Routes[N]>
): Promise<ResponseOf<Routes[N]>> {
    const wire = input ?? {};
    if (routes[name].permission === "public") return await send(name, wire, options);

    return await withToken((token) => send(name, wire, { ...options, token }));
}

/** As `call`, with the answer as it came: `Range`, size and text of a value. */
export async function callRaw<N extends RouteName>(
    name: N,
    ...[input, options]: CallArguments<Routes[N]>
): Promise<Response> {
    return await withToken((token) => sendRaw(name, input ?? {}, { ...options, token }));
}

async function withToken<T>(perform: (token: string) => Promise<T>): Promise<T> {
    const token = await currentToken();
    try {
        return await perform(token);
    } catch (error) {
        if (!isUnauthorized(error)) throw error;
        return await perform(await renewedToken(token));
    }
}

async function currentToken(): Promise<string> {
    const { token, expiresAt } = sessionStore.getState();
    if (token !== null && Date.now() < expiresAt - SPARE_MS) return token;
    return await renewedToken(token);
}

/** Somebody else may have renewed it in the meantime: then theirs is good. */
async function renewedToken(old: string | null): Promise<string> {
    const before = sessionStore.getState().token;
    if (before !== null && before !== old) return before;
    const isAlive = await refreshSession();
    const { token } = sessionStore.getState();
    if (isAlive && token !== null) return token;
    expireSession();
    throw localApiError("SESSION_ENDED", { status: 401 });
}

function isUnauthorized(error: unknown): boolean {
    return error instanceof ApiError && error.status === 401;
}
