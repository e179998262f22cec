import type { Duplex } from "node:stream";
import type { FastifyBaseLogger } from "fastify";
import type { WebSocket } from "@fastify/websocket";
import {
    CLOSE,
    SOCKET_LIMITS,
    clientMessageSchema
} from "@flowmaestro/shared/contract/realtime.ts";
import type { ClientMessage } from "@flowmaestro/shared/contract/realtime.ts";
import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { ErrorCode } from "@flowmaestro/shared/contract/errors.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { Caller } from "../services/auth/authenticate.ts";
import { newId } from "../platform/ids.ts";
import { findOpenRequest } from "../services/requests/find-open.ts";
import { respond } from "../services/requests/respond.ts";
import type { Follower } from "./follower.ts";
import type { Lookups } from "./lookups.ts";
import { SocketWriter } from "./socket-writer.ts";

export interface SocketSessionOptions {
    readonly socket: WebSocket;
    /** What it came over. */
    readonly wire: Duplex;
    readonly caller: Caller;
    readonly deps: Deps;
    readonly log: FastifyBaseLogger;
    /** Of all sockets of this process. */
    readonly lookups: Lookups;
}

/**
 * One connection of one person. What it says is answered in order; a refusal is an `error` frame and
 * never a close. It ends with its token or session, when it floods us, and when it does not read.
 */
export class SocketSession {
    private readonly options: SocketSessionOptions;
    private readonly writer: SocketWriter;
    private readonly followers = new Map<string, Follower>();
    /** Messages are taken one after the other: an unsubscribe never overtakes its subscribe. */
    private turn: Promise<void> = Promise.resolve();
    private window = { start: 0, count: 0 };
    private readonly expiry: NodeJS.Timeout;
    private isAlive = true;
    private isOver = false;

    constructor(options: SocketSessionOptions) {
        this.options = options;
        const { socket, wire } = options;
        this.writer = new SocketWriter(socket, wire, () =>
            this.close(CLOSE.TOO_SLOW, "Frames are not read. Come back with after_seq.")
        );
        const left = options.caller.expires_at - options.deps.clock.now();
        this.expiry = setTimeout(
            () => this.close(CLOSE.AUTH, "The access token has expired."),
            Math.min(Math.max(left, 0), LONGEST_TIMER_MS)
        );
        this.expiry.unref();
        socket.on("message", (data, isBinary) => {
            if (this.isFlood()) return;
            this.turn = this.turn.then(() => this.take(isBinary ? null : textOf(data)));
        });
        socket.on("ping", () => this.isFlood());
        socket.on("pong", () => {
            this.isAlive = true;
        });
    }

    get user_id(): string {
        return this.options.caller.user_id;
    }

    welcome(): void {
        const { user_id, workspace_id } = this.options.caller;
        this.say({ type: "connection:established", user_id, workspace_id });
    }

    /** Every 25 s: is somebody there, and may they still be? */
    look(): void {
        if (!this.isAlive) {
            this.options.socket.terminate();
            return;
        }
        this.isAlive = false;
        this.options.socket.ping();
        const { caller, deps } = this.options;
        deps.sessions.role(caller).then(
            (role) => {
                if (role === null) this.close(CLOSE.AUTH, "The session has ended.");
            },
            // The database is away: nobody is put out for that.
            () => undefined
        );
    }

    close(code: number, reason: string): void {
        if (this.isOver) return;
        this.end();
        const { socket } = this.options;
        socket.close(code, reason);
        // Who does not read does not see the close either.
        setTimeout(() => socket.terminate(), 2_000).unref();
    }

    /** Lets go of everything; nothing is sent after this. */
    end(): void {
        this.isOver = true;
        clearTimeout(this.expiry);
        this.writer.stop();
        for (const follower of this.followers.values()) follower.stop();
        this.followers.clear();
    }

    private isFlood(): boolean {
        if (this.isOver) return true;
        const now = performance.now();
        if (now - this.window.start >= 1_000) this.window = { start: now, count: 0 };
        this.window.count += 1;
        if (this.window.count <= SOCKET_LIMITS.messages_per_second) return false;
        this.close(
            CLOSE.TOO_FAST,
            `More than ${SOCKET_LIMITS.messages_per_second} messages a second.`
        );
        return true;
    }

    private async take(text: string | null): Promise<void> {
        if (this.isOver) return;
        const message = readMessage(text);
        if (message === null) {
            this.refuse({ code: "VALIDATION_FAILED", message: WHAT_WE_TAKE });
            return;
        }
        try {
            await this.answer(message);
        } catch (error) {
            this.explain(error, message);
        }
    }

