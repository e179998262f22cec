import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Who a child process runs as. */
export interface Account {
    readonly uid: number;
    readonly gid: number;
}

/** `nobody` on every Linux. */
const UNPRIVILEGED: Account = { uid: 65_534, gid: 65_534 };

/** Postgres refuses to run as root; as anybody else it runs as who we are. */
export function serverAccount(): Account | undefined {
    return process.getuid?.() === 0 ? UNPRIVILEGED : undefined;
}

/** Whether the account can reach something in this folder: every folder above must let it through. */
export async function canTraverse(folder: string, account: Account): Promise<boolean> {
    let current = await existing(folder);
    for (;;) {
        const { mode, uid, gid } = await stat(current);
        const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
        if ((mode & execute) === 0) return false;
        const parent = dirname(current);
        if (parent === current) return true;
        current = parent;
    }
}

/** The folder itself, or what stands above it when it is still to be made. */
async function existing(folder: string): Promise<string> {
    for (let current = folder; ; current = dirname(current)) {
        try {
            return await realpath(current);
        } catch (error) {
            if (dirname(current) === current) throw error;
        }
    }
}
