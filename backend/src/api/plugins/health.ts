import type { FastifyInstance } from "fastify";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { readiness } from "../../services/readiness.ts";
import { VERSION } from "../../version.ts";
import { addPath } from "../paths.ts";

/** Where probes look: at the root, and under the API for those who only reach that. */
const PREFIXES = ["", "/api", "/api/v1"] as const;

/** Asked by machines every few seconds: no token, no rate limit, no access log. */
export function answerProbes(app: FastifyInstance, deps: Deps): void {
    const startedAt = Date.now();
    const probe = (path: string, answer: () => Promise<object> | object): void => {
        addPath(path, "GET");
        addPath(path, "GET", "");
        for (const prefix of PREFIXES)
            app.get(prefix + path, { config: { isProbe: true } }, async (_request, reply) => {
                void reply.header("cache-control", "no-store");
                return { success: true, data: await answer() };
            });
    };
    probe("/health", () => ({
        status: "ok",
        version: VERSION,
        engine: deps.engine.name,
        uptime_seconds: Math.floor((Date.now() - startedAt) / 1_000)
    }));
    probe("/health/live", () => ({ status: "ok" }));
    let said = "";
    /** One line when the answer changes: what is away for an hour is asked for hundreds of times. */
    const say = (now: string): void => {
        if (now === said) return;
        if (now === "") deps.logger.info({ event: "health.ready" }, "Ready again");
        else deps.logger.warn({ event: "health.not_ready" }, now);
        said = now;
    };
    probe("/health/ready", async () => {
        const { ready, checks } = await readiness(deps);
        // What it does without is no reason.
        const wanting = checks.filter(({ ok, is_optional = false }) => !ok && !is_optional);
        say(wanting.flatMap(({ reason }) => reason ?? []).join(" "));
        if (ready) return { status: "ready", checks };
        const reasons = checks.flatMap(({ reason }) => reason ?? []);
        throw new AppError(deps.lifecycle.phase === "stopping" ? "SHUTTING_DOWN" : "UNAVAILABLE", {
            message: reasons.join(" "),
            details: { checks, reasons }
        });
    });
    for (const prefix of PREFIXES)
        app.get(`${prefix}/metrics`, { config: { isProbe: true } }, async (_request, reply) => {
            void reply.type(deps.metrics.registry.contentType).header("cache-control", "no-store");
            return deps.metrics.registry.metrics();
        });
    addPath("/metrics", "GET");
    addPath("/metrics", "GET", "");
}