    private async answer(message: ClientMessage): Promise<void> {
        switch (message.type) {
            case "subscribe":
                await this.subscribe(message);
                return;
            case "unsubscribe":
                this.followers.get(message.execution_id)?.stop();
                this.followers.delete(message.execution_id);
                return;
            case "ping":
                this.say({ type: "pong" });
                return;
            case "user:input:response":
                await this.respond(message);
        }
    }

    /** That it won is said by the fact's own frame, to all who follow; that it did not, here. */
    private async respond(message: ClientMessage & { type: "user:input:response" }): Promise<void> {
        const { deps, caller } = this.options;
        // As it is now: a socket may be older than what its person may do.
        const role = await deps.sessions.role(caller);
        if (role === null || role === "viewer") throw new AppError("FORBIDDEN");
        const request_id = await findOpenRequest(deps, caller, message);
        const answer = { request_id, response: message.input, answer_id: newId() };
        const { accepted, execution_id, instance } = await respond(deps, caller, answer);
        if (!accepted) throw new AppError("UNAVAILABLE", { message: STILL_OPEN });
        // Who does not follow the execution would not hear of it: the same without its place.
        if (this.followers.has(execution_id)) return;
        const about = { execution_id, node_id: nodeOf(instance), instance, request_id };
        this.say({ type: "user:input:response", ...about });
    }

    private async subscribe(message: ClientMessage & { type: "subscribe" }): Promise<void> {
        const { deps, caller } = this.options;
        const { execution_id } = message;
        const known = this.followers.get(execution_id);
        if (known === undefined && this.followers.size >= SOCKET_LIMITS.subscriptions)
            throw new AppError("LIMIT_EXCEEDED", {
                message: `One connection follows at most ${SOCKET_LIMITS.subscriptions} executions.`,
                solution: "Unsubscribe from those that have ended, or open another connection."
            });
        const execution =
            deps.hub.known(execution_id, caller.workspace_id) ??
            (await this.options.lookups.find(deps, caller, execution_id));
        if (this.isOver) return;
        // Asking again starts again, from where the client says.
        known?.stop();
        const follower = deps.hub.follow({
            execution_id,
            workspace_id: caller.workspace_id,
            workflow_id: execution.workflow_id,
            after_seq: message.after_seq ?? message.last_seq ?? 0,
            is_over: execution.is_over,
            sink: {
                lines: (lines) => this.writer.lines(lines, () => this.isFollowing(follower)),
                hint: ({ text }) => this.writer.hint(text),
                ended: () => this.forget(follower),
                failed: (error) => {
                    this.forget(follower);
                    this.explain(error, message);
                }
            }
        });
        this.followers.set(execution_id, follower);
    }

    private isFollowing(follower: Follower): boolean {
        return !this.isOver && !follower.isStopped;
    }

    private forget(follower: Follower): void {
        for (const [id, each] of this.followers) if (each === follower) this.followers.delete(id);
    }

    private explain(error: unknown, message: ClientMessage): void {
        if (this.isOver) return;
        const about = {
            in_reply_to: message.type,
            ...("execution_id" in message ? { execution_id: message.execution_id } : {})
        };
        if (error instanceof AppError) {
            const { code, solution, details } = error;
            this.refuse({ code, message: error.message, solution, details, ...about });
            return;
        }
        this.options.log.warn({ event: "socket.message_failed", err: error }, "socket");
        const words = "The server cannot answer this now. Try again in a moment.";
        this.refuse({ code: "UNAVAILABLE", message: words, ...about });
    }

    private refuse(refusal: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly [field: string]: unknown;
    }): void {
        this.say({ type: "error", ...refusal });
    }

    private say(message: { readonly type: string; readonly [field: string]: unknown }): void {
        if (this.isOver) return;
        const timestamp = new Date(this.options.deps.clock.now()).toISOString();
        this.writer.say(JSON.stringify({ ...message, timestamp }));
    }
}

/** A ticket's socket lasts as long as its session: 25 days, and then it comes back. */
const LONGEST_TIMER_MS = 2_147_483_647;

const STILL_OPEN =
    "The answer is stored and nobody knows yet whether it is the first. Follow the execution to see.";

const WHAT_WE_TAKE =
    "This is not a message we take. Send JSON text of type subscribe, unsubscribe, user:input:response or ping.";

function readMessage(text: string | null): ClientMessage | null {
    if (text === null) return null;
    try {
        const parsed = clientMessageSchema.safeParse(JSON.parse(text));
        return parsed.success ? parsed.data : null;
    } catch {
        // Not JSON, or nested deeper than anybody can read.
        return null;
    }
}

/** `ws` gives text in one buffer. */
function textOf(data: unknown): string | null {
    return Buffer.isBuffer(data) ? data.toString("utf8") : null;
}
