import { pino } from "pino";
import { afterAll } from "vitest";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { FastifyInstance, InjectOptions } from "fastify";
import { failureSchema } from "@flowmaestro/shared/contract/errors.ts";
import type { HouseError } from "@flowmaestro/shared/contract/errors.ts";
import { errorsOf } from "@flowmaestro/shared/contract/route-errors.ts";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import { buildServer } from "../src/api/server.ts";
import type { ServerOptions } from "../src/api/server.ts";
import { createDeps } from "../src/deps.ts";
import type { Deps } from "../src/deps.ts";
import { readEnv } from "../src/env.ts";
import { Lifecycle } from "../src/platform/lifecycle.ts";
import { newId } from "../src/platform/ids.ts";
import { testDatabase } from "./database.ts";
import type { ParsedJson } from "./parsed-json.ts";
import type { TestDatabase } from "./database.ts";

export interface Answered {
    readonly status: number;
    readonly headers: { readonly [name: string]: string | undefined };
    readonly text: string;
    readonly body: ParsedJson;
    /** Null for a success; anything but the house format fails here. */
    readonly error: HouseError | null;
}

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
    call(method: string, url: string, options?: CallOptions): Promise<Answered>;
}

export interface TestApi {
    readonly app: FastifyInstance;
    readonly deps: Deps;
    readonly database: TestDatabase;
    /** What the server logged, line by line. */
    readonly log: readonly string[];
    call(method: string, url: string, options?: CallOptions): Promise<Answered>;
    register(name?: string): Promise<Person>;
}

const SECRET = "7hX2-kQ9v_Lr4Tn8Zp1Wb6Ym3Jd5Fs0Gc";

/** The whole API over a database of its own: what production runs, without the port. */
export async function testApi(
    variables: { readonly [name: string]: string } = {},
    server: Omit<ServerOptions, "deps"> = {}
): Promise<TestApi> {
    const database = await testDatabase();
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
    const call = (method: string, url: string, options: CallOptions = {}): Promise<Answered> =>
        inject(app, { method, url, ...options });
    return { app, deps, database, log, call, register: (name) => register(call, name) };
}

async function inject(
    app: FastifyInstance,
    { method, url, token, body, headers }: CallOptions & { method: string; url: string }
): Promise<Answered> {
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
    if (response.statusCode >= 400) assertDocumented(method, url, response.body);
    const isJson = String(response.headers["content-type"]).startsWith("application/json");
    const parsed: unknown = isJson && response.body !== "" ? JSON.parse(response.body) : null;
    return {
        status: response.statusCode,
        headers: response.headers as Answered["headers"],
        text: response.body,
        body: parsed,
        error: response.statusCode < 400 ? null : failureSchema.parse(parsed).error
    };
}

/** Static paths before `:id`, as the server matches them. */
const ROUTES: readonly Route[] = Object.values<Route>(routes).toSorted(
    (a, b) => a.path.split(":").length - b.path.split(":").length
);

/** A code that the documentation does not promise for a route is a bug in one of the two. */
function assertDocumented(method: string, url: string, body: string): void {
    const path = url.replace(/\?.*$/, "").replace(/^\/api(\/v1)?/, "");
    const route = ROUTES.find(
        (each) =>
            each.method === method &&
            new RegExp(`^${each.path.replaceAll(/:\w+/g, "[^/]+")}/?$`).test(path)
    );
    const parsed = failureSchema.safeParse(body === "" ? null : JSON.parse(body));
    if (route === undefined || !parsed.success) return;
    const { code } = parsed.data.error;
    if (!errorsOf(route).some((known) => known === code))
        throw new Error(`${method} ${route.path} answered ${code}, which is not documented.`);
}

let people = 0;

async function register(call: TestApi["call"], name = "Mira"): Promise<Person> {
    people += 1;
    const email = `person-${people}-${newId()}@example.com`;
    const password = "correct horse battery";
    const answer = await call("POST", "/api/auth/register", { body: { email, password, name } });
    if (answer.status !== 201) throw new Error(answer.text);
    const { data } = answer.body;
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
