import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import { answeredBy } from "../test/answer.ts";
import type { Answered } from "../test/answer.ts";
import type { DataOf } from "../test/contract.ts";
import { testDatabase } from "../test/database.ts";
import { endProducts, startProduct, unusedPort } from "../test/process.ts";
import type { ProductProcess } from "../test/process.ts";
import { plainProxy } from "../test/temporal-proxy.ts";
import type { Between } from "../test/temporal-proxy.ts";
import { attemptsOf, testTemporal } from "../test/temporal.ts";
import { startWireServer } from "./platform/egress/testing/wire-server.ts";
import { makeDataHome } from "./platform/postgres/embedded.ts";

/** API, workers and both in one, as processes on one database and a real Temporal. */
const temporal = await testTemporal();
const database = await testDatabase();
let home: string;
let proxies: Between[] = [];

beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "fm-roles-"));
    await makeDataHome(home);
});

afterEach(async () => {
    await endProducts();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    proxies = [];
});

afterAll(() => rm(home, { recursive: true, force: true }));

type Variables = { readonly [name: string]: string };

async function start(variables: Variables): Promise<ProductProcess> {
    const { host, user, database: name, port } = database.address;
    return startProduct({
        PORT: String(await unusedPort()),
        DATA_DIR: home,
        DATABASE_URL: `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`,
        TEMPORAL_ADDRESS: temporal?.address ?? "",
        TEMPORAL_NAMESPACE: temporal?.namespace ?? "",
        ...variables
    });
}

async function startWorker(variables: Variables = {}): Promise<ProductProcess> {
    const port = String(await unusedPort());
    // `url` leads to its health.
    return start({ FM_ROLE: "worker", WORKER_HEALTH_PORT: port, PORT: port, ...variables });
}

async function call<const M extends string, const P extends string>(
    { url }: ProductProcess,
    method: M,
    path: P,
    body?: object,
    headers: Variables = {}
): Promise<Answered<DataOf<M, P>>> {
    const response = await fetch(url + path, {
        method,
        headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {})
    });
    return answeredBy(method, path, response);
}

interface Person {
    call<const M extends string, const P extends string>(
        method: M,
        path: P,
        body?: object
    ): Promise<Answered<DataOf<M, P>>>;
    /** Saves it; its id. */
    save(definition: object): Promise<string>;
    execute(workflow_id: string): Promise<string>;
    /** The execution, once it has ended. */
    ended(id: string): Promise<Execution>;
    comesTo(id: string, status: string): Promise<void>;
}

async function person(product: ProductProcess): Promise<Person> {
    const login = { email: "test@flowmaestro.dev", password: "testpassword123" };
    const { token } = (await call(product, "POST", "/api/auth/login", login)).data;
    const asked: Person["call"] = (method, path, body) =>
        call(product, method, path, body, { authorization: `Bearer ${token}` });
    const shown = async (id: string): Promise<Execution> =>
        (await asked("GET", `/api/executions/${id}`)).data;
    return {
        call: asked,
        save: async (definition) => {
            const saved = await asked("POST", "/api/workflows", { name: "Test", definition });
            expect(saved.status).toBe(201);
            return saved.data.id;
        },
        execute: async (workflow_id) => {
            const begun = await asked("POST", "/api/workflows/execute", { workflow_id });
            expect(begun.status).toBe(202);
            return begun.data.execution_id;
        },
        ended: async (id) => {
            await expect
                .poll(async () => (await shown(id)).completed_at, { timeout: 30_000 })
                .not.toBeNull();
            return shown(id);
        },
        comesTo: async (id, status) => {
            await expect
                .poll(async () => (await shown(id)).status, { timeout: 20_000 })
                .toBe(status);
        }
    };
}

const at = { x: 0, y: 0 };

const ECHO = { nodes: { e: { id: "e", type: "echo", position: at, data: { value: 1 } } } };

function get(url: string): object {
    return { nodes: { g: { id: "g", type: "http", position: at, data: { method: "GET", url } } } };
}

const WAITS = {
    nodes: {
        w: { id: "w", type: "wait", position: at, data: { mode: "event", name: "go" } },
        out: { id: "out", type: "output", position: at, data: { output: "${w.output}" } }
    },
    edges: [{ id: "e", source: "w", target: "out" }]
};

function ready(product: ProductProcess) {
    return call(product, "GET", "/health/ready");
}

