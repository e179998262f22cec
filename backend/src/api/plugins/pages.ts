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
 * the address names. Without a build (`npm run dev` has Vite) one page says how to get one.
 */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
    if (!existsSync(join(folder, "index.html"))) {
        app.get("/", (_request, reply) => reply.status(503).type("text/html").send(NOT_BUILT));
        return;
    }
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

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>FlowMaestro</title>
<link rel="stylesheet" href="/api/docs/style.css">
<main>
<h1>The pages are not built yet</h1>
<p>The API runs. <code>npm start</code> builds the pages before it serves them;
<code>npm run build</code> builds them for a server that is running: restart it afterwards.
While developing, <code>npm run dev</code> serves them on port 3000.</p>
<p>Until then: <a href="/api/docs">API documentation</a>.</p>
</main>
</html>
`;

/** A script or picture that is missing must not turn into a page. */
function isPage(request: FastifyRequest): boolean {
    const path = request.url.split("?", 1)[0] ?? "/";
    if (path === "/") return true;
    if (OURS.test(path) || path.startsWith(IMMUTABLE)) return false;
    return request.headers.accept?.includes("text/html") ?? false;
}
