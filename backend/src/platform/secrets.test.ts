import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadSecrets } from "./secrets.ts";

const folders: string[] = [];
afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function source(jwt_secret: string | null = null, encryption_key: string | null = null) {
    const data_dir = await mkdtemp(join(tmpdir(), "fm-secrets-"));
    folders.push(data_dir);
    return { data_dir, jwt_secret, encryption_key };
}

test("a first start makes secrets, later ones find them, nobody else reads them", async () => {
    const given = await source();
    const first = await loadSecrets(given);
    expect(first.jwt_secret.length).toBeGreaterThanOrEqual(64);
    expect(first.jwt_secret).not.toBe(first.encryption_key);
    expect(await loadSecrets(given)).toEqual(first);
    expect((await stat(join(given.data_dir, "secrets.json"))).mode & 0o777).toBe(0o600);
});

test("given ones win, and are not written down", async () => {
    const given = await source("a".repeat(40));
    const secrets = await loadSecrets(given);
    expect(secrets.jwt_secret).toBe("a".repeat(40));
    const stored = await readFile(join(given.data_dir, "secrets.json"), "utf8");
    expect(stored).not.toContain("aaaa");
    const both = await source("a".repeat(40), "b".repeat(40));
    await loadSecrets(both);
    await expect(stat(join(both.data_dir, "secrets.json"))).rejects.toThrow("ENOENT");
});

test("a damaged file is told, not replaced: what it encrypted would be lost", async () => {
    const given = await source();
    const file = join(given.data_dir, "secrets.json");
    await writeFile(file, '{"jwt_secret":');
    await expect(loadSecrets(given)).rejects.toThrow(/is damaged/);
    expect(await readFile(file, "utf8")).toBe('{"jwt_secret":');
});
