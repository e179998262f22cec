import type { Pool, PoolClient } from "pg";
import type { Logger } from "pino";

export interface NoticesOptions {
    readonly pool: Pool;
    readonly logger: Logger;
    readonly channels: readonly NoticeChannel[];
}

export interface NoticeChannel {
    readonly name: string;
    readonly onNotice: (payload: string) => void;
    /** From when on nothing is missed, and from when on things are. */
    readonly onListening: (isListening: boolean) => void;
}

const RETRY_MS = 1_000;

/**
 * Hears what transactions of all processes say on some channels (`pg_notify`), on a connection of its own.
 * Whoever relies on it has to mind the gaps: between a broken connection and the next one, notices
 * are lost.
 */
export class Notices {
    readonly #options: NoticesOptions;
    #client: PoolClient | null = null;
    #retry: NodeJS.Timeout | undefined;
    #connecting: Promise<void> | null = null;
    #isClosed = false;

    constructor(options: NoticesOptions) {
        this.#options = options;
    }

    /** In the background: nobody has to wait for it. */
    open(): void {
        this.#connecting = this.#connect()
            .catch((error: unknown) => this.#lost(error))
            .finally(() => (this.#connecting = null));
    }

    async close(): Promise<void> {
        this.#isClosed = true;
        clearTimeout(this.#retry);
        await this.#connecting;
        this.#release();
    }

    async #connect(): Promise<void> {
        const { pool, channels } = this.#options;
        const client = await pool.connect();
        if (this.#isClosed) {
            client.release();
            return;
        }
        this.#client = client;
        client.on("error", (error) => {
            if (this.#client === client) this.#lost(error);
        });
        client.on("notification", ({ channel, payload }) => {
            channels.find(({ name }) => name === channel)?.onNotice(payload ?? "");
        });
        for (const { name } of channels) await client.query(`listen ${name}`);
        if (this.#client !== client) return;
        for (const { onListening } of channels) onListening(true);
    }

    #lost(error: unknown): void {
        const { logger, channels } = this.#options;
        for (const { onListening } of channels) onListening(false);
        this.#release();
        if (this.#isClosed) return;
        const reason = error instanceof Error ? error.message : String(error);
        logger.warn({ channels: channels.map(({ name }) => name), reason }, "notices_lost");
        this.#retry = setTimeout(() => this.open(), RETRY_MS);
        this.#retry.unref();
    }

    /** Ended, not given back: it listens and has listeners. */
    #release(): void {
        const client = this.#client;
        this.#client = null;
        client?.removeAllListeners("notification");
        client?.release(true);
    }
}
