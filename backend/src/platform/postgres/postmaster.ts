import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a running Postgres says about itself in `postmaster.pid`. */
export interface Postmaster {
    readonly pid: number;
    /** Folder of its unix socket. */
    readonly socket: string;
}

export async function readPostmaster(data: string): Promise<Postmaster | null> {
    const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => null);
    if (text === null) return null;
    const lines = text.split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, socket: lines[4] ?? "" } : null;
}

/**
 * Whether that process is a Postgres on this folder. After a crash or a reboot its number may belong
 * to anything, and one that ended keeps its number until its parent looks; both are told by the
 * command line.
 */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
    const command = await commandLine(pid);
    return /(^|\/)postgres$/.test(command[0] ?? "") && command.includes(data);
}

async function commandLine(pid: number): Promise<readonly string[]> {
    if (process.platform === "linux") {
        const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
        return text.split("\0");
    }
    const ps = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(
        () => null
    );
    return ps === null ? [] : ps.stdout.trim().split(/ (?=-)|(?<=-D) /);
}
