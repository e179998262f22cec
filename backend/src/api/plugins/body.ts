import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../../errors.ts";
import { parseJsonText } from "../json-text.ts";

/** JSON and nothing else, whatever it calls itself: every other content type is refused. */
export function takeJsonBodies(app: FastifyInstance): void {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
        "*",
        { parseAs: "buffer" },
        (request: FastifyRequest, body: Buffer, done) => {
            answering(done, () => {
                if (body.length > 0) checkContentType(request.headers["content-type"]);
                return parseJsonText(body);
            });
        }
    );
    // After authentication and before the body is read: nobody sends a megabyte to hear it.
    app.addHook("preParsing", (request, _reply, payload, done) => {
        answering(done, () => {
            const encoding = request.headers["content-encoding"];
            if (encoding !== undefined && encoding !== "identity")
                throw unsupported(`Content-Encoding ${encoding.slice(0, 40)} is not taken.`);
            if (hasBody(request)) checkContentType(request.headers["content-type"]);
            return payload;
        });
    });
}

/** Calls back outside of the attempt: what fails further on is not ours. */
function answering<T>(done: (error: Error | null, value?: T) => void, work: () => T): void {
    let value: T;
    try {
        value = work();
    } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
        return;
    }
    done(null, value);
}

function hasBody({ headers }: FastifyRequest): boolean {
    if (headers["transfer-encoding"] !== undefined) return true;
    return headers["content-length"] !== undefined && headers["content-length"] !== "0";
}

const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*"?utf-8"?[ \t]*)?;?$/i;

function checkContentType(header: string | undefined): void {
    if (header === undefined) throw unsupported("The body has no Content-Type.");
    if (!JSON_TYPE.test(header.trim()))
        throw unsupported(`Content-Type ${header.slice(0, 80)} is not taken.`);
}

function unsupported(message: string): AppError {
    return new AppError("UNSUPPORTED_MEDIA_TYPE", { message });
}
