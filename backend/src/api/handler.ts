import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { FastifyBaseLogger } from "fastify";
import type { Role } from "@flowmaestro/shared/contract/routes/auth.ts";
import type {
    BodyOf,
    ParamsOf,
    QueryOf,
    RawResponseOf,
    Route
} from "@flowmaestro/shared/contract/route.ts";
import type { RouteName, Routes } from "@flowmaestro/shared/contract/routes.ts";
import type { Deps } from "../deps.ts";

/** Who calls, for which workspace. The workspace comes from the token and from nowhere else. */
export interface Auth {
    readonly user_id: string;
    readonly workspace_id: string;
    readonly session_id: string;
    readonly role: Role;
}

export interface ApiRequest<R extends Route = Route> {
    readonly params: ParamsOf<R>;
    readonly query: QueryOf<R>;
    readonly body: BodyOf<R>;
    readonly headers: IncomingHttpHeaders;
    readonly auth: R["permission"] extends "public" ? Auth | null : Auth;
    /**
     * The id to give to what an idempotent route makes. The same key gets the same id again, so that
     * a second try after a crash finds the first one's work instead of doing it twice.
     */
    readonly resource_id: string;
    readonly log: FastifyBaseLogger;
    readonly request_id: string;
    /** Of the socket. */
    readonly ip: string;
    /** Cookies are for TLS only: the request came over it, or this is production. */
    readonly is_secure: boolean;
    /** Aborts when the caller hangs up. */
    readonly signal: AbortSignal;
}

interface AnswerHead {
    readonly status?: number;
    /** A list is one header line each. */
    readonly headers?: { readonly [name: string]: string | readonly string[] | undefined };
}

export type Answer<R extends Route = Route> =
    | (AnswerHead & { readonly data: RawResponseOf<R> })
    | (AnswerHead & { readonly bytes: Uint8Array | string; readonly content_type: string })
    /** Writes the response itself, head included; `headers` are set already. */
    | (AnswerHead & { readonly stream: (response: ServerResponse) => Promise<void> });

export type Handler<R extends Route> = (
    request: ApiRequest<R>,
    deps: Deps
) => Answer<R> | Promise<Answer<R>>;

export type Handlers<Name extends RouteName = RouteName> = {
    readonly [K in Name]: Handler<Routes[K]>;
};
