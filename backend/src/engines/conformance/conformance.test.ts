import { afterAll, beforeAll, describe, it } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { testDatabase } from "../../../test/database.ts";
import { testEngine } from "../embedded/testing/test-engine.ts";
import type { TestEngine } from "../embedded/testing/test-engine.ts";
import { coreHost } from "./core-host.ts";
import { engineHost, runnableAmong } from "./engine-host.ts";
import type { Called } from "./engine-host.ts";
import { callableAmong, compiled } from "./others.ts";
import { scenarios } from "./scenarios.ts";
import { check } from "./check.ts";
import type { Host } from "./scenario.ts";

/** One list of scenarios, every host. */
const database = await testDatabase();
let embedded: TestEngine;
const hosts = new Map<string, Host>([["core", coreHost(executors)]]);

beforeAll(async () => {
    const called: Called = new Map();
    embedded = await testEngine(database.address, executors, {
        callable: callableAmong(called),
        runnable: runnableAmong(called)
    });
    const workspace = await database.createWorkspace();
    hosts.set("embedded", engineHost("embedded", embedded, database.admin, workspace, called));
});
afterAll(() => embedded.stop());

describe.each(["core", "embedded"])("%s", (name) => {
    it.each(scenarios)("$name", async (scenario) => {
        const plan = compiled(scenario.definition);
        const host = hosts.get(name);
        if (host === undefined) throw new Error(`No host ${name}.`);
        check(plan, scenario, await host.run(plan, scenario));
    });
});
