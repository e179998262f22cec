import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { canTraverse } from "./account.ts";
import { findEmbeddedBinaries, makeUsable } from "./binaries.ts";
import { startCluster } from "./cluster.ts";
import { chooseDataHome, makeDataHome, startEmbedded } from "./embedded.ts";
import { isPostmasterOf, readPostmaster } from "./postmaster.ts";

const folders: string[] = [];
afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), "fm-pg-"));
    folders.push(made);
    await chmod(made, 0o755);
    return made;
}

const isRoot = process.getuid?.() === 0;
const STRANGER = { uid: 54_321, gid: 54_321 };

test("a folder can be entered when every folder above lets through", async () => {
    const home = await folder();
    await mkdir(join(home, "open/private/inner"), { recursive: true });
    await chmod(join(home, "open/private"), 0o700);
    expect(await canTraverse(join(home, "open"), STRANGER)).toBe(true);
    expect(await canTraverse(join(home, "open/not/yet/made"), STRANGER)).toBe(true);
    expect(await canTraverse(join(home, "open/private/inner"), STRANGER)).toBe(false);
    await symlink(join(home, "open/private/inner"), join(home, "link"));
    expect(await canTraverse(join(home, "link"), STRANGER)).toBe(false);
    const own = await stat(home);
    expect(await canTraverse(join(home, "open/private"), { uid: own.uid, gid: own.gid })).toBe(
        true
    );
});

test("under root, data that Postgres could not reach moves, unless it was asked for", async () => {
    const home = await folder();
    await mkdir(join(home, "private"), { mode: 0o700 });
    const wanted = join(home, "private/clone/.flowmaestro");
    const root = join(home, "private/clone");
    if (!isRoot) {
        expect(await chooseDataHome(wanted, false, root)).toEqual({ folder: wanted, moved: false });
        return;
    }
    const moved = await chooseDataHome(wanted, false, root);
    expect(moved).toMatchObject({ moved: true });
    expect(moved.folder).toMatch(/^\/var\/lib\/flowmaestro\/clone-[0-9a-f]{8}$/);
    expect((await chooseDataHome(wanted, false, `${root}2`)).folder).not.toBe(moved.folder);
    await expect(chooseDataHome(wanted, true, root)).rejects.toThrow(/DATA_DIR is .*cannot reach/);
    expect(await chooseDataHome(join(home, "data"), false, root)).toEqual({
        folder: join(home, "data"),
        moved: false
    });
});

test("binaries out of reach are copied once, for the account to run, whatever the umask", async () => {
    const home = await folder();
    const own = await findEmbeddedBinaries({ account: undefined, copies: home });
    const clone = join(home, "private/package");
    await cp(join(own.bin, "../.."), clone, { recursive: true, verbatimSymlinks: true });
    await chmod(join(home, "private"), 0o700);
    const told: string[] = [];
    const options = {
        account: STRANGER,
        copies: join(home, "copies"),
        onCopy: (to: string) => told.push(to)
    };
    const runAs = isRoot ? STRANGER : {};
    const before = process.umask(0o077);
    try {
        const copied = await makeUsable(join(clone, "native"), options);
        expect(await makeUsable(join(clone, "native"), options)).toEqual(copied);
        expect(told).toHaveLength(1);
        const { stdout } = spawnSync(join(copied.bin, "postgres"), ["--version"], runAs);
        expect(stdout.toString()).toContain(`PostgreSQL) ${copied.major}.`);
    } finally {
        process.umask(before);
    }
});

test("it comes up with what the product relies on, and ends without a trace", async () => {
    const home = await folder();
    const said: string[] = [];
    const postgres = await startEmbedded(home, (text) => said.push(text));
    expect(said).toEqual(["Creating the database (once) …"]);
    expect(postgres.adopted).toBe(false);
    expect(await isPostmasterOf(postgres.pid, join(home, "postgres"))).toBe(true);
    expect(await isPostmasterOf(process.pid, join(home, "postgres"))).toBe(false);
    const again = await startEmbedded(home, (text) => said.push(text));
    expect(again).toMatchObject({ adopted: true, pid: postgres.pid });
    await postgres.stop();
    expect(await isPostmasterOf(postgres.pid, join(home, "postgres"))).toBe(false);
    expect(await readPostmaster(join(home, "postgres"))).toBeNull();
    expect(said).toHaveLength(1);
});

test("a server that ends in good order while the next start waits leaves nothing to disown", async () => {
    const home = await folder();
    const first = await startEmbedded(home, () => undefined);
    first.abandon();
    const second = await startEmbedded(home, () => undefined);
    expect(second.adopted).toBe(false);
    expect(second.pid).not.toBe(first.pid);
    await second.stop();
});

test("a path too long for a socket, or with spaces, is no obstacle", async () => {
    const home = join(await folder(), `with space ${"x".repeat(120)}`);
    await makeDataHome(home);
    const postgres = await startEmbedded(home, () => undefined);
    expect(postgres.database.host).toMatch(/flowmaestro-\d+-[0-9a-f]{12}$/);
    folders.push(postgres.database.host);
    await postgres.stop();
});

test("an initdb that was interrupted is begun anew", async () => {
    const home = await folder();
    await mkdir(join(home, "postgres.new"));
    await writeFile(join(home, "postgres.new/PG_VERSION"), "18\n");
    const postgres = await startEmbedded(home, () => undefined);
    await postgres.stop();
    expect(postgres.adopted).toBe(false);
});

test("data of another major version is refused and left alone", async () => {
    const home = await folder();
    await mkdir(join(home, "data"));
    await writeFile(join(home, "data/PG_VERSION"), "14\n");
    const started = startCluster({
        binaries: { bin: "/nowhere", major: 18 },
        account: undefined,
        data: join(home, "data"),
        socket: join(home, "socket"),
        log: join(home, "log")
    });
    await expect(started).rejects.toThrow(/made by Postgres 14; this is Postgres 18/);
});

test("a socket folder that a stranger made is not used", async () => {
    const home = await folder();
    await mkdir(join(home, "elsewhere"));
    await symlink(join(home, "elsewhere"), join(home, "socket"));
    const started = startEmbedded(home, () => undefined);
    await expect(started).rejects.toThrow(/belongs to somebody else/);
});
