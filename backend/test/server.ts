import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canTraverse, serverAccount } from "../src/platform/postgres/account.ts";
import { findEmbeddedBinaries } from "../src/platform/postgres/binaries.ts";
import type { Binaries } from "../src/platform/postgres/binaries.ts";
import { startCluster } from "../src/platform/postgres/cluster.ts";
import type { Cluster } from "../src/platform/postgres/cluster.ts";

/** Cloud SQL and compose run 15, so tests prefer it; the embedded one is newer. */
const DEBIAN: Binaries = { bin: "/usr/lib/postgresql/15/bin", major: 15 };

export interface TestServer extends Cluster {
    readonly binaries: Binaries;
    /** Ends the server and removes its files. */
    remove(): Promise<void>;
}

/** A server for tests only: nothing in it survives, so it need not wait for the disk. */
export async function startTestServer(kind: "any" | "embedded" = "any"): Promise<TestServer> {
    const account = serverAccount();
    const home = await mkdtemp(join(await reachableTemp(), "fm-test-"));
    const binaries =
        kind === "any" && existsSync(join(DEBIAN.bin, "postgres"))
            ? DEBIAN
            : await findEmbeddedBinaries({ account, copies: "/var/tmp/flowmaestro" });
    await chmod(home, 0o755);
    const cluster = await startCluster({
        binaries,
        account,
        data: join(home, "data"),
        socket: join(home, "socket"),
        log: join(home, "postgres.log"),
        settings: { fsync: "off", full_page_writes: "off", max_connections: "200" }
    });
    const remove = async (): Promise<void> => {
        await cluster.stop();
        await rm(home, { recursive: true, force: true });
    };
    return { ...cluster, binaries, remove };
}

/** A private TMPDIR is out of reach for the account that a server under root runs as. */
async function reachableTemp(): Promise<string> {
    const account = serverAccount();
    return !account || (await canTraverse(tmpdir(), account)) ? tmpdir() : "/tmp";
}
