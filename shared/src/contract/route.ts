import type { z } from "zod";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call: `public` needs no token; the rest name the least role that may, within one's own
 * workspace. Another workspace's ids are 404 for everybody.
 */
export type Permission = "public" | "viewer" | "editor" | "admin" | "owner";

/** Which limiter a call counts against (besides the general one). */
export type RateLimit = "default" | "login" | "start" | "none";

/**
 * One route of the REST API as data. The server's handlers are a record over these, the client is one
 * function over them, OpenAPI is generated from them.
 */
export interface Route {
    readonly method: Method;
    /** Below `/api` (= `/api/v1`), parameters as `:id`. */
    readonly path: string;
    readonly tag: string;
    readonly summary: string;
    readonly description?: string;
    readonly permission: Permission;
    readonly params?: z.ZodObject;
    /** Unknown query parameters are refused, so this is strict. */
    readonly query?: z.ZodObject;
    readonly headers?: z.ZodObject;
    readonly body?: z.ZodType;
    /** `data` of the envelope. */
    readonly response: z.ZodType;
    /** Of success; default 200. */
    readonly status?: 200 | 201 | 202;
    /** Other success statuses with the same body, e.g. 200 beside 202. */
    readonly also?: readonly (200 | 202)[];
    /** Codes this route answers besides those every route may. */
    readonly errors?: readonly string[];
    readonly rate_limit?: RateLimit;
    /** Creates or starts: takes `Idempotency-Key`. */
    readonly idempotent?: boolean;
    /** Also answers `text/event-stream`, or raw bytes. */
    readonly produces?: readonly ("text/event-stream" | "application/octet-stream")[];
}

/** Keeps the literal types of a route, so that handlers and client infer from it. */
export function route<const R extends Route>(definition: R): R {
    return definition;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;
type Raw<T> = T extends z.ZodType ? z.input<T> : undefined;

/** What a handler gets: parsed. */
export type ParamsOf<R extends Route> = Parsed<R["params"]>;
export type QueryOf<R extends Route> = Parsed<R["query"]>;
export type BodyOf<R extends Route> = Parsed<R["body"]>;
export type ResponseOf<R extends Route> = z.output<R["response"]>;
/** What a handler may return and a client may send: before defaults. */
export type RawResponseOf<R extends Route> = z.input<R["response"]>;
export type RawQueryOf<R extends Route> = Raw<R["query"]>;
export type RawBodyOf<R extends Route> = Raw<R["body"]>;
