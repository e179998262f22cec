import { z } from "zod";
import type { RedisLink } from "../../platform/redis/redis-link.ts";
import type { StreamEntry, StreamStore } from "./stream-store.ts";

const KEEP_SECONDS = 3_600;
const MAX_ENTRIES = 2_000;
const READ_MS = 300;
/** Instances of one execution that are read for one who comes back. */
const MAX_INSTANCES = 50;
/** The keys' time is set anew this often, not with every breath. */
const RENEW_EVERY = 64;

const kept = z.object({
    node_id: z.string(),
    instance: z.string(),
    attempt: z.int()
});

const said = z.object({
    chunk: z.string().optional(),
    percent: z.number().optional(),
    message: z.string().optional()
});

/**
 * Redis Streams, one for each (execution, instance, attempt), with the entry's number as its id: one
 * that comes twice or late is refused by Redis itself. An index says which attempt is the last. All of
 * it is bounded and goes away by itself.
 */
export class RedisStreams implements StreamStore {
    private readonly link: RedisLink;

    constructor(link: RedisLink) {
        this.link = link;
    }

    append({ execution_id, n, node_id, instance, attempt, ...rest }: StreamEntry): void {
        const key = this.keyOf(execution_id, instance, attempt);
        const index = this.indexOf(execution_id);
        this.link.tellAll((pipeline) => {
            if (n === 1) {
                const about = JSON.stringify({ node_id, instance, attempt });
                // An attempt that a crash cut short is made again under its number.
                pipeline.del(key).hset(index, instance, about).expire(index, KEEP_SECONDS);
                if (attempt > 1) pipeline.unlink(this.keyOf(execution_id, instance, attempt - 1));
            }
            const text = JSON.stringify(rest);
            pipeline.xadd(key, "MAXLEN", "~", MAX_ENTRIES, `${n}-0`, "d", text);
            if (n % RENEW_EVERY === 1)
                pipeline.expire(key, KEEP_SECONDS).expire(index, KEEP_SECONDS);
            return pipeline;
        });
    }

    async read(execution_id: string): Promise<readonly StreamEntry[]> {
        const index = await this.link.ask(
            (redis) => redis.hvals(this.indexOf(execution_id)),
            READ_MS
        );
        if (index === null || index.length === 0) return [];
        const streams = index.slice(-MAX_INSTANCES).flatMap((text) => {
            const parsed = kept.safeParse(JSON.parse(text));
            return parsed.success ? [parsed.data] : [];
        });
        const entries = await Promise.all(streams.map((one) => this.entries(execution_id, one)));
        return entries.flat();
    }

    private async entries(
        execution_id: string,
        about: z.infer<typeof kept>
    ): Promise<readonly StreamEntry[]> {
        const key = this.keyOf(execution_id, about.instance, about.attempt);
        const found = await this.link.ask((redis) => redis.xrange(key, "-", "+"), READ_MS);
        return (found ?? []).flatMap(([id, fields]) => {
            const parsed = said.safeParse(JSON.parse(fields[1] ?? "null"));
            if (!parsed.success) return [];
            const n = Number.parseInt(id, 10);
            return [{ execution_id, ...about, n, ...parsed.data }];
        });
    }

    private indexOf(execution_id: string): string {
        return `${this.link.space}streams:{${execution_id}}`;
    }

    private keyOf(execution_id: string, instance: string, attempt: number): string {
        return `${this.link.space}stream:{${execution_id}}:${instance}:${attempt}`;
    }
}
