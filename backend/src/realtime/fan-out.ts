import type { Pool } from "pg";
import type { RedisAddress } from "../env/redis.ts";
import type { Logger } from "../platform/logger.ts";
import { RedisLink } from "../platform/redis/redis-link.ts";
import type { NoticeChannel } from "../storage/notices.ts";
import { Bus } from "./bus/bus.ts";
import { BUS_CHANNEL, postgresWire } from "./bus/postgres-wire.ts";
import { redisWire } from "./bus/redis-wire.ts";
import { RedisStreams } from "./streams/redis-streams.ts";
import type { StreamStore } from "./streams/stream-store.ts";

export interface FanOutOptions {
    /** With whose part of it is ours, since others may use it too; null: there is none. */
    readonly place: { readonly address: RedisAddress; readonly installation: string } | null;
    readonly pool: Pool;
    readonly logger: Logger;
    readonly resources: AsyncDisposableStack;
    /** Of another process. */
    readonly onSessionEnded: (session_id: string) => void;
}

/** What the processes of one installation have between them. */
export interface FanOut {
    readonly redis: RedisLink | null;
    readonly bus: Bus;
    readonly streams?: StreamStore;
    /** To be listened to in Postgres. */
    readonly notices: readonly NoticeChannel[];
}

/** Through Redis where there is one, else through Postgres; the same to everybody else. */
export function openFanOut({ place, pool, logger, ...options }: FanOutOptions): FanOut {
    const { resources, onSessionEnded } = options;
    if (place === null) {
        const wire = postgresWire({ pool, logger });
        const bus = new Bus(wire, onSessionEnded);
        resources.defer(() => bus.close());
        const { onNotice, onListening } = wire;
        return { redis: null, bus, notices: [{ name: BUS_CHANNEL, onNotice, onListening }] };
    }
    const redis = new RedisLink({ ...place, logger });
    resources.defer(() => redis.close());
    const bus = new Bus(redisWire(redis), onSessionEnded);
    resources.defer(() => bus.close());
    redis.open();
    return { redis, bus, streams: new RedisStreams(redis), notices: [] };
}
