import { join } from "node:path";
import { z } from "zod";
import type { Target } from "../load/connection.ts";
import { Child, pause, unusedPort } from "./child.ts";
import type { Database } from "./postgres.ts";

const MAIN = join(import.meta.dirname, "../../backend/src/main.ts");
const START_MS = 60_000;
/** Tokens live for fifteen minutes. */
const TOKEN_MS = 8 * 60_000;
const PASSWORD = "a-long-passphrase-for-the-bench-1";

const answered = z.object({ success: z.literal(true), data: z.unknown() });
const signedIn = z.object({ token: z.string() });
const created = z.object({ id: z.string() });

export interface ProductOptions {
    readonly database: Database;
    readonly folder: string;
    readonly node_flags?: readonly string[];
    readonly variables?: { readonly [name: string]: string };
}

/** The started product, as production runs it: secrets, info log, every wall; only the limits are off. */
export class Product {
    readonly options: ProductOptions;
    readonly target: Target;
    private child: Child;
    private email = "";
    private signed: { readonly token: string; readonly at: number } | null = null;

    private constructor(options: ProductOptions, port: number, child: Child) {
        this.options = options;
        this.target = { host: "127.0.0.1", port };
        this.child = child;
    }

    static async start(options: ProductOptions): Promise<Product> {
        const port = await unusedPort();
        const product = new Product(options, port, launch(options, port));
        await product.ready();
        return product;
    }

    get pid(): number {
        return this.child.pid;
    }

    get url(): string {
        return `http://${this.target.host}:${this.target.port}`;
    }

    /** Milliseconds until it says that it is ready. */
    async ready(): Promise<number> {
        const started = performance.now();
        while (performance.now() - started < START_MS) {
            if (!this.child.isAlive) break;
            const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
            await answer?.arrayBuffer();
            if (answer?.ok === true) return performance.now() - started;
            await pause(5);
        }
        throw new Error(`The product did not start; see product.log in ${this.options.folder}.`);
    }

    /** The same on the same port and database. */
    relaunch(): void {
        this.child = launch(this.options, this.target.port);
    }

    kill(): Promise<void> {
        return this.child.end("SIGKILL");
    }

    stop(): Promise<void> {
        return this.child.end("SIGTERM");
    }

    async call(method: string, path: string, body?: unknown): Promise<unknown> {
        const response = await fetch(this.url + path, {
            method,
            headers: {
                ...(body === undefined ? {} : { "content-type": "application/json" }),
                ...(this.signed === null ? {} : { authorization: `Bearer ${this.signed.token}` })
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
        return answered.parse(JSON.parse(text)).data;
    }

    async register(name: string): Promise<void> {
        this.email = `${name}-${Date.now()}@example.com`;
        const body = { email: this.email, password: PASSWORD, name };
        this.remember(await this.call("POST", "/api/auth/register", body));
    }

    async token(): Promise<string> {
        if (this.signed !== null && performance.now() - this.signed.at < TOKEN_MS)
            return this.signed.token;
        const body = { email: this.email, password: PASSWORD };
        return this.remember(await this.call("POST", "/api/auth/login", body));
    }

    /** The id of a workflow with version 1. */
    async publish(name: string, definition: object): Promise<string> {
        await this.token();
        return created.parse(await this.call("POST", "/api/workflows", { name, definition })).id;
    }

    private remember(answer: unknown): string {
        const { token } = signedIn.parse(answer);
        this.signed = { token, at: performance.now() };
        return token;
    }
}

function launch({ database, folder, node_flags, variables }: ProductOptions, port: number): Child {
    const env = {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        NODE_ENV: "production",
        HOST: "127.0.0.1",
        PORT: String(port),
        APP_URL: `http://127.0.0.1:${port}`,
        DATABASE_URL: database.url,
        DATA_DIR: join(folder, "data"),
        JWT_SECRET: "bench-4kZ1v8Qn3Xw7Rb2Lm9Ty6Hd5Jc0Ps",
        ENCRYPTION_KEY: "bench-9Gf3Ku7Wa1Ne5Vi2Ob8Xr4Mz6Yt0Ql",
        RATE_LIMIT_REQUESTS_PER_MINUTE: "0",
        RATE_LIMIT_STARTS_PER_SECOND: "0",
        RATE_LIMIT_LOGINS_PER_MINUTE: "0",
        ...variables
    };
    return new Child([...(node_flags ?? []), MAIN], env, join(folder, "product.log"));
}
