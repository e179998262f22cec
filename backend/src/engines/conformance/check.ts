import { expect } from "vitest";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { foldInstances } from "../../services/executions/instance-table.ts";
import { nameOf } from "./scenario.ts";
import type { Outcome, Scenario } from "./scenario.ts";

/** What a scenario expects, whichever host ran it. */
export function check(plan: Plan, scenario: Scenario, { facts, outputs }: Outcome): void {
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
    const reused = facts.filter((fact) => fact.kind === "node:completed" && fact.reused === true);
    if (wanted.reused !== undefined)
        expect(new Set(reused.map((fact) => nameOf(fact).split(" ")[1]))).toEqual(
            new Set(wanted.reused)
        );
    for (const name of wanted.never ?? []) expect(names).not.toContain(name);
    for (const [kind, count] of Object.entries(wanted.counts ?? {}))
        expect(facts.filter((fact) => fact.kind === kind).length, kind).toBe(count);
    for (const [earlier, later] of wanted.order ?? []) {
        expect(names, earlier).toContain(earlier);
        expect(names.indexOf(earlier), earlier).toBeLessThan(names.indexOf(later));
    }
    // Nothing starts after a cancel but the cleanup lane.
    const cancelled = facts.findIndex(({ kind }) => kind === "execution:cancelling");
    const lane = facts.findIndex(({ kind }) => kind === "cleanup:started");
    const before = lane < 0 ? facts : facts.slice(0, lane);
    if (cancelled >= 0)
        expect(before.findLastIndex(({ kind }) => kind === "node:started")).toBeLessThan(cancelled);
}
