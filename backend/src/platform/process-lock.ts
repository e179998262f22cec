import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** Who uses a data directory. `started` tells a process from a later one with the same number. */
const holderSchema = z.object({ pid: z.int(), started: z.string(), url: z.string() });
export type Holder = z.infer<typeof holderSchema>;

export interface ProcessLock {
    release(): Promise<void>;
}

/** The lock, or who holds it. One that its holder did not live to release is taken over. */
export async function lockFolder(folder: string, url: string): Promise<ProcessLock | Holder> {
    const file = join(folder, "process.json");
    const mine: Holder = { pid: process.pid, started: await startOf(process.pid), url };
    for (;;) {
        try {
            const handle = await open(file, "wx", 0o644);
            await handle.writeFile(JSON.stringify(mine));
            await handle.close();
            return { release: () => rm(file, { force: true }) };
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        }
        const holder = await readHolder(file);
        if (holder !== null && (await isAlive(holder))) return holder;
        await rm(file, { force: true });
    }
}

async function readHolder(file: string): Promise<Holder | null> {
    for (let attempt = 0; attempt < 10; attempt += 1) {
        const text = await readFile(file, "utf8").catch(() => "");
        if (text !== "") return parseHolder(text);
        // Made a moment ago and not yet written.
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return null;
}

function parseHolder(text: string): Holder | null {
    try {
        return holderSchema.parse(JSON.parse(text));
    } catch {
        return null;
    }
}

async function isAlive(holder: Holder): Promise<boolean> {
    try {
        process.kill(holder.pid, 0);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
    }
    return (await startOf(holder.pid)) === holder.started;
}

/** When it started, in the kernel's ticks since boot; "" where nobody tells. A zombie is no process. */
async function startOf(pid: number): Promise<string> {
    const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : (fields[19] ?? "");
}
