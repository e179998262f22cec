import { EgressError } from "@flowmaestro/nodes/kit/egress-error.ts";
import { Agent, request as send } from "undici";
import { crashPoint } from "../crash-point.ts";
import { ACCEPTED_ENCODINGS, BodyBudget, bodyStream, tooLarge } from "./body.ts";
import { guardedConnector } from "./connect.ts";
import { explain } from "./failure.ts";
import { forStrangers, refuseOurs, responseHeaders, withoutBodyHeaders } from "./headers.ts";
import { Policy } from "./policy.ts";
import type { PolicyOptions } from "./policy.ts";
import { createResolve } from "./resolve.ts";
import type { Resolve } from "./resolve.ts";
import { readTarget } from "./target.ts";
import type { Target } from "./target.ts";

/**
 * The only way out. `fetch` has the platform's surface; behind it every hop is parsed once, judged by
 * name and port, resolved by us, judged again address by address, and connected to exactly what was
 * judged. It rejects with an `EgressError` (nodes/kit), or with the signal's reason.
 */
export interface Egress {
    readonly fetch: typeof globalThis.fetch;
    readonly close: () => Promise<void>;
}

export interface EgressOptions extends PolicyOptions {
    readonly user_agent: string;
    readonly resolve?: Resolve;
    readonly limits?: Partial<EgressLimits>;
    readonly onRefused?: (refused: EgressError) => void;
}

export interface EgressLimits {
    /** Of a decoded body. */
    readonly body_bytes: number;
    /** Of all bodies being received. */
    readonly all_bodies_bytes: number;
    readonly header_bytes: number;
    readonly redirects: number;
    readonly connect_ms: number;
    /** Until the answer begins. */
    readonly headers_ms: number;
    /** Between two pieces of a body. */
    readonly idle_ms: number;
}

const LIMITS: EgressLimits = {
    body_bytes: 10_000_000,
    all_bodies_bytes: 256_000_000,
    header_bytes: 65_536,
    redirects: 10,
    connect_ms: 10_000,
    headers_ms: 300_000,
    idle_ms: 60_000
};

const METHODS = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

interface Hop {
    readonly target: Target;
    readonly method: string;
    readonly headers: Headers;
    readonly body: Buffer | null;
    readonly signal: AbortSignal;
}

export function createEgress(options: EgressOptions): Egress {
    const limits = { ...LIMITS, ...options.limits };
    const policy = new Policy(options);
    const resolve = options.resolve ?? createResolve();
    const agent = new Agent({
        allowH2: false,
        connect: guardedConnector({ policy, resolve, connect_ms: limits.connect_ms }),
        maxHeaderSize: limits.header_bytes,
        headersTimeout: limits.headers_ms,
        bodyTimeout: limits.idle_ms
    });
    const budget = new BodyBudget(limits.all_bodies_bytes);
    const door: Door = { agent, policy, limits, budget, user_agent: options.user_agent };
    return {
        fetch: async (input, init) => {
            try {
                return await follow(door, input, init);
            } catch (error) {
                if (error instanceof EgressError && error.code === "EGRESS_DENIED") {
                    options.onRefused?.(error);
                }
                throw error;
            }
        },
        close: () => agent.destroy()
    };
}

interface Door {
    readonly agent: Agent;
    readonly policy: Policy;
    readonly limits: EgressLimits;
    readonly budget: BodyBudget;
    readonly user_agent: string;
}

