import { describe, expect, test } from "vitest";
import { testDatabase } from "../../../test/database.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { Workers, registerWorker } from "./workers-registry.ts";

/** Workers say that they are there, whatever becomes of the database meanwhile. */
const { admin, pools } = await testDatabase();
const pool = pools.engine;
const logger = createServiceLogger("test", { level: "silent" });

const register = (task_queue: string): Promise<AsyncDisposable> =>
    registerWorker({
        pool,
        logger,
        queue: { namespace: "default", task_queue },
        build_id: null,
        beat_ms: 50
    });

/** A new one each time: an answer of yes is believed for a while. */
const isThere = (task_queue: string): Promise<boolean> =>
    new Workers(pool, { namespace: "default", task_queue }).isAnybodyThere();

describe("a worker", () => {
    test("is there while it stands", async () => {
        const registration = await register("stands");
        expect(await isThere("stands")).toBe(true);
        await registration[Symbol.asyncDispose]();
        expect(await isThere("stands")).toBe(false);
    });

    test("that begins while the database is away is seen once it is back", async () => {
        await admin.query("alter table temporal_workers rename to temporal_workers_away");
        const registration = await register("early");
        await admin.query("alter table temporal_workers_away rename to temporal_workers");
        await expect.poll(() => isThere("early")).toBe(true);
        await registration[Symbol.asyncDispose]();
    });
});
