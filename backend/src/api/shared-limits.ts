import type { RedisLink } from "../platform/redis/redis-link.ts";
import type { RateDecision, RatePolicy } from "./rate-limiter.ts";

/**
 * Counts all keys in one go. A window begins with its key's first request and is gone when it ends; a
 * key that lost its end (a crash between the two) gets one.
 */
const TAKE = `
local taken = {}
for at, key in ipairs(KEYS) do
    local count = redis.call("incr", key)
    local left = redis.call("pttl", key)
    if left < 0 then
        left = tonumber(ARGV[at])
        redis.call("pexpire", key, left)
    end
    taken[#taken + 1] = count
    taken[#taken + 1] = left
end
return taken
`;

/**
 * The limits of all processes together, in Redis. Null where it does not answer in time: then each
 * process counts for itself, which it has done all along.
 */
export async function takeShared(
    redis: RedisLink,
    policies: readonly RatePolicy[],
    key: string
): Promise<RateDecision[] | null> {
    const keys = policies.map(({ name }) => `${redis.space}rate:{${key}}:${name}`);
    const windows = policies.map(({ window_seconds }) => window_seconds * 1_000);
    const taken = await redis.ask((client) => client.eval(TAKE, keys.length, ...keys, ...windows));
    if (!Array.isArray(taken)) return null;
    return policies.map((policy, at) => {
        const count = Number(taken[at * 2]);
        return {
            allowed: policy.limit === 0 || count <= policy.limit,
            policy,
            remaining: Math.max(0, policy.limit - count),
            reset_seconds: Math.max(1, Math.ceil(Number(taken[at * 2 + 1]) / 1_000))
        };
    });
}
