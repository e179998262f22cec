import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Vite names these by their content: what was fetched once never changes. */
const IMMUTABLE = "/assets/";
/** Answered by others, whether or not the path exists. */
const OURS = /^\/(api|ws|health|metrics)(\/|$)/;

/**
 * The built single-page application. Every address inside it is the same page, which then shows what
 * the address names. Without a build (`npm run dev` has Vite) there is nothing to serve.
 */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
    if (!existsSync(join(folder, "index.html"))) return;
    await app.register(fastifyStatic, {
        root: folder,
        // One route per file, known at start: no path is ever looked up on disk.
        wildcard: false,
        index: false,
        cacheControl: false,
        setHeaders: (response, path) => {
            const isImmutable = path.slice(folder.length).startsWith(IMMUTABLE);
            const value = isImmutable ? "public, max-age=31536000, immutable" : "no-cache";
            void response.header("cache-control", value);
        }
    });
    app.get("/*", (request, reply) => {
        if (!isPage(request)) return reply.callNotFound();
        return reply.sendFile("index.html");
    });
}

/** A script or picture that is missing must not turn into a page. */
function isPage(request: FastifyRequest): boolean {
    const path = request.url.split("?", 1)[0] ?? "/";
    if (path === "/") return true;
    if (OURS.test(path) || path.startsWith(IMMUTABLE)) return false;
    return request.headers.accept?.includes("text/html") ?? false;
}
