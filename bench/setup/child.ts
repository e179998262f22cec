import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";

/** A process of ours with its output in a file: nobody's event loop reads what it says. */
export class Child {
    readonly process: ChildProcess;
    readonly ended: Promise<void>;

    constructor(program: readonly string[], env: NodeJS.ProcessEnv, log: string) {
        const out = openSync(log, "a");
        this.process = spawn(process.execPath, program, {
            env,
            stdio: ["ignore", out, out, "ipc"]
        });
        closeSync(out);
        this.ended = new Promise((resolve) => this.process.once("close", () => resolve()));
    }

    get pid(): number {
        return this.process.pid ?? -1;
    }

    get isAlive(): boolean {
        return this.process.exitCode === null && this.process.signalCode === null;
    }

    async end(signal: NodeJS.Signals): Promise<void> {
        if (this.isAlive) this.process.kill(signal);
        await this.ended;
    }
}

export async function unusedPort(): Promise<number> {
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => probe.once("listening", resolve));
    const address = probe.address();
    await new Promise((resolve) => probe.close(resolve));
    if (address === null || typeof address === "string") throw new Error("No port.");
    return address.port;
}

export function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}
