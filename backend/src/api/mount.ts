import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import type { RouteName } from "@flowmaestro/shared/contract/routes.ts";
import type { Deps } from "../deps.ts";
import { newId } from "../platform/ids.ts";
import { authenticate, permit } from "./authentication.ts";
import type { Answer, ApiRequest, Handler, Handlers } from "./handler.ts";
import { answerOnce } from "./idempotency.ts";
import { PREFIXES } from "./prefixes.ts";
import { checkAnswer } from "./response-check.ts";
import { validateRequest } from "./validation.ts";

/** Every route of the contract under both prefixes. A missing handler does not compile. */
export function mount(app: FastifyInstance, deps: Deps, handlers: Handlers): void {
    for (const name of Object.keys(routes) as RouteName[]) {
        const handler = handlers[name];
        for (const prefix of PREFIXES) mountRoute(app, deps, { name, prefix, handler });
    }
}

type AnyHandler = Handler<Route>;

interface Mounted {
    readonly name: RouteName;
    readonly prefix: string;
    readonly handler: AnyHandler;
}

function mountRoute(app: FastifyInstance, deps: Deps, { name, prefix, handler }: Mounted): void {
    const route: Route = routes[name];
    app.route({
        method: route.method,
        url: prefix + route.path,
        config: { route, route_name: name },
        // Before the body is read: who may not call is not listened to.
        onRequest: (request, reply, done) => {
            authenticate(request, reply, { route, deps }).then(() => done(), done);
        },
        handler: async (request, reply) => {
            const call = toCall({ request, reply, route, deps });
            permit(call.auth, route.permission);
            const answer = route.idempotent
                ? await answerOnce({ name, route, call, handler, deps })
                : await handler(call, deps);
            if (deps.env.environment === "test") checkAnswer(name, route, answer);
            return send(request, reply, route, answer);
        }
    });
}

interface Incoming {
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly route: Route;
    readonly deps: Deps;
}

function toCall({ request, reply, route, deps }: Incoming): ApiRequest {
    const parts = validateRequest(route, request);
    return {
        params: parts.params,
        query: parts.query,
        body: parts.body,
        headers: request.headers,
        auth: request.auth,
        resource_id: newId(),
        log: request.log,
        request_id: request.id,
        ip: request.ip,
        is_secure: isSecure(request, deps),
        signal: signalOf(reply)
    } as ApiRequest;
}

function isSecure(request: FastifyRequest, { env }: Deps): boolean {
    const isPublished = env.environment === "production" || env.app_url.startsWith("https:");
    return isPublished || request.protocol === "https";
}

function signalOf(reply: FastifyReply): AbortSignal {
    const controller = new AbortController();
    reply.raw.once("close", () => {
        if (!reply.raw.writableFinished) controller.abort();
    });
    return controller.signal;
}

function send(
    request: FastifyRequest,
    reply: FastifyReply,
    route: Route,
    answer: Answer
): FastifyReply | Promise<FastifyReply> {
    void reply.status(answer.status ?? route.status ?? 200).header("cache-control", "no-store");
    for (const [header, value] of Object.entries(answer.headers ?? {}))
        if (value !== undefined)
            void reply.header(header, typeof value === "string" ? value : [...value]);
    if ("data" in answer) return reply.send({ success: true, data: answer.data });
    if ("bytes" in answer) return reply.type(answer.content_type).send(answer.bytes);
    return stream(request, reply, answer);
}

async function stream(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: Extract<Answer, { stream: unknown }>
): Promise<FastifyReply> {
    reply.hijack();
    for (const [header, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(header, value);
    try {
        await answer.stream(reply.raw);
    } catch (error) {
        // The head is out: nothing can be answered any more, only ended.
        request.log.error({ err: error }, "stream_failed");
        reply.raw.destroy();
    }
    return reply;
}