describe("API and worker as processes of their own", () => {
    test("perform together what one of them accepts", async () => {
        const api = await start({ FM_ROLE: "api" });
        await api.ready();
        expect((await ready(api)).status).toBe(200);
        const someone = await person(api);
        const workflow_id = await someone.save(ECHO);
        const refused = await someone.call("POST", "/api/workflows/execute", { workflow_id });
        expect(refused).toMatchObject({ status: 503, error: { code: "NO_WORKERS" } });

        const worker = await startWorker();
        await worker.ready();
        const { data } = await ready(worker);
        const checks = expect.arrayContaining([{ name: "worker", ok: true }]);
        expect(data).toMatchObject({ checks });
        expect((await call(worker, "GET", "/api/nothing")).status).toBe(404);
        const metrics = await fetch(`${worker.url}/metrics`);
        expect(await metrics.text()).toContain("process_cpu_user_seconds_total");

        const shown = await someone.ended(await someone.execute(workflow_id));
        expect(shown).toMatchObject({ status: "completed", engine: "temporal" });
    }, 60_000);

    test("lose nothing when a worker is asked to end: what runs ends, the next one goes on", async () => {
        const held = Promise.withResolvers<void>();
        await using site = await startWireServer(
            (_request, response) => void held.promise.then(() => response.end("late"))
        );
        const reach = { EGRESS_ALLOW: site.host };
        const api = await start({ FM_ROLE: "api" });
        await api.ready();
        const first = await startWorker(reach);
        await first.ready();
        const someone = await person(api);
        const workflow_id = await someone.save(get(site.origin));
        const id = await someone.execute(workflow_id);
        await expect.poll(() => site.requests.length, { timeout: 20_000 }).toBe(1);
        const second = await startWorker(reach);
        await second.ready();
        first.kill("SIGTERM");
        await first.said("Stopping");
        held.resolve();
        expect(await first.ended()).toBe(0);
        const shown = await someone.ended(id);
        expect(shown.status).toBe("completed");
        expect(site.requests.length).toBe(1);
        expect(await attemptsOf(temporal!, id)).toEqual([1]);
        const next = await someone.ended(await someone.execute(workflow_id));
        expect(next.status).toBe("completed");
    }, 60_000);

    test("asked twice end at once", async () => {
        const worker = await startWorker();
        await worker.ready();
        worker.kill("SIGTERM");
        await worker.said("Stopping");
        worker.kill("SIGTERM");
        expect([0, 130]).toContain(await worker.ended());
    }, 60_000);

    test("of which a worker has its builds told apart: the first is current, a second is not", async () => {
        const builds = { TEMPORAL_TASK_QUEUE: "of-builds", LOG_LEVEL: "info" };
        const first = await startWorker({ ...builds, TEMPORAL_WORKER_BUILD_ID: "one" });
        await first.ready();
        await first.said("temporal_version_current");
        const second = await startWorker({ ...builds, TEMPORAL_WORKER_BUILD_ID: "two" });
        await second.ready();
        await second.said("temporal_version_not_current");
        expect(second.output()).toContain('"current":"one"');
    }, 60_000);
});

test.each<[string, Variables, RegExp]>([
    [
        "without a database that others have",
        { FM_ROLE: "worker", DATABASE_URL: "" },
        /no FlowMaestro runs on the data in .+\n {2}Set DATABASE_URL .+npm run start:api\n/
    ],
    [
        "without Temporal",
        { FM_ROLE: "worker", TEMPORAL_ADDRESS: "", TEMPORAL_NAMESPACE: "" },
        /^\nFM_ROLE is worker, .+\n {2}Set TEMPORAL_ADDRESS /
    ]
])("a worker %s is refused with a way out", async (_what, variables, message) => {
    const refused = await start(variables);
    expect(await refused.ended()).toBe(1);
    expect(refused.output()).toMatch(message);
});

test("a start while Temporal is away says so, serves, and performs once it is there", async () => {
    const port = await unusedPort();
    const product = await start({ TEMPORAL_ADDRESS: `127.0.0.1:${port}` });
    await product.ready();
    expect(product.output()).toContain("Nothing listens at TEMPORAL_ADDRESS");
    const { status, error } = await ready(product);
    expect([status, error?.message]).toEqual([503, expect.stringContaining("Nothing listens")]);
    const someone = await person(product);
    const workflow_id = await someone.save(ECHO);
    proxies.push(await plainProxy(temporal!.address, port));
    await expect.poll(async () => (await ready(product)).status, { timeout: 20_000 }).toBe(200);
    expect((await someone.ended(await someone.execute(workflow_id))).status).toBe("completed");
}, 60_000);

test("an execution stays on the engine it began on, when the process has another one", async () => {
    const embedded = await start({ ENGINE: "embedded" });
    await embedded.ready();
    const before = await person(embedded);
    const workflow_id = await before.save(WAITS);
    const [old, older] = [await before.execute(workflow_id), await before.execute(workflow_id)];
    await before.comesTo(old, "waiting");
    await before.comesTo(older, "waiting");
    embedded.kill("SIGTERM");
    await embedded.ended();

    const product = await start({});
    await product.ready();
    await product.said("2 executions began on the embedded engine");
    const after = await person(product);
    const young = await after.execute(workflow_id);
    await after.comesTo(young, "waiting");
    for (const id of [old, young]) {
        const signal = { name: "go", data: { by: "hand" } };
        const answer = await after.call("POST", `/api/executions/${id}/signal`, signal);
        expect(answer.status).toBe(200);
    }
    expect(await after.ended(old)).toMatchObject({ status: "completed", engine: "embedded" });
    expect(await after.ended(young)).toMatchObject({ status: "completed", engine: "temporal" });
    expect((await after.call("POST", `/api/executions/${older}/cancel`)).status).toBe(200);
    expect((await after.ended(older)).status).toBe("cancelled");

    const left = await after.execute(workflow_id);
    await after.comesTo(left, "waiting");
    product.kill("SIGTERM");
    await product.ended();
    const back = await start({ ENGINE: "embedded" });
    await back.ready();
    await back.said("1 execution began on Temporal: it waits for a process");
    await person(back).then((again) => again.call("POST", `/api/executions/${left}/cancel`));
}, 90_000);
