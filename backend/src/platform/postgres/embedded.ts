import { createHash } from "node:crypto";
import { chmod, mkdir, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { errorCode } from "../../storage/database.ts";
import type { DatabaseAddress } from "../../storage/database.ts";
import { Refusal } from "../refusal.ts";
import { canTraverse, serverAccount } from "./account.ts";
import type { Account } from "./account.ts";
import { findEmbeddedBinaries } from "./binaries.ts";
import { clusterAddress, startCluster } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";

/** Where root's copies and data go when the unprivileged server cannot reach the clone. */
const SYSTEM_HOME = "/var/lib/flowmaestro";
const DATABASE = "flowmaestro";
const MAX_LOG_BYTES = 10_000_000;
/** The kernel allows 107 bytes for a socket's path; the file's own name takes 15. */
const LONGEST_SOCKET_FOLDER = 90;

export interface DataHome {
    readonly folder: string;
    /** Not the folder that was asked for, because Postgres as another user could not get there. */
    readonly moved: boolean;
}

export interface EmbeddedPostgres extends Cluster {
    /** The product's database. */
    readonly database: DatabaseAddress;
}

/** Where the data lives. Differs from what was asked for only under root, and never silently. */
export async function chooseDataHome(
    folder: string,
    isGiven: boolean,
    root: string
): Promise<DataHome> {
    const account = await accountFor(folder);
    if (account === undefined || (await canTraverse(folder, account))) {
        return { folder, moved: false };
    }
    if (isGiven) {
        throw new Refusal(
            `DATA_DIR is ${folder}, which Postgres cannot reach: it never runs as root, and as user ${account.uid} it may not enter a folder above.`,
            "Choose a folder that others may enter, such as /var/lib/flowmaestro, or start FlowMaestro as a normal user."
        );
    }
    // Two clones are two products: each keeps its own data and secrets.
    const mark = createHash("sha256").update(root).digest("hex").slice(0, 8);
    return { folder: join(SYSTEM_HOME, `${basename(root)}-${mark}`), moved: true };
}

export async function startEmbedded(
    home: string,
    say: (text: string) => void
): Promise<EmbeddedPostgres> {
    refuseWindows();
    const account = await accountFor(home);
    await assertOwn(join(home, "postgres"));
    const binaries = await findEmbeddedBinaries({
        account,
        copies: account === undefined ? home : SYSTEM_HOME,
        onCopy: (to) => say(`Copying Postgres to ${to} …`)
    });
    const log = join(home, "postgres.log");
    await limitLog(log);
    const cluster = await startCluster({
        binaries,
        account,
        data: join(home, "postgres"),
        socket: socketFolder(home),
        log,
        onInit: () => say("Creating the database (once) …")
    });
    try {
        const database = { ...cluster.address, database: DATABASE };
        await ensureDatabase(cluster.address, database);
        return { ...cluster, database };
    } catch (error) {
        await cluster.stop();
        throw error;
    }
}

/** Under root Postgres runs as somebody who has to get through here, whatever the umask says. */
export async function makeDataHome(folder: string): Promise<void> {
    try {
        const first = await mkdir(folder, { recursive: true });
        if (process.getuid?.() === 0) {
            await chmod(folder, 0o755);
            if (first !== undefined) await chmod(first, 0o755);
        }
    } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
        throw new Refusal(
            `The data folder ${folder} cannot be made (${code}).`,
            "Make it writable for this user, or choose another with DATA_DIR.",
            cause
        );
    }
}

/** Under root whoever owns the data; Postgres insists on that, and refuses to be root. */
async function accountFor(home: string): Promise<Account | undefined> {
    const account = serverAccount();
    if (account === undefined) return undefined;
    const owner = await stat(join(home, "postgres")).catch(() => null);
    return owner === null || owner.uid === 0 ? account : { uid: owner.uid, gid: owner.gid };
}

async function assertOwn(data: string): Promise<void> {
    const uid = process.getuid?.();
    if (uid === undefined || uid === 0) return;
    const owner = await stat(data).catch(() => null);
    if (owner === null || owner.uid === uid) return;
    throw new Refusal(
        `The data in ${data} belongs to user ${owner.uid}, because FlowMaestro was started as root before.`,
        `Start it as root again, choose another folder with DATA_DIR, or hand the data over: sudo chown -R ${uid} ${dirname(data)}`
    );
}

async function ensureDatabase(admin: DatabaseAddress, wanted: DatabaseAddress): Promise<void> {
    const client = new pg.Client({ ...wanted });
    try {
        await client.connect();
    } catch (error) {
        if (errorCode(error) !== "3D000") throw error;
        await createDatabase(admin, wanted.database);
        return;
    }
    await client.end();
}

async function createDatabase(admin: DatabaseAddress, name: string): Promise<void> {
    const client = new pg.Client({ ...admin });
    await client.connect();
    try {
        await client.query(`create database ${pg.escapeIdentifier(name)}`);
    } finally {
        await client.end();
    }
}

/** The product's database, of a server that runs already. */
export function embeddedAddress(home: string): DatabaseAddress {
    return { ...clusterAddress(socketFolder(home)), database: DATABASE };
}

/** In the data directory, unless its path is too long for a socket. */
function socketFolder(home: string): string {
    const folder = join(home, "socket");
    if (Buffer.byteLength(folder) <= LONGEST_SOCKET_FOLDER) return folder;
    const mark = createHash("sha256").update(home).digest("hex").slice(0, 12);
    return join(tmpdir(), `flowmaestro-${process.getuid?.() ?? 0}-${mark}`);
}

/** Postgres says little here; a disk that was full for a night is the exception. */
async function limitLog(log: string): Promise<void> {
    const size = await stat(log).then(
        (file) => file.size,
        () => 0
    );
    if (size > MAX_LOG_BYTES) await truncate(log, 0);
}

function refuseWindows(): void {
    if (process.platform !== "win32") return;
    throw new Refusal(
        "The embedded Postgres does not run on Windows.",
        "Set DATABASE_URL to a Postgres of your own, or start FlowMaestro inside WSL."
    );
}
