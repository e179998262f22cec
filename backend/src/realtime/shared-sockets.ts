import type { RedisLink } from "../platform/redis/redis-link.ts";

/** Of a process that died its sockets are forgotten after this; one that lives says so in time. */
const KEEP_MS = 75_000;

/**
 * A person's open sockets, each with its end by Redis's own clock, since those of processes differ.
 * Taking a place and looking whether there is one are one step.
 */
const TAKE = `
local time = redis.call("time")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("zremrangebyscore", KEYS[1], "-inf", now)
local count = redis.call("zcard", KEYS[1])
if count >= tonumber(ARGV[2]) then return count end
redis.call("zadd", KEYS[1], now + ARGV[1], ARGV[3])
redis.call("pexpire", KEYS[1], ARGV[1])
return -1
`;

const KEEP = `
local time = redis.call("time")
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for at = 2, #ARGV do redis.call("zadd", KEYS[1], ends, ARGV[at]) end
redis.call("pexpire", KEYS[1], ARGV[1])
`;

/** How many sockets a person has open at all processes together, where they share a Redis. */
export class SharedSockets {
    private readonly redis: RedisLink;
    /** Those of this process, by whose they are. */
    private readonly open = new Map<string, Set<string>>();

    constructor(redis: RedisLink) {
        this.redis = redis;
    }

    /** Null: there is a place, or Redis does not say. Else how many stand in the way. */
    async take(user_id: string, id: string, limit: number): Promise<number | null> {
        const own = this.open.get(user_id) ?? new Set();
        this.open.set(user_id, own.add(id));
        const key = this.keyOf(user_id);
        const answer = await this.redis.ask((client) =>
            client.eval(TAKE, 1, key, KEEP_MS, limit, id)
        );
        const count = Number(answer ?? -1);
        if (count < 0) return null;
        this.leave(user_id, id);
        return count;
    }

    leave(user_id: string, id: string): void {
        const own = this.open.get(user_id);
        own?.delete(id);
        if (own?.size === 0) this.open.delete(user_id);
        this.redis.tell((client) => client.zrem(this.keyOf(user_id), id));
    }

    /** Said from time to time; also tells a Redis that has come back empty. */
    keep(): void {
        if (this.open.size === 0) return;
        this.redis.tellAll((pipeline) => {
            for (const [user_id, ids] of this.open)
                pipeline.eval(KEEP, 1, this.keyOf(user_id), KEEP_MS, ...ids);
            return pipeline;
        });
    }

    private keyOf(user_id: string): string {
        return `${this.redis.space}sockets:${user_id}`;
    }
}
