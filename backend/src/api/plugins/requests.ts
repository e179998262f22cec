import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { AppError } from "../../errors.ts";
import type { Deps } from "../../deps.ts";
import { newId } from "../../platform/ids.ts";

const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const MAX_URL_LENGTH = 8_192;

/** The caller's id when it can stand in a log line and a header, else a new one. */
export function requestId(request: IncomingMessage): string {
    const given = request.headers["x-request-id"];
    return typeof given === "string" && SANE_ID.test(given) ? given : newId();
}

declare module "fastify" {
    interface FastifyContextConfig {
        isProbe?: boolean;
    }
}

/** Every request has an id that comes back, and leaves one line in the log: never a query, never a body. */
export function followRequests(
    app: FastifyInstance,
    { metrics, lifecycle }: Pick<Deps, "metrics" | "lifecycle">
): void {
    app.decorateRequest("auth", null);
    // Hooks that wait for nothing call back: a promise each would be a turn of the queue each.
    app.addHook("onRequest", (request, reply, done) => {
        void reply.header("x-request-id", request.id);
        // Probes say themselves how we are.
        const isProbe = request.routeOptions.config?.isProbe === true;
        if (request.url.length > MAX_URL_LENGTH) done(new AppError("URI_TOO_LONG"));
        else if (lifecycle.phase === "stopping" && !isProbe)
            done(new AppError("SHUTTING_DOWN", { headers: { connection: "close" } }));
        else done();
    });
    app.addHook("onResponse", (request, reply, done) => {
        const route = request.routeOptions.url ?? "unmatched";
        const { method } = request;
        const labels = { method, route, status: String(reply.statusCode) };
        metrics.http.observe(labels, reply.elapsedTime / 1_000);
        const trace = TRACEPARENT.exec(String(request.headers.traceparent ?? ""))?.[1];
        const line = {
            method,
            // The pattern, not the path: ids are in their own fields, and tokens never in any.
            route,
            status: reply.statusCode,
            duration_ms: Math.round(reply.elapsedTime * 10) / 10,
            ip: request.ip,
            ...(request.auth === null
                ? {}
                : { workspace_id: request.auth.workspace_id, user_id: request.auth.user_id }),
            ...(trace === undefined ? {} : { trace_id: trace })
        };
        // Machines that ask how we are every few seconds are no news, and neither is the same answer.
        const isNews = request.routeOptions.config.isProbe !== true || reply.statusCode === 500;
        if (!isNews) request.log.debug(line, "request");
        else if (reply.statusCode >= 500) request.log.error(line, "request");
        else request.log.info(line, "request");
        done();
    });
}
