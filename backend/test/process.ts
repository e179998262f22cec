import { spawn } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

export interface ProductProcess {
    readonly pid: number;
    readonly url: string;
    /** Everything it has said, both streams. */
    output(): string;
    /** Resolves when it says where to go; rejects when it ends before that. */
    ready(): Promise<number>;
    /** The same for any words. */
    said(words: string): Promise<number>;
    /** Resolves with the exit code, or with the signal that ended it. */
    ended(): Promise<number | NodeJS.Signals>;
    isRunning(): boolean;
    kill(signal: NodeJS.Signals): void;
}

const MAIN = join(import.meta.dirname, "../src/main.ts");
const running = new Set<ProductProcess>();

/** The product as `npm start` runs it, with these variables and no others of ours. */
export function startProduct(
    variables: { readonly [name: string]: string },
    options: { readonly uid?: number; readonly cwd?: string; readonly main?: string } = {}
): ProductProcess {
    const started = performance.now();
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(process.execPath, [options.main ?? MAIN], {
        env: { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), ...variables },
        cwd: options.cwd,
        ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
        // The channel closes when this process is killed, and the product stops.
        stdio: ["ignore", "pipe", "pipe", "ipc"]
    });
    let output = "";
    const waiting: (() => void)[] = [];
    const take = (chunk: Buffer): void => {
        output += chunk.toString();
        for (const look of waiting) look();
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    const end = new Promise<number | NodeJS.Signals>((resolve) => {
        child.on("close", (code, signal) => resolve(code ?? signal ?? 1));
    });
    const said = (words: string | RegExp): Promise<number> =>
        new Promise((resolve, reject) => {
            const look = (): void => {
                if (output.search(words) >= 0) resolve(performance.now() - started);
            };
            waiting.push(look);
            look();
            void end.then(() => reject(new Error(`It ended instead:\n${output}`)));
        });
    const product: ProductProcess = {
        pid: child.pid ?? -1,
        url: `http://127.0.0.1:${variables["PORT"] ?? 3001}`,
        output: () => output,
        ended: () => end,
        isRunning: () => child.exitCode === null && child.signalCode === null,
        kill: (signal) => void child.kill(signal),
        ready: () => said(/is ready|"message":"ready"/),
        said: (words) => said(words)
    };
    running.add(product);
    void end.then(() => running.delete(product));
    return product;
}

/** For `afterEach`: whatever a failed test left behind. */
export async function endProducts(): Promise<void> {
    await Promise.all(
        [...running].map(async (product) => {
            product.kill("SIGTERM");
            const timer = setTimeout(() => product.kill("SIGKILL"), 10_000);
            await product.ended();
            clearTimeout(timer);
        })
    );
}

export async function unusedPort(): Promise<number> {
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => probe.once("listening", resolve));
    const address = probe.address();
    await new Promise((resolve) => probe.close(resolve));
    if (address === null || typeof address === "string") throw new Error("No port.");
    return address.port;
}

/** Postgres servers on this data directory that are alive (a zombie has no command line). */
export async function postgresPids(data_dir: string): Promise<number[]> {
    const pids: number[] = [];
    for (const name of await readdir("/proc")) {
        if (!/^\d+$/.test(name)) continue;
        const command = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
        if (command.includes(`${data_dir}/postgres\0`)) pids.push(Number(name));
    }
    return pids;
}
