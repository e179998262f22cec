import { join } from "node:path";
import type { Target } from "../load/connection.ts";
import { Child, pause, unusedPort } from "./child.ts";
import { Person } from "./person.ts";
import type { Database } from "./postgres.ts";

const MAIN = join(import.meta.dirname, "../../backend/src/main.ts");
const START_MS = 60_000;
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
    /** Who owns what most scenarios run. */
    private person: Person | null = null;

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

    token(): Promise<string> {
        return this.owner.token();
    }

    publish(name: string, definition: object): Promise<string> {
        return this.owner.publish(name, definition);
    }

    async register(name: string): Promise<void> {
        this.person = await Person.register(this, name);
    }

    private get owner(): Person {
        if (this.person === null) throw new Error("Nobody is registered.");
        return this.person;
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
