import { afterAll, beforeAll, describe, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { testTemporalEngine } from "../temporal/testing/test-temporal.ts";
import type { TestTemporal } from "../temporal/testing/test-temporal.ts";
import { check } from "./check.ts";
import { engineHost, runnableAmong } from "./engine-host.ts";
import type { Called } from "./engine-host.ts";
import { callableAmong, compiled } from "./others.ts";
import type { Host } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

/** The same list once more, on a real Temporal server: many at a time, since each one mostly waits. */
const database = await testDatabase();
const env = await testTemporal();
let temporal: TestTemporal | null = null;
let host: Host | null = null;

beforeAll(async () => {
    if (env === null) return;
    const called: Called = new Map();
    temporal = await testTemporalEngine(database.address, env, executors, {
        callable: callableAmong(called),
        runnable: runnableAmong(called)
    });
    const workspace = await database.createWorkspace();
    host = engineHost("temporal", temporal, database.admin, workspace, called);
}, 60_000);
afterAll(() => temporal?.stop());

describe.concurrent("temporal", () => {
    it.each(scenarios)("$name", { timeout: 90_000 }, async (scenario) => {
        const plan = compiled(scenario.definition);
        if (host === null) throw new Error("There is no Temporal engine.");
        check(plan, scenario, await host.run(plan, scenario));
    });
});
