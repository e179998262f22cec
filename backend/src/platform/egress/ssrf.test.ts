import { spawnSync } from "node:child_process";
import { createServer } from "node:tls";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEgress } from "./egress.ts";
import type { Egress } from "./egress.ts";
import { DEFAULT_PORTS } from "./policy.ts";
import { startNameServer } from "./testing/name-server.ts";
import type { NameServer } from "./testing/name-server.ts";
import { startWireServer } from "./testing/wire-server.ts";
import type { WireServer } from "./testing/wire-server.ts";

/** Names as `tools/dns-rebind` of the corpus gives them; nothing here ever leaves the machine. */
const NAMES: { readonly [name: string]: (times: number) => readonly string[] } = {
    "rebind.test": (times) => [times === 1 ? "93.184.215.14" : "127.0.0.1"],
    "turned.test": (times) => [times === 1 ? "127.0.0.1" : "93.184.215.14"],
    "multi.test": () => ["93.184.215.14", "127.0.0.1"],
    "v6-loop.test": () => ["::1"],
    "mixed.test": () => ["93.184.215.14", "::ffff:127.0.0.1"],
    "metadata.test": () => ["169.254.169.254"],
    "private.test": () => ["10.0.0.1"]
};

const certificate = selfSigned();

let canary: WireServer;
let canary6: WireServer;
let names: NameServer;
let guarded: Egress;

beforeAll(async () => {
    canary = await startWireServer();
    canary6 = await startWireServer(undefined, "::1");
    names = await startNameServer((name, times) => NAMES[name]?.(times) ?? null);
    guarded = createEgress({
        ports: [...DEFAULT_PORTS, canary.port, canary6.port],
        allow: [],
        app_url: "https://flows.example.com",
        may_allow: false,
        user_agent: "test",
        resolve: names.resolve,
        limits: { connect_ms: 300 }
    });
});

afterAll(async () => {
    await guarded.close();
    for (const server of [canary, canary6, names]) await server[Symbol.asyncDispose]();
});

const code = async (url: string): Promise<unknown> => {
    try {
        const response = await guarded.fetch(url);
        return `answered ${response.status}`;
    } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
    }
};

describe("requests that look outside and lead inside", () => {
    it.each(["multi.test", "v6-loop.test", "mixed.test", "metadata.test", "private.test"])(
        "%s is refused, whichever of its addresses is public",
        async (name) => {
            expect(await code(`http://${name}:${canary.port}/`)).toBe("EGRESS_DENIED");
        }
    );

    it("does not believe a name twice", async () => {
        // Judged and connected to by the same answer: the first one leads to nobody's port.
        const first = await code(`http://rebind.test:${canary.port}/`);
        expect(["TIMEOUT", "NETWORK_ERROR"]).toContain(first);
        expect(names.asked.filter((asked) => asked === "rebind.test A")).toHaveLength(1);
        expect(await code(`http://rebind.test:${canary.port}/`)).toBe("EGRESS_DENIED");
        expect(await code(`http://turned.test:${canary.port}/`)).toBe("EGRESS_DENIED");
    });

    it.each([
        "postgres",
        "redis",
        "kubernetes.default.svc",
        "metadata.google.internal",
        "a.localhost"
    ])("%s is refused without being looked up", async (name) => {
        expect(await code(`http://${name}:${canary.port}/`)).toBe("EGRESS_DENIED");
        expect(names.asked.some((asked) => asked.startsWith(name))).toBe(false);
    });

    it("says when there is no such name", async () => {
        expect(await code(`http://nowhere.test:${canary.port}/`)).toBe("NETWORK_ERROR");
    });

    it.each([22, 25, 5432, 6379, 7233, 9200, 2375])("port %d is closed", async (port) => {
        expect(await code(`http://93.184.215.14:${port}/`)).toBe("EGRESS_DENIED");
    });

    it("reached no canary", () => {
        expect([canary.connections(), canary6.connections()]).toEqual([0, 0]);
    });
});

describe("an exception for tests", () => {
    const open = (allow: string) =>
        createEgress({
            ports: DEFAULT_PORTS,
            allow: [allow],
            app_url: "https://flows.example.com",
            may_allow: true,
            user_agent: "test",
            resolve: names.resolve
        });

    it("opens exactly what it names", async () => {
        await using server = await startWireServer();
        const egress = open(server.host);
        const status = async (url: string) => (await egress.fetch(url)).status;
        expect(await status(server.origin)).toBe(200);
        expect(await status(`http://2130706433:${server.port}/`)).toBe(200);
        await expect(status(`http://127.0.0.2:${server.port}/`)).rejects.toMatchObject({
            code: "EGRESS_DENIED"
        });
        await expect(status(`http://127.0.0.1:${canary.port}/`)).rejects.toMatchObject({
            code: "EGRESS_DENIED",
            details: {
                solution: expect.stringContaining(`EGRESS_ALLOW=127.0.0.1:${canary.port}`) as string
            }
        });
        await egress.close();
    });

    it("may name a name", async () => {
        await using server = await startWireServer();
        const egress = open(`LOCALHOST.:${server.port}`);
        expect((await egress.fetch(`http://localhost:${server.port}/`)).status).toBe(200);
        await egress.close();
    });

    it.skipIf(certificate === null)("does not switch certificates off", async () => {
        const server = createServer({ ...certificate }, (socket) => void socket.end("canary"));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const egress = open(`127.0.0.1:${port}`);
        await expect(egress.fetch(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
            code: "TLS_ERROR",
            is_retryable: false,
            details: { tls_code: "DEPTH_ZERO_SELF_SIGNED_CERT" }
        });
        await egress.close();
        await new Promise((resolve) => server.close(resolve));
    });
});

/** Signed by nobody but itself; null where there is no openssl to make one. */
function selfSigned(): { readonly key: string; readonly cert: string } | null {
    const made = spawnSync(
        "openssl",
        [
            ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split(" "),
            ..."-keyout - -days 2 -subj /CN=127.0.0.1 -addext".split(" "),
            "subjectAltName=IP:127.0.0.1"
        ],
        { encoding: "utf8" }
    );
    return made.status === 0 ? { key: made.stdout, cert: made.stdout } : null;
}
