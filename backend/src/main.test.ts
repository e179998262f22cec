import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";
import { endProducts, postgresPids, startProduct, unusedPort } from "../test/process.ts";
import { embeddedAddress, makeDataHome } from "./platform/postgres/embedded.ts";
import { clientConfig } from "./storage/database.ts";
import { migrateDown } from "./storage/migrations.ts";

/** The process as people meet it: started, refused, killed and stopped. On an embedded Postgres. */
const folders: string[] = [];
// Each starts it a few times, on a database that has to be made first.
vi.setConfig({ testTimeout: 90_000 });

afterEach(async () => {
    await endProducts();
    for (const folder of folders.splice(0)) {
        for (const pid of await postgresPids(folder)) process.kill(pid, "SIGKILL");
        await rm(folder, { recursive: true, force: true });
    }
});

async function home(): Promise<{ DATA_DIR: string; PORT: string }> {
    const folder = await mkdtemp(join(tmpdir(), "fm-main-"));
    folders.push(folder);
    await makeDataHome(folder);
    return { DATA_DIR: folder, PORT: String(await unusedPort()) };
}

describe("a start", () => {
    test("says what it does, where to go and how to sign in; a second one is quick", async () => {
        const variables = await home();
        const first = startProduct(variables);
        const took = await first.ready();
        expect(first.output()).toMatch(/Starting Postgres.*Applying \d+ migrations/s);
        expect(first.output()).toContain(`http://localhost:${variables.PORT}`);
        expect(first.output()).toContain("test@flowmaestro.dev / testpassword123");
        expect(first.output()).toContain(variables.DATA_DIR);
        const answer = await fetch(`${first.url}/api/auth/login`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ email: "test@flowmaestro.dev", password: "testpassword123" })
        });
        expect(answer.status).toBe(200);
        expect(await answer.json()).toMatchObject({
            data: { user: { id: "00000000-0000-4000-8000-000000000001" } }
        });
        first.kill("SIGTERM");
        expect(await first.ended()).toBe(0);
        expect(await postgresPids(variables.DATA_DIR)).toEqual([]);

        const second = startProduct(variables);
        expect(await second.ready()).toBeLessThan(took);
        expect(second.output()).not.toMatch(/migration|once/);
    });

    test("survives kill -9 of the one before, and takes over its Postgres", async () => {
        const variables = await home();
        const first = startProduct(variables);
        await first.ready();
        const [postgres] = await postgresPids(variables.DATA_DIR);
        first.kill("SIGKILL");
        expect(await first.ended()).toBe("SIGKILL");

        const second = startProduct(variables);
        await second.ready();
        expect(await postgresPids(variables.DATA_DIR)).toEqual([postgres]);
        second.kill("SIGINT");
        expect(await second.ended()).toBe(0);
        expect(await postgresPids(variables.DATA_DIR)).toEqual([]);
    });

    test("survives kill -9 of Postgres and product, whoever has their process ids now", async () => {
        const variables = await home();
        const first = startProduct(variables);
        await first.ready();
        const [postgres] = await postgresPids(variables.DATA_DIR);
        first.kill("SIGKILL");
        process.kill(postgres!, "SIGKILL");
        await first.ended();
        // As after a reboot: both files name processes that live, and are somebody else's.
        const file = join(variables.DATA_DIR, "postgres/postmaster.pid");
        const lines = (await readFile(file, "utf8")).split("\n");
        await writeFile(file, [String(process.ppid), ...lines.slice(1)].join("\n"));
        const lock = join(variables.DATA_DIR, "process.json");
        const holder = (await readFile(lock, "utf8")).replace(/"pid":\d+/, `"pid":${process.pid}`);
        await writeFile(lock, holder);

        const second = startProduct(variables);
        await second.ready();
        expect(process.kill(process.ppid, 0)).toBe(true);
    });

    test("on data that another process uses is refused, and says which", async () => {
        const variables = await home();
        const first = startProduct(variables);
        await first.ready();
        const second = startProduct({ ...variables, PORT: String(await unusedPort()) });
        expect(await second.ended()).toBe(1);
        expect(second.output()).toContain(`process ${first.pid}, http://localhost:`);
        expect(second.output()).toContain("DATA_DIR");
        expect((await fetch(`${first.url}/health/live`)).status).toBe(200);
    });

    test("with a busy port says who has it and how to choose another, before anything else", async () => {
        const variables = await home();
        const other = createServer().listen(Number(variables.PORT), "127.0.0.1");
        await new Promise((resolve) => other.once("listening", resolve));
        const refused = startProduct(variables);
        expect(await refused.ended()).toBe(1);
        other.close();
        const port = Number(variables.PORT);
        expect(refused.output()).toMatch(
            new RegExp(`^\\nPort ${port} is taken by process ${process.pid} \\(.+\\)\\.\\n`)
        );
        expect(refused.output()).toContain(`PORT=${port + 1} npm start`);
        expect(refused.output()).not.toContain("Starting Postgres");
    });

    test.each<[string, { readonly [name: string]: string }, RegExp]>([
        ["a wrong PORT", { PORT: "http" }, /^\nPORT is "http", .+\n {2}Use .+\n\n$/],
        ["an impossible HOST", { HOST: "192.0.2.1" }, /^\nHOST is 192\.0\.2\.1, .+\n {2}.+\n\n$/],
        [
            "a role of its own without Temporal",
            { FM_ROLE: "worker" },
            /^\nFM_ROLE is worker, .+ on Temporal only.+\n {2}Set TEMPORAL_ADDRESS .+\n\n$/
        ],
        [
            "a database that is not there",
            { DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/d" },
            /\nDATABASE_URL leads to 127\.0\.0\.1:1, where nothing listens\.\n {2}Start .+\n\n$/
        ],
        [
            "production without secrets",
            { NODE_ENV: "production" },
            /^\nJWT_SECRET is missing.+\n {2}.+\nENCRYPTION_KEY is missing.+\n {2}.+\n\n$/
        ]
    ])("with %s ends with code 1 and a way out, without a stack", async (_what, wrong, message) => {
        const refused = startProduct({ ...(await home()), ...wrong });
        expect(await refused.ended()).toBe(1);
        expect(refused.output()).toMatch(message);
        expect(refused.output()).not.toMatch(/\n\s+at |hunter2/);
    });

    test("on a schema of yesterday brings it up to date", async () => {
        const variables = await home();
        const first = startProduct(variables);
        await first.ready();
        const { applied } = await migrateDown(embeddedAddress(variables.DATA_DIR));
        expect(applied).toHaveLength(1);
        first.kill("SIGTERM");
        await first.ended();
        const second = startProduct(variables);
        await second.ready();
        expect(second.output()).toContain("Applying 1 migration …");
    });

    test("on a schema of tomorrow is refused, and Postgres is stopped again", async () => {
        const variables = await home();
        const first = startProduct(variables);
        await first.ready();
        await sql(
            variables.DATA_DIR,
            "insert into pgmigrations (name, run_on) values ('9999_tomorrow', now())"
        );
        first.kill("SIGTERM");
        await first.ended();
        const second = startProduct(variables);
        expect(await second.ended()).toBe(1);
        expect(second.output()).toMatch(/does not know: 9999_tomorrow\.\n {2}A newer version/);
        expect(await postgresPids(variables.DATA_DIR)).toEqual([]);
    });

    test("in production does not open while the development login exists", async () => {
        const variables = await home();
        const first = startProduct(variables);
        await first.ready();
        first.kill("SIGTERM");
        await first.ended();
        const secrets = {
            JWT_SECRET: "uV0mYk8rQ2zJ5xWc7Tn1Lb4Hd6Gf9Se3",
            ENCRYPTION_KEY: "Zq3Xw6Ev9Rt2Yb5Nu8Mi1Kp4Lo7Jh0Gd"
        };
        const second = startProduct({ ...variables, ...secrets, NODE_ENV: "production" });
        expect(await second.ended()).toBe(1);
        expect(second.output()).toMatch(
            /user test@flowmaestro\.dev, whose password everybody knows/
        );
    });
});

