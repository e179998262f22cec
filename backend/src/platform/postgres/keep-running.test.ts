import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createServiceLogger } from "../logger.ts";
import { startEmbedded } from "./embedded.ts";
import { keepRunning } from "./keep-running.ts";
import { isPostmasterOf, readPostmaster } from "./postmaster.ts";

const home = await mkdtemp(join(tmpdir(), "fm-pg-"));
await chmod(home, 0o755);
afterAll(() => rm(home, { recursive: true, force: true }));

const data = join(home, "postgres");

async function until(is: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 20_000;
    while (!(await is())) {
        if (Date.now() > end) throw new Error("It did not come.");
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

test("a server that was killed is started again with its data, one that is stopped is not", async () => {
    const start = () => startEmbedded(home, () => undefined);
    const first = await start();
    const logger = createServiceLogger("test", { level: "silent" });
    const { signal } = new AbortController();
    const kept = keepRunning(first, { start, logger, signal });
    const ask = async (text: string): Promise<unknown[]> => {
        const client = new pg.Client({ ...first.database });
        client.on("error", () => undefined);
        await client.connect();
        const { rows } = await client.query<Record<string, unknown>>(text);
        await client.end();
        return rows;
    };
    await ask("create table kept as select 1 as one");
    process.kill(first.pid, "SIGKILL");
    await until(async () => !(await isPostmasterOf(first.pid, data)));
    await until(() =>
        ask("select one from kept").then(
            (rows) => rows.length === 1,
            () => false
        )
    );
    const second = await readPostmaster(data);
    expect(second?.pid).not.toBe(first.pid);
    await kept.stop();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await readPostmaster(data)).toBeNull();
});
