import type pg from "pg";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { newId } from "../../platform/ids.ts";
import { storeWorkflow } from "../embedded/testing/test-engine.ts";
import type { TestEngine } from "../embedded/testing/test-engine.ts";
import type { Signal } from "../engine.ts";
import { deedsOf } from "./deeds.ts";
import type { Host, Outcome, Scenario } from "./scenario.ts";

/** The embedded engine on a real database: facts are read back from the log, never from memory. */
export function embeddedHost(
    { engine, hub, data }: TestEngine,
    admin: pg.Pool,
    workspace: { readonly workspace_id: string; readonly user_id: string }
): Host {
    const { workspace_id } = workspace;
    return {
        name: "embedded",
        run: async (plan: Plan, scenario: Scenario): Promise<Outcome> => {
            const workflow = await storeWorkflow(admin, workspace, plan);
            const execution_id = newId();
            const { workflow_id } = workflow.request;
            await engine.start({
                ...workflow.request,
                execution_id,
                inputs: scenario.inputs ?? {}
            });
            await new Promise<void>((resolve, reject) => {
                const deeds = deedsOf(plan, scenario, (value) => data.values.read(value));
                let count = 0;
                const act = (signal: Signal): Promise<unknown> =>
                    engine.signal({
                        execution_id,
                        workspace_id,
                        dedupe_key: `deed:${(count += 1)}`,
                        signal
                    });
                const seen: Outcome["facts"][number][] = [];
                hub.follow({
                    execution_id,
                    workspace_id,
                    workflow_id,
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
            const facts = await data.rows.facts(execution_id);
            const last = facts.at(-1);
            const outputs: [string, Json][] = [];
            if (last?.kind === "execution:completed")
                for (const [name, value] of Object.entries(last.outputs))
                    outputs.push([name, await data.values.read(value)]);
            await agrees(admin, execution_id, last?.kind ?? "");
            return { facts, outputs: Object.fromEntries(outputs) };
        }
    };
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
