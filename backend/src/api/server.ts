import fastify, { LogController } from "fastify";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Deps } from "../deps.ts";
import { createRequestLogger } from "../platform/logger.ts";
import { isForSockets, mountWebSocket, SOCKET_PATH } from "../realtime/websocket.ts";
import { handlers } from "./handlers.ts";
import { mount } from "./mount.ts";
import { addPath } from "./paths.ts";
import { takeJsonBodies } from "./plugins/body.ts";
import { serveDocs } from "./plugins/docs.ts";
import { answerClientError, answerErrors, BODY_LIMIT, sendError } from "./plugins/errors.ts";
import { answerProbes } from "./plugins/health.ts";
import { refuseOddRequests } from "./plugins/odd-requests.ts";
import { servePages } from "./plugins/pages.ts";
import { decorateRateLimits } from "./plugins/rate-limits.ts";
import { followRequests, requestId } from "./plugins/requests.ts";
import { secure } from "./plugins/security.ts";

/** Headers within 15 s, the rest within 25: with the check every 2 s no socket is held for 30. */
const PATIENCE = { headers_ms: 15_000, request_ms: 25_000, check_ms: 2_000 } as const;

export interface ServerOptions {
    /** How long a request may take to arrive; tests have less. */
    readonly patience?: { readonly [K in keyof typeof PATIENCE]: number };
    readonly deps: Deps;
    /** Folder of the built pages; absent: the API only. */
    readonly pages?: string;
}

/** The whole API, ready and not listening: the process listens, tests inject or listen on port 0. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
    const { deps, pages, patience = PATIENCE } = options;
    const logger: FastifyBaseLogger = deps.logger;
    const app = fastify({
        loggerInstance: logger,
        // One line a request, written by `followRequests`.
        logController: new LogController({ disableRequestLogging: true }),
        childLoggerFactory: (_parent, bindings) =>
            createRequestLogger(deps.logger, { id: String(bindings.reqId) }),
        genReqId: requestId,
        trustProxy: deps.env.trust_proxy.length > 0 ? deps.env.trust_proxy : false,
        bodyLimit: BODY_LIMIT,
        http: {
            headersTimeout: patience.headers_ms,
            requestTimeout: patience.request_ms,
            connectionsCheckingInterval: patience.check_ms,
            maxHeaderSize: 16_384,
            // An upgrade nobody here speaks (some clients offer h2c with everything) is an ordinary request.
            shouldUpgradeCallback: isForSockets,
            // Refused by `refuseOddRequests`, in our words.
            requireHostHeader: false
        },
        // Refused by `followRequests`, in our words.
        return503OnClosing: false,
        requestTimeout: patience.request_ms,
        keepAliveTimeout: 65_000,
        routerOptions: { maxParamLength: 4_096, ignoreTrailingSlash: true },
        // We parse and check JSON ourselves (`json-text.ts`), which keeps none of these keys.
        onProtoPoisoning: "ignore",
        onConstructorPoisoning: "ignore",
        frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
        clientErrorHandler: answerClientError
    });
    followRequests(app, deps);
    refuseOddRequests(app);
    await secure(app, deps.env);
    takeJsonBodies(app);
    answerErrors(app);
    decorateRateLimits(app, deps);
    answerProbes(app, deps);
    await mountWebSocket(app, deps);
    addPath(SOCKET_PATH, "GET", "");
    serveDocs(app);
    mount(app, deps, handlers);
    if (pages !== undefined) await servePages(app, pages);
    await app.ready();
    return app;
}
