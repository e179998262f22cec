import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { testDatabase } from "../../../test/database.ts";
import { createDataPlane } from "../../data-plane/data-plane.ts";
import { createClock } from "../../platform/clock.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { createHub } from "../../realtime/hub.ts";
import { closePools, createPools } from "../../storage/database.ts";
import { createEmbeddedEngine } from "./engine.ts";
import { testExecutors } from "./testing/test-nodes.ts";

const database = await testDatabase();

it("an engine that cannot begin lets go of its session, or its process would never end", async () => {
    const logger = createServiceLogger("test", { level: "silent" });
    const clock = createClock();
    const pools = createPools({ address: database.address, name: "test:opening" });
    const executors = testExecutors();
    const encryption_key = "k".repeat(32);
    const place = { pool: pools.engine, clock, executors, directory: tmpdir(), encryption_key };
    const data = createDataPlane(place);
    const hub = createHub({ logger, clock, data });
    await database.admin.query("alter table executions rename to mislaid");
    await expect(createEmbeddedEngine({ pools, logger, clock, data, hub })).rejects.toThrow(
        /executions/
    );
    await database.admin.query("alter table mislaid rename to executions");
    hub.close();
    await data.close();
    await expect(closePools(pools)).resolves.toBeUndefined();
});
