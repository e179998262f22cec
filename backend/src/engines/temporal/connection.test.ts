import { Connection } from "@temporalio/client";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeAuthority } from "../../../test/certificates.ts";
import type { Authority } from "../../../test/certificates.ts";
import { unusedPort } from "../../../test/process.ts";
import { lockedGate, plainProxy, tlsProxy } from "../../../test/temporal-proxy.ts";
import { testTemporal } from "../../../test/temporal.ts";
import type { TemporalEnv, TemporalTls } from "../../env/temporal.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { openTemporal } from "./connection.ts";
import type { TemporalLink } from "./connection.ts";
import { prepareNamespace } from "./namespace.ts";
import { ATTRIBUTES } from "./workflow/start-options.ts";

/** To the real server, through whatever companies put before it. */
const temporal = await testTemporal();
const logger = createServiceLogger("test", { level: "error", format: "json" });
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
    // Links before proxies: the other way round they would begin to look for them.
    for (const each of opened.splice(0).toReversed()) await each.close();
});

function link(changes: Partial<TemporalEnv>): TemporalLink {
    const env = { ...temporal!, ...changes };
    const one = openTemporal({ env, logger, look_ms: 200, retry_ms: 100 });
    opened.push(one);
    return one;
}

function kept<T extends { close(): Promise<void> }>(one: T): T {
    opened.push(one);
    return one;
}

async function troubleOf(one: TemporalLink): Promise<string> {
    await expect
        .poll(() => one.trouble(), { timeout: 15_000 })
        .not.toMatch(/^Temporal has not answered yet/);
    return one.trouble() ?? "";
}

async function starts(one: TemporalLink): Promise<void> {
    const workflowId = `w-${Math.random()}`;
    const handle = await one.client.workflow.start("nobody", { workflowId, taskQueue: "nobody" });
    expect((await handle.describe()).status.name).toBe("RUNNING");
    await handle.terminate();
}

describe("a plain connection", () => {
    test("is prepared, and starts workflows; a worker's too", async () => {
        const one = link({});
        await one.prepared();
        expect(one.trouble()).toBeNull();
        await starts(one);
        const before = one.client;
        const native = await one.native();
        expect(one.client).not.toBe(before);
        expect(one.client.connection).toBe(native);
        await starts(one);
    });

    test("is there before Temporal is, says so, and finds it by itself", async () => {
        const port = await unusedPort();
        const one = link({ address: `127.0.0.1:${port}` });
        expect(one.trouble()).toMatch(/has not answered yet/);
        const native = one.native();
        native.catch(() => undefined);
        expect(await troubleOf(one)).toMatch(/Nothing listens at TEMPORAL_ADDRESS/);
        const proxy = await plainProxy(temporal!.address, port);
        opened.unshift(proxy);
        await one.prepared();
        await native;
        await starts(one);
    });

    test("tells when Temporal goes away, and when it is back", async () => {
        const first = await plainProxy(temporal!.address);
        const one = link({ address: `127.0.0.1:${first.port}` });
        await one.prepared();
        await first.close();
        await expect
            .poll(() => one.trouble(), { timeout: 15_000 })
            .toMatch(/does not answer|Nothing listens/);
        opened.unshift(await plainProxy(temporal!.address, first.port));
        await expect.poll(() => one.trouble(), { timeout: 15_000 }).toBeNull();
    });

    test("to a namespace that is not there says how to make it", async () => {
        const one = link({ namespace: "nowhere" });
        expect(await troubleOf(one)).toMatch(
            /no namespace nowhere\. Make it \(temporal operator namespace create --namespace nowhere\)/
        );
    });

    test("closed while it waits leaves nobody waiting", async () => {
        const one = link({ address: `127.0.0.1:${await unusedPort()}` });
        const waiting = [one.prepared(), one.native()].map((each) =>
            each.then(
                () => "came",
                () => "gave up"
            )
        );
        await one.close();
        expect(await Promise.all(waiting)).toEqual(["gave up", "gave up"]);
    });
});

