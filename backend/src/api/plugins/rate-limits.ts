import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { RateLimiter } from "../rate-limiter.ts";
import { takeShared } from "../shared-limits.ts";
import type { RateDecision } from "../rate-limiter.ts";

/** Per address, however many accounts it tries; per account the limit itself holds (`login.ts`). */
const ACCOUNTS_PER_ADDRESS = 30;
/** A burst may use up this many seconds' worth of starts at once. */
const START_WINDOW_SECONDS = 5;

export interface RateLimits {
    /** Counts this request, sets the headers, throws when there were too many. */
    readonly check: (
        request: FastifyRequest,
        reply: FastifyReply,
        route: Route
    ) => void | Promise<void>;
}

/**
 * Counted here, at once; and where there is Redis, for all processes together. What is too much for
 * one process is too much for all, so a flood that is refused here costs Redis nothing.
 */
export function createRateLimits({
    env,
    metrics,
    redis
}: Pick<Deps, "env" | "metrics" | "redis">): RateLimits {
    const { requests_per_minute, starts_per_second, logins_per_minute } = env.rate_limits;
    const limiters = {
        default: limiter("default", requests_per_minute, 60),
        login: limiter("login", logins_per_minute * ACCOUNTS_PER_ADDRESS, 60),
        start: limiter("start", starts_per_second * START_WINDOW_SECONDS, START_WINDOW_SECONDS)
    };
    const decide = (reply: FastifyReply, decisions: readonly RateDecision[]): void => {
        announce(reply, decisions);
        const refused = decisions.find(({ allowed }) => !allowed);
        if (refused === undefined) return;
        metrics.rateLimited(refused.policy.name);
        throw tooMany(refused);
    };
    return {
        check: (request, reply, route) => {
            const kind = route.rate_limit ?? "default";
            if (kind === "none") return;
            const key = keyOf(request);
            const decisions = [limiters.default.take(key)];
            if (kind !== "default") decisions.push(limiters[kind].take(key));
            const active = decisions.filter(({ policy }) => policy.limit > 0);
            if (active.length === 0) return;
            const isRefused = active.some(({ allowed }) => !allowed);
            if (isRefused || redis?.isUp !== true) return decide(reply, active);
            const policies = active.map(({ policy }) => policy);
            return takeShared(redis, policies, key).then((shared) =>
                decide(reply, shared ?? active)
            );
        }
    };
}

function limiter(name: string, limit: number, window_seconds: number): RateLimiter {
    return new RateLimiter({ name, limit, window_seconds });
}

/** The workspace once it is known; before that the socket's address, whatever headers claim. */
function keyOf(request: FastifyRequest): string {
    return request.auth === null ? `ip:${request.ip}` : `ws:${request.auth.workspace_id}`;
}

/** The two fields of the IETF draft, and the older three for the policy that is nearest its end. */
function announce(reply: FastifyReply, decisions: readonly RateDecision[]): void {
    const [nearest] = decisions.toSorted((a, b) => share(a) - share(b));
    if (nearest === undefined) return;
    const policies = decisions.map(
        ({ policy }) => `"${policy.name}";q=${policy.limit};w=${policy.window_seconds}`
    );
    const states = decisions.map(
        ({ policy, remaining, reset_seconds }) =>
            `"${policy.name}";r=${remaining};t=${reset_seconds}`
    );
    void reply.headers({
        "ratelimit-policy": policies.join(", "),
        ratelimit: states.join(", "),
        "x-ratelimit-limit": String(nearest.policy.limit),
        "x-ratelimit-remaining": String(nearest.remaining),
        "x-ratelimit-reset": String(nearest.reset_seconds)
    });
}

function share({ policy, remaining }: RateDecision): number {
    return remaining / policy.limit;
}

function tooMany({ policy, reset_seconds }: RateDecision): AppError {
    return new AppError("RATE_LIMITED", {
        message: `More than ${policy.limit} requests in ${policy.window_seconds} seconds (limit "${policy.name}").`,
        details: {
            policy: policy.name,
            limit: policy.limit,
            window_seconds: policy.window_seconds,
            retry_after_seconds: reset_seconds
        },
        headers: { "retry-after": String(reset_seconds) }
    });
}

declare module "fastify" {
    interface FastifyInstance {
        rateLimits: RateLimits;
    }
}

export function decorateRateLimits(app: FastifyInstance, deps: Deps): void {
    app.decorate("rateLimits", createRateLimits(deps));
}
