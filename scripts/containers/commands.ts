import { spawn } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import type { Readable } from "node:stream";

export interface RunOptions {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly minutes?: number;
    /** A build: it leaves the machine to others. What is started must not inherit that. */
    readonly isPatient?: boolean;
    /** What still has to be done when somebody has interrupted the rest. */
    readonly isCleanup?: boolean;
    /** Where what it says is kept; without one it is only in the answer. */
    readonly log?: string;
}

export interface Ran {
    readonly code: number;
    readonly output: string;
    /** What it said on stderr. */
    readonly complaint: string;
}

/** Ends what this script started, by process group, when it is interrupted itself. */
const running = new Set<number>();
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
        isInterrupted = true;
        for (const pid of running) endGroup(pid);
        process.exitCode = 130;
    });
}

/** Runs a command to its end, or to its time limit; never throws. */
export async function run(
    command: string,
    args: readonly string[],
    options: RunOptions = {}
): Promise<Ran> {
    const { minutes = 5, isPatient = false, log, env = process.env, cwd } = options;
    const file = log === undefined ? null : openSync(log, "a");
    const child = spawn("nice", ["-n", isPatient ? "5" : "0", command, ...args], {
        env,
        cwd,
        detached: true,
        stdio: ["ignore", file ?? "pipe", file ?? "pipe"]
    });
    const { pid } = child;
    const [said, complained] = [collect(child.stdout), collect(child.stderr)];
    if (pid !== undefined) running.add(pid);
    const timer = setTimeout(() => pid !== undefined && endGroup(pid), minutes * 60_000);
    const code = await new Promise<number>((resolve) => {
        child.on("error", () => resolve(127));
        child.on("close", (exit) => resolve(exit ?? 124));
    });
    clearTimeout(timer);
    if (pid !== undefined) running.delete(pid);
    if (file !== null) closeSync(file);
    return { code, output: said(), complaint: complained() };
}

function collect(stream: Readable | null): () => string {
    const chunks: Buffer[] = [];
    stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
}

/** The same, for what has to succeed: answers what it said. */
export async function must(
    command: string,
    args: readonly string[],
    options: RunOptions = {}
): Promise<string> {
    if (isInterrupted && options.isCleanup !== true) throw new Error("Interrupted.");
    const { code, output, complaint } = await run(command, args, options);
    if (code === 0) return output;
    const { log } = options;
    const where = log === undefined ? (output + complaint).trimEnd().slice(-4_000) : `see ${log}`;
    throw new Error(`${command} ${args.slice(0, 6).join(" ")} ended with ${code}: ${where}`);
}

function endGroup(pid: number): void {
    try {
        process.kill(-pid, "SIGKILL");
    } catch {
        // It has ended meanwhile.
    }
}
