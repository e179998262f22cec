import fastify, { LogController } from "fastify";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Deps } from "../deps.ts";
import { answerErrors } from "./plugins/errors.ts";
import { answerProbes } from "./plugins/health.ts";

/** Of a process without an API: whether it works, for machines that ask every few seconds. */
export async function buildProbes(deps: Deps): Promise<FastifyInstance> {
    const logger: FastifyBaseLogger = deps.logger;
    const app = fastify({
        loggerInstance: logger,
        logController: new LogController({ disableRequestLogging: true }),
        bodyLimit: 1_024,
        requestTimeout: 10_000,
        return503OnClosing: false
    });
    answerErrors(app);
    answerProbes(app, deps);
    await app.ready();
    return app;
}
