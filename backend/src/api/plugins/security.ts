import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyHelmetOptions } from "@fastify/helmet";
import fastify from "fastify";
import type { FastifyInstance } from "fastify";
import type { Env } from "../../env.ts";

const EXPOSED_HEADERS = [
    "X-Request-Id",
    "ETag",
    "Link",
    "Location",
    "Retry-After",
    "Idempotent-Replayed",
    "Preference-Applied",
    "Content-Range",
    "RateLimit",
    "RateLimit-Policy",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset"
];

/**
 * What every answer carries: what a page of ours may load, and where it may stand. The web image serves
 * the pages with the same ones (`npm run gen`).
 */
export async function securityHeaders(
    environment: Env["environment"]
): Promise<{ [name: string]: string }> {
    return helmetHeaders({
        contentSecurityPolicy: {
            useDefaults: false,
            directives: {
                defaultSrc: ["'self'"],
                scriptSrc: ["'self'"],
                styleSrc: ["'self'"],
                imgSrc: ["'self'", "data:", "blob:"],
                fontSrc: ["'self'"],
                connectSrc: ["'self'"],
                workerSrc: ["'self'", "blob:"],
                objectSrc: ["'none'"],
                baseUri: ["'none'"],
                formAction: ["'self'"],
                frameAncestors: ["'none'"]
            }
        },
        crossOriginEmbedderPolicy: false,
        frameguard: { action: "deny" },
        referrerPolicy: { policy: "same-origin" },
        // Only meaningful over TLS; a development server must not teach browsers to insist on it.
        strictTransportSecurity: environment === "production"
    });
}

/** Headers for browsers, and which other pages may call. */
export async function secure(app: FastifyInstance, env: Env): Promise<void> {
    const headers = await securityHeaders(env.environment);
    app.addHook("onRequest", (_request, reply, done) => {
        void reply.headers(headers);
        done();
    });
    await app.register(cors, {
        // Named origins only. Without a match there are no CORS headers at all.
        origin: (origin, answer) =>
            answer(null, origin !== undefined && env.cors_origins.includes(origin)),
        credentials: true,
        methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allowedHeaders: [
            "Authorization",
            "Content-Type",
            "If-Match",
            "Idempotency-Key",
            "Prefer",
            "Last-Event-ID",
            "X-Request-Id",
            "traceparent"
        ],
        exposedHeaders: EXPOSED_HEADERS,
        maxAge: 600,
        strictPreflight: false
    });
}

/** What helmet sets, which is the same for every answer: asked once, not worked out for each. */
async function helmetHeaders(options: FastifyHelmetOptions): Promise<{ [name: string]: string }> {
    const app = fastify();
    await app.register(helmet, options);
    app.get("/", async () => "");
    const { headers } = await app.inject("/");
    await app.close();
    return Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) =>
            OF_THE_ANSWER.has(name) ? [] : [[name, String(value)]]
        )
    );
}

const OF_THE_ANSWER: ReadonlySet<string> = new Set([
    "connection",
    "content-length",
    "content-type",
    "date"
]);
