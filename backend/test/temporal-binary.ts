import { execFile, spawn } from "node:child_process";
import { access, constants, mkdir, readdir, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";

/** Server 1.29.1 and its UI in one binary; `go install` refuses later tags, which replace a module. */
const SOURCE = "github.com/temporalio/cli/cmd/temporal@v1.5.1";
const BUILD_MS = 15 * 60_000;
const DOWNLOADS = resolve(import.meta.dirname, "../../node_modules/.cache/temporal");
const run = promisify(execFile);

/** Why there is no dev server, and what to do about it. */
export class NoTemporal extends Error {
    override readonly name = "NoTemporal";
}

/** The `temporal` command: one that is here, or one that is built or downloaded now. */
export async function temporalBinary(say: (text: string) => void): Promise<string> {
    return (await findTemporal()) ?? (await installTemporal(say));
}

/** On the PATH, where Go puts it, or where an earlier download lies. */
async function findTemporal(): Promise<string | null> {
    const folders = [
        ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""),
        ...(await goFolders()),
        DOWNLOADS
    ];
    for (const folder of folders) {
        const path = join(folder, "temporal");
        if (await isExecutable(path)) return path;
    }
    return null;
}

async function goFolders(): Promise<string[]> {
    const { GOBIN, GOPATH } = process.env;
    const asked = await go("env", "GOPATH").catch(() => "");
    const homes = (GOPATH ?? (asked || join(homedir(), "go"))).split(delimiter);
    return [...(GOBIN ? [GOBIN] : []), ...homes.map((home) => join(home, "bin"))];
}

async function go(...args: string[]): Promise<string> {
    const { stdout } = await run(await goCommand(), args, { timeout: 20_000 });
    return stdout.trim();
}

/** Where its own installer puts it, it is not always on the PATH. */
async function goCommand(): Promise<string> {
    const usual = "/usr/local/go/bin/go";
    return (await isExecutable(usual)) ? usual : "go";
}

async function isExecutable(path: string): Promise<boolean> {
    return access(path, constants.X_OK).then(
        () => true,
        () => false
    );
}

async function installTemporal(say: (text: string) => void): Promise<string> {
    const failures: string[] = [];
    for (const way of [buildTemporal, downloadTemporal]) {
        try {
            await way(say);
            const path = await findTemporal();
            if (path !== null) return path;
            failures.push("it left no binary where we look");
        } catch (error) {
            failures.push(error instanceof Error ? error.message : String(error));
        }
    }
    throw new NoTemporal(
        `no temporal on the PATH, and none to be had (${failures.join("; ")}): set TEMPORAL_ADDRESS, or install it (CGO_ENABLED=0 go install ${SOURCE})`
    );
}

async function buildTemporal(say: (text: string) => void): Promise<void> {
    const version = await go("version").catch(() => null);
    if (version === null) throw new Error("Go is not installed");
    say("Building Temporal's dev server with Go, once: about three minutes …");
    const build = spawn(await goCommand(), ["install", SOURCE], {
        env: { ...process.env, CGO_ENABLED: "0" },
        stdio: ["ignore", "ignore", "pipe"],
        timeout: BUILD_MS
    });
    let said = "";
    build.stderr.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-400);
    });
    const code = await new Promise<number | string>((done, reject) => {
        build.on("error", reject);
        build.on("close", (exit, signal) => done(exit ?? signal ?? 1));
    });
    if (code !== 0) throw new Error(`go install ended with ${code}: ${lastLine(said)}`);
}

/**
 * The way of the SDK's own test environment, which starts what it downloads and waits five seconds for
 * it: we want the file, whether that was long enough or not.
 */
async function downloadTemporal(say: (text: string) => void): Promise<void> {
    say("Downloading Temporal's dev server …");
    const { TestWorkflowEnvironment } = await import("@temporalio/testing");
    await mkdir(DOWNLOADS, { recursive: true });
    const executable = { type: "cached-download" as const, downloadDir: DOWNLOADS };
    let failure: unknown = new Error("nothing was downloaded");
    try {
        const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
        await environment.teardown();
    } catch (error) {
        failure = error;
    }
    const name = (await readdir(DOWNLOADS)).find((entry) => entry.startsWith("temporal-"));
    if (name === undefined) throw failure;
    await rename(join(DOWNLOADS, name), join(DOWNLOADS, "temporal"));
}

function lastLine(text: string): string {
    return text.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
}
