import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ERRORS } from "@flowmaestro/shared/contract/errors.ts";
import type { ErrorCode, HouseError } from "@flowmaestro/shared/contract/errors.ts";
import { AppError, toHouseError } from "../../errors.ts";
import { newId } from "../../platform/ids.ts";
import { isUnavailable } from "../../storage/availability.ts";
import { methodsOf } from "../paths.ts";

/** Everything that goes wrong, wherever, leaves here in one format. */
export function answerErrors(app: FastifyInstance): void {
    app.setErrorHandler((error: Error, request, reply) => sendError(error, request, reply));
    app.setNotFoundHandler((request, reply) => {
        const allowed = methodsOf(pathOf(request));
        if (allowed === null) throw routeNotFound(request);
        const allow = allowed.join(", ");
        if (request.method === "OPTIONS") return reply.status(204).header("allow", allow).send();
        throw new AppError("METHOD_NOT_ALLOWED", {
            message: `This path does not take ${request.method}.`,
            solution: `Use ${allow}.`,
            details: { allowed },
            headers: { allow }
        });
    });
}

export function sendError(
    error: Error,
    request: FastifyRequest,
    reply: FastifyReply
): FastifyReply {
    const known = toAppError(error);
    // A probe that says no is an answer: it is logged where it is given, when it changes.
    const isAnswer = known.status === 503 && request.routeOptions.config.isProbe === true;
    if (known.status >= 500 && !isAnswer)
        request.log.error({ err: error, code: known.code }, "request_failed");
    const house = toHouseError(known, request.id);
    for (const [header, value] of Object.entries(known.headers)) void reply.header(header, value);
    if (known.status === 401) void reply.header("www-authenticate", 'Bearer realm="flowmaestro"');
    if (known.status === 503 && !reply.hasHeader("retry-after"))
        void reply.header("retry-after", "5");
    void reply.status(known.status).headers({
        "cache-control": "no-store",
        // Where Fastify gave up before any hook ran, nobody has set these.
        "x-content-type-options": "nosniff",
        "x-request-id": request.id
    });
    if (wantsProblem(request))
        return reply
            .type("application/problem+json")
            .send(JSON.stringify(toProblem(house, request)));
    return reply.send({ success: false, error: house });
}

/** RFC 9457: the same codes and words. */
function toProblem(error: HouseError, request: FastifyRequest): object {
    const { reason, solution, documentation, field_errors, ...more } = error.details;
    return {
        type: documentation ?? "about:blank",
        title: reason.replaceAll("_", " "),
        status: ERRORS[error.code as ErrorCode].status,
        detail: error.message,
        instance: `urn:request:${request.id}`,
        code: error.code,
        solution,
        is_retryable: error.is_retryable,
        request_id: error.request_id,
        ...(field_errors === undefined ? {} : { errors: field_errors }),
        ...(Object.keys(more).length === 0 ? {} : { details: more })
    };
}

function wantsProblem(request: FastifyRequest): boolean {
    return request.headers.accept?.includes("application/problem+json") ?? false;
}

function toAppError(error: Error & { code?: string; statusCode?: number }): AppError {
    if (error instanceof AppError) return error;
    const framework = error.code === undefined ? undefined : FRAMEWORK[error.code];
    if (framework !== undefined) return framework(error);
    if (isUnavailable(error)) return new AppError("UNAVAILABLE", { cause: error });
    // A plugin refused with a status of its own; its words are not ours to pass on.
    const status = error.statusCode ?? 500;
    const code =
        status >= 400 && status < 500
            ? (BY_STATUS[status] ?? "VALIDATION_FAILED")
            : "INTERNAL_ERROR";
    return new AppError(code, { cause: error });
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "ROUTE_NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "PAYLOAD_TOO_LARGE",
    414: "URI_TOO_LONG",
    415: "UNSUPPORTED_MEDIA_TYPE",
    416: "RANGE_NOT_SATISFIABLE",
    429: "RATE_LIMITED"
};

export const BODY_LIMIT = 1_048_576;

const FRAMEWORK: Readonly<Record<string, (error: Error) => AppError>> = {
    FST_ERR_CTP_BODY_TOO_LARGE: () =>
        new AppError("PAYLOAD_TOO_LARGE", {
            message: `The body is larger than ${BODY_LIMIT} bytes.`,
            details: { limit_bytes: BODY_LIMIT }
        }),
    FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError("UNSUPPORTED_MEDIA_TYPE"),
    FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
        new AppError("INVALID_HEADER", {
            message: "Content-Length is not the length of the body.",
            solution: "Send the body's length in bytes, or leave the header to your HTTP client."
        }),
    FST_ERR_BAD_URL: () =>
        new AppError("VALIDATION_FAILED", {
            message: "The path is not valid percent-encoding.",
            solution: "Encode each part of the path with encodeURIComponent."
        }),
    FST_ERR_MAX_PARAM_LENGTH: () => new AppError("URI_TOO_LONG")
};

function routeNotFound(request: FastifyRequest): AppError {
    const path = pathOf(request).slice(0, 200);
    return new AppError("ROUTE_NOT_FOUND", {
        message: `There is no route ${request.method} ${path}.`
    });
}

function pathOf(request: FastifyRequest): string {
    return request.url.split("?", 1)[0] ?? "/";
}

/** Requests that Node's parser gave up on: there is no request to answer, only a socket. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === "ECONNRESET" || !socket.writable) {
        socket.destroy();
        return;
    }
    endSocket(socket, clientError(error.code ?? ""));
}

function clientError(code: string): AppError {
    switch (code) {
        case "HPE_HEADER_OVERFLOW":
            return new AppError("HEADERS_TOO_LARGE");
        case "ERR_HTTP_REQUEST_TIMEOUT":
            return new AppError("REQUEST_TIMEOUT");
        case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
            return new AppError("PAYLOAD_TOO_LARGE");
        default:
            return new AppError("INVALID_HEADER", {
                message: "This is not a well-formed HTTP request.",
                solution: "Send it with an HTTP client, with either Content-Length or chunks."
            });
    }
}

const REASONS: Readonly<Record<number, string>> = {
    400: "Bad Request",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    431: "Request Header Fields Too Large"
};

export function endSocket(socket: Socket, error: AppError): void {
    const request_id = newId();
    const body = JSON.stringify({ success: false, error: toHouseError(error, request_id) });
    const head = [
        `HTTP/1.1 ${error.status} ${REASONS[error.status] ?? "Bad Request"}`,
        "connection: close",
        "content-type: application/json; charset=utf-8",
        `content-length: ${Buffer.byteLength(body)}`,
        `x-request-id: ${request_id}`
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
