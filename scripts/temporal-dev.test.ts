import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

it("npm run temporal:dev says nothing but its own, with or without an .env", () => {
    const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "temporal:dev"], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, TEMPORAL_DEV_PORT: "seven" },
        shell: process.platform === "win32"
    });
    expect(stderr.trim()).toBe(`TEMPORAL_DEV_PORT is "seven", which is not a port.`);
    expect([status, stdout]).toEqual([1, ""]);
});
