import type pg from "pg";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { newId } from "../../platform/ids.ts";
import { storeWorkflow } from "../embedded/testing/test-engine.ts";
import type { TestWorkflow } from "../embedded/testing/test-engine.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { Hub } from "../../realtime/hub.ts";
import type { Engine, Override, Signal, StartRequest } from "../engine.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import { deedsOf } from "./deeds.ts";
import { NOBODY, othersOf } from "./others.ts";
import type { Host, Outcome, Scenario } from "./scenario.ts";

/** An engine with what it stands on. */
export interface Started {
    readonly engine: Engine;
    readonly hub: Hub;
    readonly data: DataPlane;
}

/** What may be called, by the id that scenarios know it by. */
export type Called = Map<string, TestWorkflow>;

export function runnableAmong(called: Called): Runnable {
    return ({ workflow_id }) => {
        const workflow = called.get(workflow_id);
        return Promise.resolve(
            workflow === undefined
                ? { ok: false, error: NOBODY }
                : { ok: true, runs: workflow.request, inputs: {} }
        );
    };
}

/** An engine on a real database: facts are read back from the log, never from memory. */
export function engineHost(
    name: Engine["name"],
    started: Started,
    admin: pg.Pool,
    workspace: { readonly workspace_id: string; readonly user_id: string },
    called: Called
): Host {
    const { workspace_id } = workspace;
    const { engine, data } = started;
    const run = async (
        plan: Plan,
        scenario: Scenario,
        request: Omit<StartRequest, "execution_id" | "inputs">
    ): Promise<Outcome & { readonly execution_id: string }> => {
        const execution_id = newId();
        await engine.start({ ...request, execution_id, inputs: scenario.inputs ?? {} });
        await ended(started, plan, scenario, {
            execution_id,
            workspace_id,
            workflow_id: request.workflow_id
        });
        const facts = await data.rows.facts(execution_id);
        const last = facts.at(-1);
        const outputs: [string, Json][] = [];
        if (last?.kind === "execution:completed")
            for (const [name, value] of Object.entries(last.outputs))
                outputs.push([name, await data.values.read(value)]);
        await agrees(admin, execution_id, last?.kind ?? "");
        return { execution_id, facts, outputs: Object.fromEntries(outputs) };
    };
    return {
        name,
        run: async (plan: Plan, scenario: Scenario): Promise<Outcome> => {
            for (const [id, other] of othersOf(scenario))
                called.set(id, await storeWorkflow(admin, workspace, other));
            const { request } = await storeWorkflow(admin, workspace, plan);
            const first = await run(plan, scenario, request);
            if (scenario.again === undefined) return first;
            const { from, given = {} } = scenario.again;
            const overrides = Object.entries(given).map(
                ([instance, output]): [string, Override] => [
                    instance,
                    { kind: "output", port: "out", output }
                ]
            );
            return run(
                plan,
                { ...scenario, acts: [] },
                {
                    ...request,
                    parent_execution_id: first.execution_id,
                    rerun: { from, overrides: Object.fromEntries(overrides) }
                }
            );
        }
    };
}

/** Watched from its start as a browser would, and told what the scenario tells it. */
function ended(
    { engine, hub, data }: Started,
    plan: Plan,
    scenario: Scenario,
    about: {
        readonly execution_id: string;
        readonly workspace_id: string;
        readonly workflow_id: string;
    }
): Promise<void> {
    const deeds = deedsOf(plan, scenario, (value) => data.values.read(value));
    const { execution_id, workspace_id } = about;
    let count = 0;
    const act = (signal: Signal): Promise<unknown> => {
        count += 1;
        return engine.signal({ execution_id, workspace_id, dedupe_key: `deed:${count}`, signal });
    };
    const seen: Fact[] = [];
    return new Promise((resolve, reject) => {
        hub.follow({
            ...about,
            after_seq: 0,
            is_over: false,
            sink: {
                lines: (lines) => {
                    seen.push(...lines.map(({ fact }) => fact));
                    deeds.next(seen)?.then(act).catch(reject);
                },
                hint: () => undefined,
                ended: resolve,
                failed: reject
            }
        });
    });
}

/** The row is a projection of the facts. */
async function agrees(admin: pg.Pool, id: string, kind: string): Promise<void> {
    const { rows } = await admin.query<{ status: string; owner: string | null }>(
        "select status, owner from executions where id = $1",
        [id]
    );
    const [row] = rows;
    if (`execution:${row?.status}` !== kind || row?.owner !== null)
        throw new Error(`The row says ${JSON.stringify(row)}, the log ${kind}.`);
}
