import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import {
    chmod,
    chown,
    lstat,
    mkdir,
    readFile,
    realpath,
    rename,
    rm,
    stat,
    writeFile
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { Refusal } from "../refusal.ts";
import type { DatabaseAddress } from "../../storage/database.ts";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { isPostmasterOf, readPostmaster } from "./postmaster.ts";

export interface ClusterOptions {
    readonly binaries: Binaries;
    /** Postgres' own folder; made by initdb when it is missing. */
    readonly data: string;
    /** Folder of the unix socket. Whoever can enter it may connect. */
    readonly socket: string;
    readonly log: string;
    readonly account: Account | undefined;
    readonly settings?: { readonly [name: string]: string };
    readonly onInit?: () => void;
}

export interface Cluster {
    /** As superuser, to the database `postgres`. */
    readonly address: DatabaseAddress;
    readonly pid: number;
    /** It ran already: a process of ours that was killed left it behind. */
    readonly adopted: boolean;
    /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
    stop(): Promise<void>;
    /** The same without waiting, for a process that is about to exit. */
    abandon(): void;
}

const SUPERUSER = "flowmaestro";
/** Only names the socket file: nothing listens on TCP. */
const PORT = 5432;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

const SETTINGS: { readonly [name: string]: string } = {
    listen_addresses: "",
    unix_socket_permissions: "0777",
    fsync: "on",
    max_connections: "60",
    shared_buffers: "64MB",
    max_wal_senders: "0",
    wal_level: "minimal",
    min_wal_size: "32MB",
    max_wal_size: "512MB",
    max_parallel_workers_per_gather: "0",
    huge_pages: "off",
    jit: "off",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] "
};

export async function startCluster(given: ClusterOptions): Promise<Cluster> {
    await mkdir(dirname(given.data), { recursive: true });
    // As Postgres' command line will name it, whichever link led here.
    const data = join(await realpath(dirname(given.data)), basename(given.data));
    const options = { ...given, data };
    await ownFolder(options.socket, options.account);
    await initialise(options);
    const address = clusterAddress(options.socket);
    const running = await adopt(options, address);
    if (running !== null) return { address, adopted: true, ...controls(running, data) };
    const pid = await launchUntilReady(options, address);
    return { address, adopted: false, ...controls(pid, data) };
}

/** Where a cluster with this socket folder is found, by whoever may enter it. */
export function clusterAddress(socket: string): DatabaseAddress {
    return { host: socket, port: PORT, database: "postgres", user: SUPERUSER };
}

async function initialise(options: ClusterOptions): Promise<void> {
    const version = await readFile(join(options.data, "PG_VERSION"), "utf8").catch(() => null);
    if (version !== null) {
        const major = Number.parseInt(version, 10);
        if (major === options.binaries.major) return;
        throw new Refusal(
            `The data in ${options.data} was made by Postgres ${major}; this is Postgres ${options.binaries.major}.`,
            "Start the version of FlowMaestro that made it and dump the data, or choose another folder with DATA_DIR."
        );
    }
    options.onInit?.();
    const fresh = `${options.data}.new`;
    await rm(fresh, { recursive: true, force: true });
    await ownFolder(fresh, options.account);
    const flags = [
        `--pgdata=${fresh}`,
        `--username=${SUPERUSER}`,
        "--encoding=UTF8",
        "--locale=C",
        "--auth-local=trust",
        "--auth-host=reject",
        "--no-instructions",
        ...(options.settings?.["fsync"] === "off" ? ["--no-sync"] : [])
    ];
    const { code, output } = await run(join(options.binaries.bin, "initdb"), flags, options);
    if (code !== 0) {
        throw new Refusal(
            `Postgres could not create its data folder ${options.data}: ${lastLine(output)}`,
            "Choose another folder with DATA_DIR, or set DATABASE_URL to a database of your own."
        );
    }
    await rename(fresh, options.data);
}

/** A server that survived the process which started it is taken over; one that is ending is awaited. */
async function adopt(options: ClusterOptions, address: DatabaseAddress): Promise<number | null> {
    const postmaster = await readPostmaster(options.data);
    if (postmaster === null) return null;
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (await isPostmasterOf(postmaster.pid, options.data)) {
        if (postmaster.socket === options.socket && (await probe(address)) === "ready") {
            return postmaster.pid;
        }
        // Somebody else's settings, or it hangs in between: end it and start one of our own.
        if (Date.now() > deadline) signal(postmaster.pid, "SIGQUIT");
        else if (postmaster.socket !== options.socket) signal(postmaster.pid, "SIGINT");
        await pause(25);
    }
    await disownLocks(options);
    return null;
}

/**
 * Postgres refuses to start when the process that its lock files name is alive, and after a crash the
 * number may be anybody's, or that of a dead process nobody waited for. It takes its own parent for a
 * stale entry. The file itself stays: by it Postgres finds processes of the old server that still write.
 */