describe("a stop", () => {
    test("while it is still starting leaves nothing running", async () => {
        const variables = await home();
        const product = startProduct(variables);
        await product.said("Starting Postgres");
        product.kill("SIGINT");
        expect(await product.ended()).toBe(0);
        expect(await postgresPids(variables.DATA_DIR)).toEqual([]);
        const second = startProduct(variables);
        await second.ready();
    });

    test("answers what was asked and closes streams, then ends by itself", async () => {
        const variables = await home();
        const stopped = async (): Promise<number> => {
            const product = startProduct(variables);
            await product.ready();
            const held = await fetch(`${product.url}/health/live`);
            expect(held.status).toBe(200);
            const started = performance.now();
            product.kill("SIGTERM");
            expect(await product.ended()).toBe(0);
            return performance.now() - started;
        };
        // Where somebody has to be hung up on, it is never less than five seconds.
        let soonest = await stopped();
        for (let round = 0; round < 3 && soonest >= 4_000; round += 1)
            soonest = Math.min(soonest, await stopped());
        expect(soonest).toBeLessThan(4_000);
    });
});

test("a defect that nobody caught ends the process with a line, and Postgres with it", async () => {
    const variables = await home();
    const thrower = `process.on("SIGUSR2", () => { throw new Error("nobody caught this"); });`;
    const product = startProduct({
        ...variables,
        NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(thrower)}`
    });
    await product.ready();
    product.kill("SIGUSR2");
    expect(await product.ended()).toBe(1);
    expect(product.output()).toMatch(/"fatal".*nobody caught this/);
    expect(product.output()).toMatch(/FlowMaestro crashed\./);
    await expect.poll(() => postgresPids(variables.DATA_DIR)).toEqual([]);
});

async function sql(folder: string, text: string): Promise<void> {
    const client = new pg.Client(clientConfig(embeddedAddress(folder)));
    await client.connect();
    await client.query(text);
    await client.end();
}
