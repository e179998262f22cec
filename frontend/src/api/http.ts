import { failureSchema } from "@flowmaestro/shared/contract/errors.ts";
import type {
    BodyOf,
    ParamsOf,
    RawBodyOf,
    RawQueryOf,
    ResponseOf,
    Route
} from "@flowmaestro/shared/contract/route.ts";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import type { RouteName, Routes } from "@flowmaestro/shared/contract/routes.ts";
import { z } from "zod";
import { houseApiError, localApiError } from "./api-error.ts";
import type { ApiError } from "./api-error.ts";

const TIMEOUT_MS = 30_000;

/** Numbers and dates may be given as they are; the wire knows only text. */
type WireParams<T> = {
    readonly [K in keyof T]: T[K] | (T[K] extends string | undefined ? number : never);
};

export interface CallOptions {
    readonly signal?: AbortSignal;
    /** Of the server: `If-Match: "rev-3"`, `Prefer: wait=5`. */
    readonly headers?: { readonly [name: string]: string };
    /** The same key twice acts once. */
    readonly idempotencyKey?: string;
    readonly timeoutMs?: number;
    /** Lets the request outlive the page: for the last words of a closing tab. */
    readonly keepalive?: boolean;
}

type Part<K extends string, T> = [T] extends [undefined]
    ? unknown
    : undefined extends T
      ? { readonly [P in K]?: T }
      : { readonly [P in K]: T };

/** What a route needs beside its name: `params`, `query` and `body` as the contract has them. */
export type CallInput<R extends Route> = Part<
    "params",
    [ParamsOf<R>] extends [undefined] ? undefined : WireParams<ParamsOf<R>>
> &
    ([RawQueryOf<R>] extends [undefined]
        ? unknown
        : { readonly query?: WireParams<RawQueryOf<R>> }) &
    Part<"body", [BodyOf<R>] extends [undefined] ? undefined : RawBodyOf<R>>;

type WireText = string | number | null | undefined;

export interface WireInput {
    readonly params?: { readonly [name: string]: WireText };
    readonly query?: { readonly [name: string]: WireText };
    readonly body?: unknown;
}

/** One call, without a thought about sessions: `client.ts` adds that. */
export async function send<N extends RouteName>(
    name: N,
    input: WireInput,
    options: CallOptions & { readonly token?: string | null } = {}
): Promise<ResponseOf<Routes[N]>> {
    const route: Route = routes[name];
    const response = await exchange(route, input, options);
    const answer = await readJson(response);
    if (!response.ok) throw refusal(response, answer);
    const parsed = z.object({ data: route.response }).safeParse(answer);
    if (!parsed.success) {
        throw localApiError("UNREADABLE_ANSWER", { cause: parsed.error, status: response.status });
    }
    // The schema of exactly this route just parsed it; the name carries the type the record lost.
    return parsed.data.data as ResponseOf<Routes[N]>;
}

/** The answer as it came, for what has no envelope around it: a value. Refused like every call. */
export async function sendRaw(
    name: RouteName,
    input: WireInput,
    options: CallOptions & { readonly token?: string | null } = {}
): Promise<Response> {
    const response = await exchange(routes[name], input, options);
    if (!response.ok) throw refusal(response, await readJson(response));
    return response;
}

function refusal(response: Response, answer: unknown): ApiError {
    const failure = failureSchema.safeParse(answer);
    if (!failure.success) return localApiError("UNREADABLE_ANSWER", { status: response.status });
    return houseApiError(failure.data.error, {
        status: response.status,
        retryAfter: response.headers.get("retry-after")
    });
}

async function exchange(
    route: Route,
    input: WireInput,
    options: CallOptions & { readonly token?: string | null }
): Promise<Response> {
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal =
        options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
    try {
        return await fetch(urlOf(route, input), {
            method: route.method,
            headers: headersOf(input, options),
            body: input.body === undefined ? undefined : JSON.stringify(input.body),
            credentials: "same-origin",
            keepalive: options.keepalive,
            signal
        });
    } catch (cause) {
        if (options.signal?.aborted === true) throw cause;
        if (timeout.aborted) throw localApiError("TIMEOUT", { cause, seconds: timeoutMs / 1000 });
        throw localApiError("NETWORK", { cause });
    }
}

function headersOf(
    input: WireInput,
    options: CallOptions & { readonly token?: string | null }
): Record<string, string> {
    const headers: Record<string, string> = { accept: "application/json", ...options.headers };
    if (input.body !== undefined) headers["content-type"] = "application/json";
    if (typeof options.token === "string") headers["authorization"] = `Bearer ${options.token}`;
    if (options.idempotencyKey !== undefined) headers["idempotency-key"] = options.idempotencyKey;
    return headers;
}

export function urlOf(route: Pick<Route, "path">, input: WireInput): string {
    const path = route.path.replace(/:(\w+)/gu, (_whole, name: string) =>
        encodeURIComponent(String(input.params?.[name] ?? ""))
    );
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(input.query ?? {})) {
        if (value !== undefined && value !== null) query.set(name, String(value));
    }
    const search = query.toString();
    return `/api/v1${path}${search === "" ? "" : `?${search}`}`;
}

async function readJson(response: Response): Promise<unknown> {
    try {
        return await response.json();
    } catch (cause) {
        throw localApiError("UNREADABLE_ANSWER", { cause, status: response.status });
    }
}
