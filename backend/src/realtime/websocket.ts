import type { IncomingMessage } from "node:http";
import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { CLOSE, SOCKET_LIMITS } from "@flowmaestro/shared/contract/realtime.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { newId } from "../platform/ids.ts";
import { authenticateToken, takeTicket } from "../services/auth/authenticate.ts";
import type { Caller } from "../services/auth/authenticate.ts";
import { Lookups } from "./lookups.ts";
import { SharedSockets } from "./shared-sockets.ts";
import { SocketSession } from "./socket-session.ts";

declare module "fastify" {
    interface FastifyRequest {
        /** Who opened the socket; set before the upgrade. */
        socket_caller: Caller | null;
    }
}

/** Node asks this of every request that offers to change the protocol. */
export function isForSockets({ headers, url }: IncomingMessage): boolean {
    return /^websocket$/i.test(headers.upgrade ?? "") && url?.split("?", 1)[0] === SOCKET_PATH;
}

export const SOCKET_PATH = "/ws";

/** Looks whether sockets still answer and their sessions still stand. */
const LOOK_MS = SOCKET_LIMITS.ping_ms;

/**
 * `/ws`: refused at the upgrade (401, 403, 429) or taken. A page has to be ours or named in
 * CORS_ORIGIN; programs send no Origin and have to hold a token themselves.
 */
export async function mountWebSocket(app: FastifyInstance, deps: Deps): Promise<void> {
    const sessions = new Set<SocketSession>();
    const shared = deps.redis === null ? null : new SharedSockets(deps.redis);
    const lookups = new Lookups();
    app.decorateRequest("socket_caller", null);
    await app.register(websocket, {
        options: {
            maxPayload: SOCKET_LIMITS.frame_bytes,
            perMessageDeflate: false,
            // The token travels as a second protocol; what is agreed on is the first.
            handleProtocols: (protocols: Set<string>) => (protocols.has(BEARER) ? BEARER : false)
        },
        errorHandler: (error, _socket, request) => {
            // `ws` closes with the right code itself (1009 for a frame too large).
            request.log.info({ event: "socket.error", reason: error.message }, "socket");
        },
        preClose: (done) => {
            for (const session of sessions) session.close(CLOSE.RESTART, "The server restarts.");
            done();
        }
    });
    app.route({
        method: "GET",
        url: SOCKET_PATH,
        onRequest: async (request) => {
            checkHandshake(request);
            checkOrigin(request, deps);
            const caller = await identify(request, deps);
            checkCount(sessions, caller);
            if (shared !== null && request.ws) await takePlace(shared, request, caller);
            request.socket_caller = caller;
        },
        handler: () => {
            throw new AppError("INVALID_HEADER", {
                message: "This path takes WebSocket connections only.",
                solution: "Connect with a WebSocket client: new WebSocket(url)."
            });
        },
        wsHandler: (socket, request) => {
            const caller = request.socket_caller;
            if (caller === null) {
                socket.close(CLOSE.AUTH);
                return;
            }
            const { log, raw } = request;
            const wire = raw.socket;
            const session = new SocketSession({ socket, wire, caller, deps, log, lookups });
            sessions.add(session);
            socket.on("close", () => {
                sessions.delete(session);
                session.end();
            });
            session.welcome();
        }
    });
    const look = setInterval(() => {
        for (const session of sessions) session.look();
        shared?.keep();
    }, LOOK_MS);
    look.unref();
    app.addHook("onClose", () => clearInterval(look));
}

const BEARER = "bearer";

/** What `ws` would refuse with an answer of its own. */
function checkHandshake({ headers, ws }: FastifyRequest): void {
    if (!ws) return;
    const isWhole =
        /^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "") &&
        /^(8|13)$/.test(headers["sec-websocket-version"] ?? "");
    if (isWhole) return;
    throw new AppError("INVALID_HEADER", {
        message: "This is no WebSocket handshake: its Sec-WebSocket-Key or -Version is wrong.",
        solution: "Connect with a WebSocket client: new WebSocket(url)."
    });
}

/** A page of another site must not act with what its visitor's browser holds. */
function checkOrigin({ headers }: FastifyRequest, { env }: Deps): void {
    const { origin } = headers;
    if (origin === undefined) return;
    if (origin === env.app_url || env.cors_origins.includes(origin)) return;
    // The Host of a browser's request is where the page's request went: no page can choose it.
    if (URL.canParse(origin) && new URL(origin).host === headers.host) return;
    throw new AppError("ORIGIN_NOT_ALLOWED");
}

/** By header, by sub-protocol (`bearer, <token or ticket>`), or in the URL: token or one-time ticket. */
async function identify(request: FastifyRequest, deps: Deps): Promise<Caller> {
    const url = new URL(request.url, "http://localhost");
    const ticket = url.searchParams.get("ticket");
    if (ticket !== null) return byTicket(deps, ticket);
    const presented =
        /^Bearer ([^\s,]+)$/.exec(request.headers.authorization ?? "")?.[1] ??
        protocolToken(request) ??
        url.searchParams.get("token");
    if (presented === null || presented === "")
        throw new AppError("UNAUTHORIZED", {
            message: "This connection needs an access token or a ticket.",
            solution:
                "Send Authorization: Bearer <token>, the sub-protocols bearer and <token>, or ?ticket= from POST /api/auth/ws-ticket."
        });
    // Tokens have dots, tickets have none.
    return presented.includes(".") ? authenticateToken(deps, presented) : byTicket(deps, presented);
}

async function byTicket(deps: Deps, ticket: string): Promise<Caller> {
    const caller = await takeTicket(deps, ticket);
    if (caller !== null) return caller;
    throw new AppError("UNAUTHORIZED", {
        message: "The ticket is unknown, was used already, or is too old.",
        solution: "Get a new one from POST /api/auth/ws-ticket; it is good for one connection."
    });
}

function protocolToken({ headers }: FastifyRequest): string | null {
    const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    return offered[0] === BEARER ? (offered[1] ?? null) : null;
}

function checkCount(sessions: ReadonlySet<SocketSession>, caller: Caller): void {
    let count = 0;
    for (const session of sessions) if (session.user_id === caller.user_id) count += 1;
    if (count >= SOCKET_LIMITS.sockets_per_user) throw tooMany(count);
}

/** At other processes too. It is given back when the connection goes, whatever came of the handshake. */
async function takePlace(
    shared: SharedSockets,
    { raw }: FastifyRequest,
    { user_id }: Caller
): Promise<void> {
    const id = newId();
    const count = await shared.take(user_id, id, SOCKET_LIMITS.sockets_per_user);
    if (count !== null) throw tooMany(count);
    const leave = (): void => shared.leave(user_id, id);
    if (raw.socket.destroyed) leave();
    else raw.socket.once("close", leave);
}

function tooMany(count: number): AppError {
    return new AppError("RATE_LIMITED", {
        message: `You have ${count} connections open, which is the limit.`,
        solution: "Close one first; one connection can follow many executions.",
        details: { limit: SOCKET_LIMITS.sockets_per_user },
        headers: { "retry-after": "10" }
    });
}
