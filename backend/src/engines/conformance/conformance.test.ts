import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { testDatabase } from "../../../test/database.ts";
import { foldInstances } from "../../services/executions/instance-table.ts";
import { testEngine } from "../embedded/testing/test-engine.ts";
import type { TestEngine } from "../embedded/testing/test-engine.ts";
import { coreHost } from "./core-host.ts";
import { embeddedHost } from "./embedded-host.ts";
import { scenarios } from "./scenarios.ts";
import { nameOf } from "./scenario.ts";
import type { Host, Outcome, Scenario } from "./scenario.ts";

/** One list of scenarios, every host. Temporal will be one more line here. */
const database = await testDatabase();
let embedded: TestEngine;
const hosts = new Map<string, Host>([["core", coreHost(executors)]]);

beforeAll(async () => {
    embedded = await testEngine(database.address, executors);
    const workspace = await database.createWorkspace();
    hosts.set("embedded", embeddedHost(embedded, database.admin, workspace));
});
afterAll(() => embedded.stop());

function planOf({ definition }: Scenario): Plan {
    const { plan, problems } = compile(definition, catalogue);
    if (plan === null) throw new Error(JSON.stringify(problems, null, 2));
    return plan;
}

function check(plan: Plan, scenario: Scenario, { facts, outputs }: Outcome): void {
    const { expect: wanted } = scenario;
    const last = facts.at(-1);
    expect(last?.kind).toBe(`execution:${wanted.status}`);
    if (wanted.outputs !== undefined) expect(outputs).toEqual(wanted.outputs);
    if (wanted.error !== undefined) expect(last).toMatchObject({ error: { code: wanted.error } });
    const records = [...foldInstances(plan, facts).records.values()];
    const of = <T>(pick: (record: (typeof records)[number]) => T) =>
        Object.fromEntries(records.map((record) => [record.instance, pick(record)]));
    expect(of(({ status }) => status)).toMatchObject(wanted.nodes);
    expect(of(({ reason }) => reason?.code)).toMatchObject(wanted.reasons ?? {});
    expect(of(({ attempts }) => attempts)).toMatchObject(wanted.attempts ?? {});
    const names = facts.map(nameOf);
    for (const name of wanted.never ?? []) expect(names).not.toContain(name);
    for (const [kind, count] of Object.entries(wanted.counts ?? {}))
        expect(facts.filter((fact) => fact.kind === kind).length, kind).toBe(count);
    for (const [earlier, later] of wanted.order ?? []) {
        expect(names, earlier).toContain(earlier);
        expect(names.indexOf(earlier), earlier).toBeLessThan(names.indexOf(later));
    }
    const cancelled = facts.findIndex(({ kind }) => kind === "execution:cancelling");
    if (cancelled >= 0)
        expect(facts.findLastIndex(({ kind }) => kind === "node:started")).toBeLessThan(cancelled);
}

describe.each(["core", "embedded"])("%s", (name) => {
    it.each(scenarios)("$name", async (scenario) => {
        const plan = planOf(scenario);
        const host = hosts.get(name);
        if (host === undefined) throw new Error(`No host ${name}.`);
        check(plan, scenario, await host.run(plan, scenario));
    });
});
