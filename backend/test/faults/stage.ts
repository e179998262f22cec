import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CrashPlace } from "../../src/platform/crash-point.ts";
import { startProduct, unusedPort } from "../process.ts";
import type { ProductProcess } from "../process.ts";
import { createClient } from "./client.ts";
import type { Client } from "./client.ts";
import { startEffectSink } from "./effect-sink.ts";
import type { EffectSink } from "./effect-sink.ts";
import { startMortalPostgres } from "./postgres.ts";
import type { MortalPostgres } from "./postgres.ts";
import { startProxy } from "./tcp-proxy.ts";
import type { Proxy } from "./tcp-proxy.ts";
import { WORKLOAD } from "./workload.ts";

/** The product in processes of its own, a Postgres of its own behind a proxy, and a service outside. */
export interface Stage {
    readonly postgres: MortalPostgres;
    readonly proxy: Proxy;
    readonly sink: EffectSink;
    readonly client: Client;
    /** Ids by the name of the work. */
    readonly workflows: ReadonlyMap<string, string>;
    /** Answers that no fault excuses. */
    readonly broken: readonly string[];
    /** The one that clients talk to. */
    readonly product: () => ProductProcess;
    /** Another one, on another port; clients talk to it once it is ready. */
    start(crash?: CrashPlace): ProductProcess;
    readonly say: (line: string) => void;
    /** Nothing is asked again any more. */
    giveUp(): void;
    close(): Promise<void>;
}

/** Twenty times what it takes on an idle machine. */
const STARTED_WITHIN_MS = 60_000;

export async function setStage(say: (line: string) => void): Promise<Stage> {
    const postgres = await startMortalPostgres();
    const { host, port } = postgres.address;
    const socket = { path: `${host}/.s.PGSQL.${port}` };
    const proxy = await startProxy(socket);
    const sink = await startEffectSink();
    const broken: string[] = [];
    const workflows = new Map<string, string>();
    const ports = [await unusedPort(), await unusedPort()];
    let count = 0;
    let url = "";
    let token = "";
    let isOver = false;
    let current: ProductProcess | undefined;
    const started: ProductProcess[] = [];
    const start = (crash?: CrashPlace): ProductProcess => {
        // By turns: a takeover needs both, and a client must not take one for the other.
        const PORT = String(ports[(count += 1) % 2]);
        const product = startProduct({
            PORT,
            DATA_DIR: join(postgres.home, "product"),
            DATABASE_URL: `postgres://${postgres.address.user}@127.0.0.1:${proxy.port}/${postgres.address.database}`,
            EGRESS_ALLOW: `127.0.0.1:${sink.port}`,
            RATE_LIMIT_STARTS_PER_SECOND: "0",
            RATE_LIMIT_REQUESTS_PER_MINUTE: "0",
            RATE_LIMIT_LOGINS_PER_MINUTE: "0",
            LOG_LEVEL: "warn",
            FM_TEST: "1",
            ...(crash === undefined ? {} : { FM_CRASHPOINT: `${crash.name}:${crash.nth}` })
        });
        started.push(product);
        current = product;
        // A start that neither stands nor falls is one more way of being lost.
        const hung = setTimeout(() => {
            broken.push(`a start hung:\n${product.output()}`);
            product.kill("SIGKILL");
        }, STARTED_WITHIN_MS);
        product
            .ready()
            .then(
                () => void (url = product.url),
                () => undefined
            )
            .finally(() => clearTimeout(hung));
        return product;
    };
    const client = createClient({
        url: () => url,
        token: () => token,
        isOver: () => isOver,
        onBroken: (what) => void broken.push(what)
    });
    await start().ready();
    await pause(0);
    token = await signIn(client);
    for (const { name, definition } of WORKLOAD) {
        const body = { name, definition: definition(sink.origin, workflows) };
        const { data: made, text } = await client.insist("POST", "/workflows", { body });
        if (made.problems?.some(({ severity }) => severity === "error") === true) {
            throw new Error(`${name} was not saved: ${text}`);
        }
        workflows.set(name, made.id);
    }
    return {
        postgres,
        proxy,
        sink,
        client,
        workflows,
        broken,
        product: () => {
            if (current === undefined) throw new Error("Nothing was started.");
            return current;
        },
        start,
        say,
        giveUp: () => void (isOver = true),
        close: async () => {
            isOver = true;
            for (const product of started) {
                product.kill("SIGKILL");
                await product.ended();
            }
            await proxy[Symbol.asyncDispose]();
            await sink[Symbol.asyncDispose]();
            await postgres.remove();
        }
    };
}

async function signIn(client: Client): Promise<string> {
    const body = { email: "test@flowmaestro.dev", password: "testpassword123" };
    return (await client.insist("POST", "/auth/login", { body })).data.token;
}
