import { Client, Connection } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";
import type { TemporalEnv } from "../../env/temporal.ts";
import type { Logger } from "../../platform/logger.ts";
import { prepareNamespace } from "./namespace.ts";
import { Retries } from "./retries.ts";
import { installRuntime } from "./runtime.ts";
import { temporalTrouble } from "./trouble.ts";

/** This process and Temporal: reached, prepared, looked after. */
export interface TemporalLink {
    readonly namespace: string;
    /**
     * Ready from the start, whether Temporal answers or not. Over the worker's connection once there is
     * one: then a workflow that is started here may begin here (`requestEagerStart`).
     */
    readonly client: Client;
    /** What stands in the way, in words for whoever runs us; null: nothing. */
    trouble(): string | null;
    /** Resolves when nothing has stood in the way once; rejects when closed before that. */
    prepared(): Promise<void>;
    /** A worker's connection, as soon as there can be one; rejects when closed before that. */
    native(): Promise<NativeConnection>;
    close(): Promise<void>;
}

export interface LinkOptions {
    readonly env: TemporalEnv;
    readonly logger: Logger;
    /** Between looks, while all is well and while it is not. */
    readonly look_ms?: number;
    readonly retry_ms?: number;
}

const LOOK_MS = 10_000;
const RETRY_MS = 2_000;
/** The channel's own limit is two minutes, which is long after Temporal is back. */
const RECONNECT_MS = 2_000;

/** Does not wait: a process starts while Temporal is away, and says so where it is asked. */
export function openTemporal({ env, logger, ...times }: LinkOptions): TemporalLink {
    return new Link(env, logger, {
        look: times.look_ms ?? LOOK_MS,
        retry: times.retry_ms ?? RETRY_MS
    });
}

const NOT_YET = "Temporal has not answered yet.";

class Link implements TemporalLink {
    readonly #env: TemporalEnv;
    readonly #logger: Logger;
    readonly #connection: Connection;
    readonly #retries = new Retries();
    /** Fails at once instead of trying again: what it finds is told. */
    readonly #looker: Connection;
    readonly #times: { readonly look: number; readonly retry: number };
    readonly #closing = new AbortController();
    readonly #prepared = Promise.withResolvers<void>();
    #client: Client;
    #native: Promise<NativeConnection> | null = null;
    #trouble: string | null = NOT_YET;
    #doubt: string | null = null;
    #looking: Promise<void>;

    constructor(
        env: TemporalEnv,
        logger: Logger,
        times: { readonly look: number; readonly retry: number }
    ) {
        this.#env = env;
        this.#logger = logger;
        const { interceptor } = this.#retries;
        this.#connection = Connection.lazy({ ...clientOptions(env), interceptors: [interceptor] });
        this.#looker = Connection.lazy({ ...clientOptions(env), interceptors: [] });
        this.#times = times;
        this.#client = new Client({ connection: this.#connection, namespace: env.namespace });
        this.#prepared.promise.catch(() => undefined);
        this.#looking = this.#keepLooking();
    }

    get namespace(): string {
        return this.#env.namespace;
    }

    get client(): Client {
        return this.#client;
    }

    trouble(): string | null {
        return this.#trouble;
    }

    prepared(): Promise<void> {
        return this.#prepared.promise;
    }

    native(): Promise<NativeConnection> {
        return (this.#native ??= this.#connectNative());
    }

    async close(): Promise<void> {
        this.#closing.abort();
        this.#prepared.reject(new Error("Closed."));
        await Promise.all([this.#looking, this.#retries.end()]);
        const native = await this.#native?.catch(() => null);
        // A client over it must not outlive it.
        await Promise.all([this.#connection.close(), this.#looker.close(), native?.close()]);
    }

    async #keepLooking(): Promise<void> {
        while (!this.#closing.signal.aborted) {
            await this.#look();
            await this.#pause(this.#trouble === null ? this.#times.look : this.#times.retry);
        }
    }

    async #look(): Promise<void> {
        try {
            const { trouble, doubt } = await this.#ask();
            this.#tell(trouble, doubt);
            if (trouble === null) this.#prepared.resolve();
        } catch (error) {
            if (this.#closing.signal.aborted) return;
            const text = error instanceof Error ? error.message : String(error);
            this.#tell(temporalTrouble(error) ?? `Temporal answers with an error: ${text}`, null);
        }
    }

    #ask(): ReturnType<typeof prepareNamespace> {
        const { signal } = this.#closing;
        return this.#looker.withAbortSignal(signal, () =>
            prepareNamespace(this.#looker, this.#env.namespace)
        );
    }

    /** News is logged once. */
    #tell(trouble: string | null, doubt: string | null): void {
        if (trouble !== this.#trouble) {
            const { address, namespace } = this.#env;
            if (trouble === null) this.#logger.info({ address, namespace }, "temporal_reached");
            else this.#logger.warn({ address, namespace, reason: trouble }, "temporal_trouble");
            this.#trouble = trouble;
        }
        if (doubt !== null && doubt !== this.#doubt) {
            this.#logger.warn({ reason: doubt }, "temporal_search_attributes");
        }
        this.#doubt = doubt;
    }

    async #connectNative(): Promise<NativeConnection> {
        installRuntime(this.#logger);
        for (;;) {
            this.#closing.signal.throwIfAborted();
            try {
                const connection = await NativeConnection.connect(connectionOptions(this.#env));
                if (this.#closing.signal.aborted) {
                    await connection.close();
                    continue;
                }
                this.#client = new Client({ connection, namespace: this.#env.namespace });
                return connection;
            } catch (error) {
                // The look beside it says why; that it is not here would be said twice.
                this.#logger.debug({ err: error }, "temporal_worker_not_connected");
                await this.#pause(this.#times.retry);
            }
        }
    }

    #pause(ms: number): Promise<void> {
        const { signal } = this.#closing;
        if (signal.aborted) return Promise.resolve();
        return new Promise((resolve) => {
            const end = (): void => {
                clearTimeout(timer);
                signal.removeEventListener("abort", end);
                resolve();
            };
            const timer = setTimeout(end, ms);
            signal.addEventListener("abort", end);
        });
    }
}

function clientOptions(env: TemporalEnv) {
    const channelArgs = {
        "grpc.initial_reconnect_backoff_ms": 200,
        "grpc.max_reconnect_backoff_ms": RECONNECT_MS
    };
    return { ...connectionOptions(env), channelArgs };
}

/** What both of the SDK's connections take. */
function connectionOptions(env: TemporalEnv) {
    const { address, api_key, tls } = env;
    return {
        address,
        // False, said aloud: with an API key the SDK would encrypt of itself.
        tls: tls === null ? false : tlsOptions(tls),
        ...(api_key === null ? {} : { apiKey: api_key }),
        // Temporal Cloud routes by it; others do not mind.
        metadata: { "temporal-namespace": env.namespace }
    };
}

function tlsOptions({ ca, client, server_name }: NonNullable<TemporalEnv["tls"]>) {
    return {
        ...(server_name === null ? {} : { serverNameOverride: server_name }),
        ...(ca === null ? {} : { serverRootCACertificate: Buffer.from(ca) }),
        ...(client === null
            ? {}
            : {
                  clientCertPair: {
                      crt: Buffer.from(client.cert),
                      key: Buffer.from(client.key)
                  }
              })
    };
}
