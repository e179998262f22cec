import { readFile, readdir, readlink } from "node:fs/promises";

/** The process that listens on a TCP port, as far as this user may see it. Linux only. */
export interface PortOwner {
    readonly pid: number;
    readonly command: string;
}

export async function findPortOwner(port: number): Promise<PortOwner | null> {
    const inodes = await listeningInodes(port);
    if (inodes.size === 0) return null;
    const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
    for (const pid of pids) {
        if (await holdsAny(pid, inodes)) return { pid: Number(pid), command: await commandOf(pid) };
    }
    return null;
}

const LISTENING = "0A";

async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
    const wanted = port.toString(16).toUpperCase().padStart(4, "0");
    const inodes = new Set<string>();
    for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
        const text = await readFile(table, "utf8").catch(() => "");
        for (const line of text.split("\n").slice(1)) {
            const fields = line.trim().split(/\s+/);
            const isWanted = fields[1]?.endsWith(`:${wanted}`) && fields[3] === LISTENING;
            if (isWanted && fields[9] !== undefined) inodes.add(`socket:[${fields[9]}]`);
        }
    }
    return inodes;
}

async function holdsAny(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
    // Another user's descriptors are none of our business.
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
        const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
        if (inodes.has(target)) return true;
    }
    return false;
}

async function commandOf(pid: string): Promise<string> {
    const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const command = text.split("\0").join(" ").trim();
    return command.replace(/\p{Cc}/gu, " ").slice(0, 120);
}
