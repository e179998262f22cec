import { Redis } from "ioredis";
import type { ChainableCommander } from "ioredis";
import type { RedisAddress } from "../../env/redis.ts";
import type { Logger } from "../logger.ts";
import { Breaker } from "./breaker.ts";

export interface RedisLinkOptions {
    readonly address: RedisAddress;
    readonly logger: Logger;
    /** Whose it is: several installations may use one Redis. */
    readonly installation: string;
}

export interface RedisListener {
    readonly onMessage: (channel: string, text: string) => void;
    /** From now on nothing is missed; what was said before was. */
    readonly onUp: () => void;
}

/** Hints wait for this long and no longer. */
const COMMAND_MS = 1_000;
/** A request waits for this long before it is counted here. */
const ASK_MS = 50;
const PING_MS = 3_000;
/** A connection that was written to and says nothing for so long is given up. */
const SILENT_MS = 4_000;
const RETRY_MOST_MS = 2_000;
/** Written and not answered: more is not piled up on a server that has stopped reading. */
const IN_FLIGHT_MOST = 5_000;

/**
 * The process's two connections to Redis: one asks, one listens. Nothing that is lost with Redis was
 * the only copy of anything, so nobody waits for it: while it is away commands are refused at once,
 * and whoever asked does without. It is tried again for ever; an outage is one line of the log.
 */
export class RedisLink {
    /** Stands before every key and channel. */
    readonly space: string;
    private readonly logger: Logger;
    private readonly redis: Redis;
    private readonly ear: Redis;
    private readonly breaker = new Breaker();
    private readonly pulse: NodeJS.Timeout;
    private readonly channels = new Set<string>();
    private listener: RedisListener | null = null;
    private inFlight = 0;
    private isAway = false;
    private isClosed = false;

    constructor({ address, logger, installation }: RedisLinkOptions) {
        this.space = `fm:${installation}:`;
        this.logger = logger;
        this.redis = this.connection(address, "ask");
        this.ear = this.connection(address, "listen");
        this.redis.on("ready", () => {
            this.breaker.reset();
            if (this.isAway) logger.info({ event: "redis.back" }, "Redis is back");
            this.isAway = false;
        });
        this.ear.on("ready", () => this.listenAgain());
        this.ear.on("message", (channel, text) => this.listener?.onMessage(channel, text));
        this.pulse = setInterval(() => this.ping(), PING_MS);
        this.pulse.unref();
    }

    /** In the background: the product starts without it. */
    open(): void {
        for (const connection of [this.redis, this.ear])
            connection.connect().catch(() => undefined);
    }

    /** Answers, as far as is known. */
    get isUp(): boolean {
        return this.redis.status === "ready" && this.breaker.isClosed;
    }

    /** Whether what is said on a channel is heard here. */
    get isListening(): boolean {
        return this.ear.status === "ready";
    }

    /** Sent and forgotten. */
    tell(command: (redis: Redis) => Promise<unknown>): void {
        if (!this.isUp || this.inFlight >= IN_FLIGHT_MOST) return;
        this.inFlight += 1;
        command(this.redis)
            .catch((error: unknown) => this.complain(error))
            .finally(() => (this.inFlight -= 1));
    }

    /** Several in one write, sent and forgotten. */
    tellAll(commands: (pipeline: ChainableCommander) => ChainableCommander): void {
        this.tell(async (redis) => {
            const answers = await commands(redis.pipeline()).exec();
            const failed = answers?.find(([error]) => error !== null)?.[0];
            if (failed) throw failed;
        });
    }

    /** Null where it does not answer in time: whoever asks does without. */
    async ask<T>(command: (redis: Redis) => Promise<T>, within_ms = ASK_MS): Promise<T | null> {
        if (!this.isUp || this.inFlight >= IN_FLIGHT_MOST) return null;
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<null>((resolve) => {
            timer = setTimeout(() => {
                this.breaker.trip();
                resolve(null);
            }, within_ms);
        });
        this.inFlight += 1;
        const asked = command(this.redis)
            .catch((error: unknown) => {
                this.complain(error);
                this.breaker.trip();
                return null;
            })
            .finally(() => (this.inFlight -= 1));
        return Promise.race([asked, late]).finally(() => clearTimeout(timer));
    }

    /** One for the process. */
    hear(listener: RedisListener): void {
        this.listener = listener;
        if (this.isListening) this.listenAgain();
    }

    /** Resolves once it is heard, or will be when Redis is back. */
    async listen(channel: string): Promise<void> {
        this.channels.add(channel);
        if (this.isListening) await this.ear.subscribe(channel).catch(() => undefined);
    }

    unlisten(channel: string): void {
        this.channels.delete(channel);
        if (this.isListening) this.ear.unsubscribe(channel).catch(() => undefined);
    }

    close(): void {
        this.isClosed = true;
        clearInterval(this.pulse);
        this.redis.disconnect();
        this.ear.disconnect();
    }

    private connection(address: RedisAddress, name: string): Redis {
        const { host, port, username, password, database, tls } = address;
        const connection = new Redis({
            host,
            port,
            username,
            password,
            db: database,
            ...(tls ? { tls: {} } : {}),
            lazyConnect: true,
            connectionName: `flowmaestro:${name}`,
            enableReadyCheck: true,
            enableOfflineQueue: false,
            autoResubscribe: false,
            autoResendUnfulfilledCommands: false,
            maxRetriesPerRequest: 0,
            connectTimeout: 3_000,
            commandTimeout: COMMAND_MS,
            socketTimeout: SILENT_MS,
            retryStrategy: (times) => {
                const wait = Math.min(50 * 2 ** Math.min(times, 6), RETRY_MOST_MS);
                return wait * (0.75 + Math.random() / 2);
            }
        });
        connection.on("error", (error: Error) => this.lost(error));
        connection.on("close", () => this.lost(new Error("The connection has ended.")));
        return connection;
    }

    private lost(error: Error): void {
        if (this.isAway || this.isClosed) return;
        this.isAway = true;
        const reason = error.message;
        this.logger.warn({ event: "redis.away", reason }, "Redis is away; going on without it");
    }

    private complain(error: unknown): void {
        const reason = error instanceof Error ? error.message : String(error);
        this.logger.debug({ event: "redis.command_failed", reason }, "Hint not passed on");
    }

    private listenAgain(): void {
        const channels = [...this.channels];
        const subscribed = channels.length === 0 ? null : this.ear.subscribe(...channels);
        Promise.resolve(subscribed).then(
            () => this.listener?.onUp(),
            // It is gone again, and comes back through `ready`.
            () => undefined
        );
    }

    /** A connection that stands and carries nothing is found out by its silence. */
    private ping(): void {
        for (const connection of [this.redis, this.ear])
            if (connection.status === "ready") connection.ping().catch(() => undefined);
    }
}