async function disownLocks({ data, socket }: ClusterOptions): Promise<void> {
    const file = join(data, "postmaster.pid");
    const text = await readFile(file, "utf8").catch(() => null);
    // It ended in good order while we waited, and took its files along.
    if (text === null) return;
    const lines = text.split("\n");
    await writeFile(file, [String(process.pid), ...lines.slice(1)].join("\n"));
    await rm(join(socket, `.s.PGSQL.${PORT}.lock`), { force: true });
}

/** Processes of a server that was killed take a moment to notice, and nothing starts beside them. */
async function launchUntilReady(
    options: ClusterOptions,
    address: DatabaseAddress
): Promise<number> {
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    for (;;) {
        const before = await stat(options.log).then(
            (file) => file.size,
            () => 0
        );
        const child = launch(options);
        const pid = await untilReady(options, address, child);
        if (pid !== null) return pid;
        const said = (await readFile(options.log, "utf8").catch(() => "")).slice(before);
        if (!/shared memory block/.test(said) || Date.now() > deadline) {
            throw new Refusal(
                `Postgres did not start: ${lastLine(said)}`,
                `Its log is ${options.log}. DATABASE_URL uses a database of your own instead.`
            );
        }
        await pause(250);
    }
}

/** In a process group of its own, or Ctrl+C would end it before we have written our last words. */
function launch(options: ClusterOptions): ChildProcess {
    const settings = { ...SETTINGS, unix_socket_directories: options.socket, ...options.settings };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const log = openSync(options.log, "a", 0o600);
    try {
        const child = spawn(
            join(options.binaries.bin, "postgres"),
            ["-D", options.data, ...flags],
            {
                ...options.account,
                cwd: "/",
                env: environment(),
                detached: true,
                stdio: ["ignore", log, log]
            }
        );
        child.unref();
        // Not even started (not executable): untilReady sees the missing pid.
        child.on("error", () => undefined);
        return child;
    } finally {
        closeSync(log);
    }
}

/** Its process id, or null when it ended. */
async function untilReady(
    options: ClusterOptions,
    address: DatabaseAddress,
    child: ChildProcess
): Promise<number | null> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
        const state = await probe(address);
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
            return null;
        }
        if (state === "ready") return child.pid;
        if (Date.now() > deadline) {
            signal(child.pid, "SIGQUIT");
            throw new Refusal(
                `Postgres did not answer within ${START_TIMEOUT_MS / 1000} s: ${state}`,
                `Its log is ${options.log}.`
            );
        }
        await pause(10);
    }
}

async function probe(address: DatabaseAddress): Promise<string> {
    const client = new pg.Client({ ...address, connectionTimeoutMillis: 2_000 });
    client.on("error", () => undefined);
    try {
        await client.connect();
        await client.end();
        return "ready";
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

function controls(pid: number, data: string): Pick<Cluster, "pid" | "stop" | "abandon"> {
    return {
        pid,
        abandon: () => signal(pid, "SIGINT"),
        stop: async () => {
            signal(pid, "SIGINT");
            const deadline = Date.now() + STOP_TIMEOUT_MS;
            while (await isPostmasterOf(pid, data)) {
                if (Date.now() > deadline) signal(pid, "SIGQUIT");
                await pause(10);
            }
        }
    };
}

/**
 * Private to whoever runs Postgres: entering it is all that connecting takes. A socket's folder may
 * stand in a temporary one, where a stranger could have made it before us.
 */
async function ownFolder(folder: string, account: Account | undefined): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await lstat(folder);
    const trusted = [process.getuid?.(), account?.uid];
    if (!found.isDirectory() || !trusted.includes(found.uid)) {
        throw new Refusal(
            `${folder} belongs to somebody else (user ${found.uid}).`,
            "Remove it, or choose another folder with DATA_DIR."
        );
    }
    if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700);
    if (account !== undefined && found.uid !== account.uid) {
        await chown(folder, account.uid, account.gid);
    }
}

function run(
    program: string,
    flags: readonly string[],
    options: ClusterOptions
): Promise<{ code: number | null; output: string }> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, flags, {
            ...options.account,
            cwd: "/",
            env: environment(),
            stdio: ["ignore", "pipe", "pipe"]
        });
        let output = "";
        child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
        child.on("error", (cause) =>
            reject(
                new Refusal(
                    `The embedded Postgres cannot run on this machine: ${cause.message}.`,
                    "Set DATABASE_URL to a Postgres of your own; 15 is the oldest we run on.",
                    cause
                )
            )
        );
        child.on("close", (code) => resolve({ code, output }));
    });
}

/** Nothing of ours: PGDATA, PGOPTIONS and the like would change what starts. Secrets stay here too. */
function environment(): NodeJS.ProcessEnv {
    return { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
}

function lastLine(text: string): string {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const fatal = lines.findLast((line) => /FATAL|PANIC|error/.test(line));
    return (fatal ?? lines.at(-1) ?? "it said nothing").trim();
}

function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch {
        // Gone already, which is what a signal is for.
    }
}

function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}
