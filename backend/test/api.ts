import { pino } from "pino";
import { afterAll } from "vitest";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { FastifyInstance, InjectOptions } from "fastify";
import { buildServer } from "../src/api/server.ts";
import type { ServerOptions } from "../src/api/server.ts";
import { createDeps } from "../src/deps.ts";
import type { Deps } from "../src/deps.ts";
import { readEnv } from "../src/env.ts";
import { Lifecycle } from "../src/platform/lifecycle.ts";
import { newId } from "../src/platform/ids.ts";
import { answered } from "./answer.ts";
import type { Answered } from "./answer.ts";
import type { DataOf } from "./contract.ts";
import { testDatabase } from "./database.ts";
import type { TestDatabase } from "./database.ts";

/** What the contract has for this method and path is what the answer is. */
type Call = <const M extends string, const U extends string>(
    method: M,
    url: U,
    options?: CallOptions
) => Promise<Answered<DataOf<M, U>>>;

export interface CallOptions {
    readonly token?: string | null;
    /** Sent as JSON; a string is sent as it is. */
    readonly body?: unknown;
    readonly headers?: { readonly [name: string]: string | undefined };
}

export interface Person {
    readonly token: string;
    readonly user_id: string;
    readonly workspace_id: string;
    readonly email: string;
    readonly password: string;
    readonly cookie: string;
    readonly call: Call;
}

export interface TestApi {
    readonly app: FastifyInstance;
    readonly deps: Deps;
    readonly database: TestDatabase;
    /** What the server logged, line by line. */
    readonly log: readonly string[];
    readonly call: Call;
    register(name?: string): Promise<Person>;
}

const SECRET = "7hX2-kQ9v_Lr4Tn8Zp1Wb6Ym3Jd5Fs0Gc";

export interface TestApiOptions extends Omit<ServerOptions, "deps"> {
    /** Of another one: then both are processes of one installation. */
    readonly database?: TestDatabase;
}

/** The whole API over a database of its own: what production runs, without the port. */
export async function testApi(
    variables: { readonly [name: string]: string } = {},
    { database: given, ...server }: TestApiOptions = {}
): Promise<TestApi> {
    const database = given ?? (await testDatabase());
    const resources = new AsyncDisposableStack();
    const lifecycle = new Lifecycle();
    const log: string[] = [];
    const logger = pino({ level: "info" }, { write: (line: string) => void log.push(line) });
    const env = readEnv({
        NODE_ENV: "test",
        RATE_LIMIT_REQUESTS_PER_MINUTE: "0",
        DATA_DIR: `/tmp/fm-api-${newId()}`,
        ...variables
    });
    const deps = await createDeps({
        env,
        logger,
        pools: database.pools,
        secrets: { jwt_secret: SECRET, encryption_key: SECRET },
        lifecycle,
        catalogue,
        executors,
        resources
    });
    const app = await buildServer({ deps, ...server });
    lifecycle.enter("ready");
    afterAll(async () => {
        await app.close();
        await resources.disposeAsync();
    });
    const call: Call = (method, url, options = {}) => inject(app, method, url, options);
    return { app, deps, database, log, call, register: (name) => register(call, name) };
}

async function inject<const M extends string, const U extends string>(
    app: FastifyInstance,
    method: M,
    url: U,
    { token, body, headers }: CallOptions
): Promise<Answered<DataOf<M, U>>> {
    const response = await app.inject({
        method: method as InjectOptions["method"],
        url,
        payload: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
        headers: {
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...Object.fromEntries(
                Object.entries(headers ?? {}).filter(([, value]) => value !== undefined)
            )
        }
    });
    return answered(method, url, {
        status: response.statusCode,
        headers: response.headers as Answered["headers"],
        text: response.body
    });
}

let people = 0;

async function register(call: TestApi["call"], name = "Mira"): Promise<Person> {
    people += 1;
    const email = `person-${people}-${newId()}@example.com`;
    const password = "correct horse battery";
    const answer = await call("POST", "/api/auth/register", { body: { email, password, name } });
    if (answer.status !== 201) throw new Error(answer.text);
    const { data } = answer;
    return {
        token: data.token,
        user_id: data.user.id,
        workspace_id: data.workspace.id,
        email,
        password,
        cookie: String(answer.headers["set-cookie"]).split(";")[0] ?? "",
        call: (method, url, options) => call(method, url, { token: data.token, ...options })
    };
}
