import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { openApi } from "@flowmaestro/shared/contract/openapi.ts";
import { VERSION } from "../../version.ts";
import { docsPage } from "../docs/page.ts";
import { addPath } from "../paths.ts";
import { PREFIXES } from "../prefixes.ts";

interface Document {
    readonly type: string;
    readonly body: Buffer;
    readonly packed: Buffer;
    readonly etag: string;
}

const STYLES = ["tokens.gen.css", "page.css", "operation.css"];

/** The contract for readers and for tools. Made when it is first asked for; it never changes after. */
export function serveDocs(app: FastifyInstance): void {
    const documents: Readonly<Record<string, () => Document>> = {
        "/openapi.json": once(() =>
            prepare("application/json", JSON.stringify(openApi({ version: VERSION })))
        ),
        "/docs": once(() => prepare("text/html", docsPage(VERSION))),
        "/docs/style.css": once(() => prepare("text/css", STYLES.map(read).join("\n")))
    };
    for (const [path, document] of Object.entries(documents)) {
        addPath(path, "GET");
        for (const prefix of PREFIXES)
            app.get(prefix + path, (request, reply) => send(request, reply, document()));
    }
}

function read(name: string): string {
    return readFileSync(join(import.meta.dirname, "../docs", name), "utf8");
}

function send(request: FastifyRequest, reply: FastifyReply, document: Document): FastifyReply {
    const { type, body, packed, etag } = document;
    void reply.headers({
        etag,
        "cache-control": "no-cache",
        "content-type": `${type}; charset=utf-8`,
        vary: "Accept-Encoding"
    });
    if (request.headers["if-none-match"] === etag) return reply.status(304).send();
    const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    if (takesGzip) return reply.header("content-encoding", "gzip").send(packed);
    return reply.send(body);
}

function prepare(type: string, text: string): Document {
    const body = Buffer.from(text);
    const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
    return { type, body, packed: gzipSync(body), etag };
}

function once<T>(make: () => T): () => T {
    let made: { readonly value: T } | undefined;
    return () => (made ??= { value: make() }).value;
}
