import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { unusedPort } from "./process.ts";

/** Without it tests that need one are skipped, which `npm test` says aloud. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A Redis of our own that may be killed, and comes back empty on the same port. */
export interface MortalRedis extends AsyncDisposable {
    readonly port: number;
    readonly url: string;
    kill(): Promise<void>;
    start(): Promise<void>;
    /** It stands, and says nothing. */
    freeze(): void;
    thaw(): void;
}

const ANSWERS_WITHIN_MS = 10_000;

export async function startRedis(settings: readonly string[] = []): Promise<MortalRedis> {
    const port = await unusedPort();
    let server: ChildProcess | null = null;
    const kill = async (): Promise<void> => {
        const dying = server;
        server = null;
        if (dying === null || dying.exitCode !== null || dying.signalCode !== null) return;
        const gone = new Promise((resolve) => dying.once("close", resolve));
        dying.kill("SIGKILL");
        await gone;
    };
    const start = async (): Promise<void> => {
        server = spawn(
            "redis-server",
            ["--port", String(port), "--bind", "127.0.0.1", "--save", "", ...settings],
            { stdio: "ignore" }
        );
        await answers(port);
    };
    const onExit = (): void => void server?.kill("SIGKILL");
    process.once("exit", onExit);
    await start();
    return {
        port,
        url: `redis://127.0.0.1:${port}`,
        kill,
        start,
        freeze: () => void server?.kill("SIGSTOP"),
        thaw: () => void server?.kill("SIGCONT"),
        [Symbol.asyncDispose]: async () => {
            process.off("exit", onExit);
            await kill();
        }
    };
}

async function answers(port: number): Promise<void> {
    const end = performance.now() + ANSWERS_WITHIN_MS;
    while (performance.now() < end) {
        if (await pings(port)) return;
        await pause(20);
    }
    throw new Error("redis-server does not answer.");
}

function pings(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect({ host: "127.0.0.1", port });
        const end = (answer: boolean): void => {
            socket.destroy();
            resolve(answer);
        };
        socket.once("connect", () => socket.write("PING\r\n"));
        socket.once("data", (data) => end(data.toString().startsWith("+PONG")));
        socket.once("error", () => end(false));
        socket.setTimeout(1_000, () => end(false));
    });
}
