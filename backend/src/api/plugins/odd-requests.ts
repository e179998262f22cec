import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { AppError, toHouseError } from "../../errors.ts";
import { newId } from "../../platform/ids.ts";
import { endSocket } from "./errors.ts";

/** What Node would answer by itself, in words of its own or by hanging up. */
export function refuseOddRequests(app: FastifyInstance): void {
    app.server.on("connect", (_request, socket) => {
        endSocket(
            socket as Socket,
            new AppError("METHOD_NOT_ALLOWED", { message: "This is no proxy." })
        );
    });
    app.addHook("onRequest", async ({ headers, raw }) => {
        if (raw.httpVersion !== "1.1" || headers.host !== undefined) return;
        throw new AppError("INVALID_HEADER", {
            message: "There is no Host header.",
            solution: "Send one, as every HTTP/1.1 client does."
        });
    });
    app.server.on("checkExpectation", (_request, response) => {
        const error = new AppError("INVALID_HEADER", {
            message: "Expect takes nothing but 100-continue.",
            solution: "Leave the Expect header out."
        });
        const body = JSON.stringify({ success: false, error: toHouseError(error, newId()) });
        response.writeHead(error.status, {
            "content-type": "application/json; charset=utf-8",
            "content-length": Buffer.byteLength(body)
        });
        response.end(body);
    });
}