describe("search attributes", () => {
    let connection: Connection;

    beforeEach(() => {
        connection = Connection.lazy({ address: temporal!.address });
        opened.push(connection);
    });

    async function registered(namespace: string): Promise<object> {
        const { customAttributes } = await connection.operatorService.listSearchAttributes({
            namespace
        });
        return customAttributes ?? {};
    }

    test("are all there, as keywords, however often they are asked for", async () => {
        const { namespace } = temporal!;
        const all = Object.fromEntries(ATTRIBUTES.map((name) => [name, 2]));
        const again = await Promise.all(
            [1, 2, 3].map(() => prepareNamespace(connection, namespace))
        );
        expect(again).toEqual(Array(3).fill({ trouble: null, doubt: null }));
        expect(await registered(namespace)).toEqual(all);
    });

    test("that are something else already, or too many, are told with the way out", async () => {
        const other = `${temporal!.namespace}-other`;
        const full = `${temporal!.namespace}-full`;
        const day = (await connection.workflowService.describeNamespace(temporal!)).config;
        for (const namespace of [other, full]) {
            await connection.workflowService.registerNamespace({
                namespace,
                workflowExecutionRetentionPeriod: day?.workflowExecutionRetentionTtl ?? null
            });
        }
        await connection.operatorService.addSearchAttributes({
            namespace: other,
            searchAttributes: { FmStatus: 1 }
        });
        await connection.operatorService.addSearchAttributes({
            namespace: full,
            searchAttributes: Object.fromEntries(
                Array.from({ length: 10 }, (_, index) => [`K${index}`, 2] as const)
            )
        });
        expect((await prepareNamespace(connection, other)).trouble).toMatch(
            /FmStatus is Text in .+-other, and we need a Keyword/
        );
        expect((await prepareNamespace(connection, full)).trouble).toMatch(
            /more than 10 .+Keyword.+ --name FmWorkspace --type Keyword .+ tcld .+ --sa FmNode=Keyword$/
        );
        for (const namespace of [other, full]) {
            await connection.operatorService.deleteNamespace({ namespace });
        }
    });
});

describe("an encrypted connection", () => {
    let ours: Authority;
    let theirs: Authority;
    const tls = (changes: Partial<TemporalTls>): { tls: TemporalTls } => ({
        tls: { ca: null, client: null, server_name: "temporal.test", ...changes }
    });

    beforeAll(async () => {
        [ours, theirs] = await Promise.all([makeAuthority(), makeAuthority()]);
    });

    test("shows our certificate to whoever wants it, from client and worker", async () => {
        const proxy = kept(
            await tlsProxy(temporal!.address, await ours.issue("temporal.test"), ours.ca)
        );
        const client = await ours.issue("flowmaestro");
        const one = link({ address: `127.0.0.1:${proxy.port}`, ...tls({ ca: ours.ca, client }) });
        await one.prepared();
        await starts(one);
        await one.native();
        await starts(one);
        expect(one.trouble()).toBeNull();
    });

    test("without TEMPORAL_TLS_SERVER_NAME goes by the name in the address", async () => {
        const proxy = kept(
            await tlsProxy(temporal!.address, await ours.issue("temporal.test"), null)
        );
        const address = `127.0.0.1:${proxy.port}`;
        const one = link({ address, ...tls({ ca: ours.ca, server_name: null }) });
        await one.prepared();
        await one.native();
        expect(one.trouble()).toBeNull();
    });

    test("says what is wrong with the certificates", async () => {
        const server = await ours.issue("temporal.test");
        const proxy = kept(await tlsProxy(temporal!.address, server, ours.ca));
        const address = `127.0.0.1:${proxy.port}`;
        const client = await ours.issue("flowmaestro");
        const stranger = await theirs.issue("flowmaestro");
        const cases: [Partial<TemporalEnv>, RegExp][] = [
            [tls({ ca: theirs.ca, client }), /certificate that we do not trust.+TEMPORAL_CA_CERT/],
            [tls({ ca: ours.ca }), /wants a certificate of ours/],
            [
                tls({ ca: ours.ca, client: stranger }),
                /hangs up at once.+certificate of ours that it knows/
            ],
            [tls({ ca: ours.ca, client, server_name: "other.test" }), /for another name/],
            [{ tls: null }, /hangs up at once. It may want TLS/]
        ];
        for (const [changes, message] of cases) {
            expect(await troubleOf(link({ address, ...changes }))).toMatch(message);
        }
        const plain = link({ ...tls({ ca: ours.ca }) });
        expect(await troubleOf(plain)).toMatch(/does not speak TLS/);
    });

    test("carries the API key and the namespace, and says when they are refused", async () => {
        const gate = kept(await lockedGate(await ours.issue("temporal.test")));
        const address = `127.0.0.1:${gate.port}`;
        const one = link({
            address,
            api_key: "a-key",
            namespace: "flows.a1b2c",
            ...tls({ ca: ours.ca })
        });
        expect(await troubleOf(one)).toMatch(/refuses our API key/);
        const asked = gate.seen.length;
        const native = one.native();
        native.catch(() => undefined);
        await expect.poll(() => gate.seen.length).toBeGreaterThan(asked + 1);
        for (const each of gate.seen) {
            expect(each).toEqual({ authorization: "Bearer a-key", namespace: "flows.a1b2c" });
        }
    });
});
