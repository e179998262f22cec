import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "..");
const START_MS = 90_000;
const STOP_MS = 20_000;

/** Of our own environment only this: a DATABASE_URL would lead a test away from its fresh product. */
const PASSED_ON = ["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "LANG"];

export interface Product {
    readonly origin: string;
    readonly folder: string;
    /** What it has written so far. */
    output(): string;
    /** SIGTERM and its exit code; the data stays, for a second start in the same folder. */
    stop(): Promise<number | null>;
    /** No goodbye, as in a power cut. */
    kill(): Promise<void>;
    /** Throws the data away. */
    remove(): void;
}

/** The real product, as `npm start` runs it, on a free port and with data of its own. */
export async function startProduct(options: { folder?: string } = {}): Promise<Product> {
    const folder = options.folder ?? freshFolder();
    const port = await freePort();
    const chunks: string[] = [];
    const child = spawn(process.execPath, ["backend/src/main.ts"], {
        cwd: root,
        env: { ...ownEnvironment(), PORT: String(port), HOST: "127.0.0.1", DATA_DIR: folder },
        stdio: ["ignore", "pipe", "pipe"]
    });
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
    const output = (): string => chunks.join("");
    const origin = `http://127.0.0.1:${port}`;
    await ready(origin, child, output);
    return {
        origin,
        folder,
        output,
        stop: () => stop(child),
        kill: async () => {
            child.kill("SIGKILL");
            await ended(child);
        },
        remove: () => rmSync(folder, { recursive: true, force: true })
    };
}

function ownEnvironment(): NodeJS.ProcessEnv {
    return Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
}

function freshFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "flowmaestro-e2e-"));
    // Started as root, the embedded Postgres runs as another user and has to pass through here.
    chmodSync(folder, 0o755);
    return folder;
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    await once(server, "close");
    if (address === null || typeof address === "string") throw new Error("no port was given");
    return address.port;
}

async function ready(origin: string, child: ChildProcess, output: () => string): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline) {
        if (child.exitCode !== null || child.signalCode !== null) break;
        const answer = await fetch(`${origin}/health/ready`).catch(() => undefined);
        if (answer?.ok) return;
        await sleep(100);
    }
    child.kill("SIGKILL");
    throw new Error(`The product did not become ready. It said:\n${output()}`);
}

async function stop(child: ChildProcess): Promise<number | null> {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended(child);
    clearTimeout(late);
    return child.exitCode;
}

async function ended(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