async function follow(
    door: Door,
    input: string | URL | Request,
    init: RequestInit | undefined
): Promise<Response> {
    const first = await firstHop(door, input, init);
    const redirect = init?.redirect ?? (input instanceof Request ? input.redirect : "follow");
    let hop = first;
    for (let hops = 0; ; hops += 1) {
        const response = await perform(door, hop);
        const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
        if (location === null || redirect === "manual") return named(response, hop, hops > 0);
        await response.body?.cancel();
        if (redirect === "error" || hops >= door.limits.redirects) {
            throw new EgressError({
                code: "TOO_MANY_REDIRECTS",
                message: `${first.target.origin} sent us on ${redirect === "error" ? "to another URL" : `more than ${door.limits.redirects} times`}.`,
                solution: "Use the URL that it ends at.",
                details: { host: first.target.hostname }
            });
        }
        hop = nextHop(hop, response.status, location);
    }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

async function firstHop(
    { user_agent }: Door,
    input: string | URL | Request,
    init: RequestInit | undefined
): Promise<Hop> {
    const target = readTarget(input instanceof Request ? input.url : String(input));
    const request = readRequest(input instanceof Request ? input : target.url, init);
    const { headers, method } = request;
    // Not its own: that one stops following the caller's as soon as garbage is collected.
    const signal = init?.signal ?? (input instanceof Request ? input : request).signal;
    if (!METHODS.test(method)) throw invalidRequest(`${JSON.stringify(method)} is no method.`);
    refuseOurs(headers);
    if (!headers.has("user-agent")) headers.set("user-agent", user_agent);
    if (!headers.has("accept")) headers.set("accept", "*/*");
    if (!headers.has("accept-encoding")) headers.set("accept-encoding", ACCEPTED_ENCODINGS);
    // Kept whole, so that a redirect can send it again.
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
    return { target, method, headers, body, signal };
}

/** The platform's own reading of the arguments: bodies of every kind, methods, header syntax. */
function readRequest(input: URL | Request, init: RequestInit | undefined): Request {
    try {
        return new Request(input, init);
    } catch (error) {
        throw invalidRequest(error instanceof Error ? error.message : "It cannot be sent.");
    }
}

function invalidRequest(why: string): EgressError {
    return new EgressError({
        code: "INVALID_REQUEST",
        message: `The request was not sent: ${why}`,
        solution: "Check method, headers and body."
    });
}

async function perform(door: Door, hop: Hop): Promise<Response> {
    const { target, method, headers, body, signal } = hop;
    const where = target.origin;
    const limit = door.limits.body_bytes;
    signal.throwIfAborted();
    // Before a pooled connection is used, too: the connector only sees new ones.
    door.policy.judgeTarget(target);
    const explained = (thrown: unknown): unknown =>
        signal.aborted ? signal.reason : explain(thrown, where);
    try {
        const answer = await send(target.url, {
            dispatcher: door.agent,
            method: method as "GET",
            headers: Object.fromEntries(headers),
            body,
            signal
        });
        crashPoint("effect_sent");
        const received = responseHeaders(answer.headers);
        const isEmpty = method === "HEAD" || EMPTY.has(answer.statusCode);
        if (isEmpty) {
            await answer.body.dump();
        } else if (Number(received.get("content-length")) > limit) {
            answer.body.destroy();
            throw tooLarge(limit, where);
        }
        const encoding = received.get("content-encoding");
        const source = answer.body;
        const { budget } = door;
        const stream = { source, encoding, limit, budget, where, explain: explained };
        return new Response(isEmpty ? null : bodyStream(stream), {
            status: answer.statusCode,
            statusText: answer.statusText,
            headers: received
        });
    } catch (error) {
        throw explained(error);
    }
}

/** Answers that have no body, whatever they say. */
const EMPTY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/** As browsers do it, and stricter where another origin or plain text is involved. */
function nextHop(hop: Hop, status: number, location: string): Hop {
    const { target: from, method } = hop;
    const target = readTarget(
        URL.canParse(location, from.url.href) ? new URL(location, from.url).href : location
    );
    if (from.url.protocol === "https:" && target.url.protocol === "http:") {
        throw new EgressError({
            code: "EGRESS_DENIED",
            message: `${from.origin} sent us on to ${target.origin}, which is not encrypted.`,
            solution: "Use the final URL, with https://.",
            details: { host: target.hostname, port: target.port }
        });
    }
    const turnsToGet =
        (status === 303 && method !== "HEAD") ||
        ((status === 301 || status === 302) && method === "POST");
    const headers = from.origin === target.origin ? hop.headers : forStrangers(hop.headers);
    return turnsToGet
        ? { ...hop, target, method: "GET", body: null, headers: withoutBodyHeaders(headers) }
        : { ...hop, target, headers };
}

/** A `Response` made by hand knows no URL; SDKs ask for it. */
function named(response: Response, { target }: Hop, redirected: boolean): Response {
    Object.defineProperties(response, {
        url: { value: target.url.href },
        redirected: { value: redirected }
    });
    return response;
}
