import { z } from "zod";
import { WebSocket } from "ws";
import { pause } from "./child.ts";

const targets = z.array(z.object({ webSocketDebuggerUrl: z.string() })).min(1);

/** For a product that was started with it: where its inspector listens once it is asked to. */
export function inspectable(port: number): string {
    return `--inspect-port=127.0.0.1:${port}`;
}

/**
 * Garbage that nobody needed room for yet is no price of anything: a process that is idle collects
 * none. The inspector is the only way to ask a process for it that runs as it always does.
 */
export async function collectGarbage(pid: number, port: number): Promise<void> {
    process.kill(pid, "SIGUSR1");
    const url = await inspectorUrl(port);
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
        socket.once("open", resolve);
        socket.once("error", reject);
    });
    for (let id = 1; id <= 3; id += 1) {
        const answered = new Promise((resolve) => socket.once("message", resolve));
        socket.send(JSON.stringify({ id, method: "HeapProfiler.collectGarbage" }));
        await answered;
    }
    socket.terminate();
    // Pages go back to the system a moment later.
    await pause(2_000);
}

async function inspectorUrl(port: number): Promise<string> {
    for (let round = 0; round < 100; round += 1) {
        const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
        const [target] = answer === null ? [] : targets.parse(await answer.json());
        if (target !== undefined) return target.webSocketDebuggerUrl;
        await pause(50);
    }
    throw new Error("The inspector does not answer.");
}
