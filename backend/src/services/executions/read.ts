import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import type { Deps } from "../../deps.ts";
import { notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { WorkspaceRepositories } from "../../storage/repositories.ts";
import type { AttemptRow } from "../../storage/repositories/execution-log.repository.ts";
import type { ExecutionRow } from "../../storage/repositories/execution.repository.ts";

/** An execution with all its facts and the plan that explains them. */
export interface ReadExecution {
    readonly row: ExecutionRow;
    readonly plan: Plan;
    readonly facts: readonly Fact[];
    /** Attempts that failed or were lost; none of executions that had no trouble. */
    readonly attempts: readonly AttemptRow[];
    /** After these facts, where somebody has it. */
    readonly state?: State;
}

/** Most logs are shorter. */
const PAGE_ROWS = 64;

export async function readExecution(
    deps: Deps,
    scope: WorkspaceScope,
    id: string
): Promise<ReadExecution> {
    const { is_last, facts, ...read } = await withWorkspace(
        deps.pools.app,
        scope,
        async (repositories) => {
            const row = await repositories.executions.get(id);
            if (row === null) throw notFound();
            // One connection speaks one after the other; asked at once they share its round trips.
            const [plan, page, attempts] = await Promise.all([
                loadPlan(deps, repositories, row.plan_hash),
                repositories.execution_log.page(id, 0, PAGE_ROWS),
                repositories.execution_log.attempts(id)
            ]);
            return { row, plan, attempts, ...page };
        }
    );
    if (!is_last)
        await deps.long_reads.pass(scope.workspace_id, () => readOn(deps, scope, id, facts));
    return { ...read, facts };
}

/** The rest of a long log: page by page, so that others get their turn and their connection. */
async function readOn(
    { pools }: Deps,
    scope: WorkspaceScope,
    id: string,
    facts: Fact[]
): Promise<void> {
    for (let is_last = false; !is_last;) {
        const page = await withWorkspace(pools.app, scope, ({ execution_log }) =>
            execution_log.page(id, facts.length, PAGE_ROWS)
        );
        for (const fact of page.facts) facts.push(fact);
        is_last = page.is_last;
    }
}

/** Its row alone: that it is there, and theirs. */
export async function findExecution(
    deps: Deps,
    scope: WorkspaceScope,
    id: string
): Promise<ExecutionRow> {
    const row = await withWorkspace(deps.pools.app, scope, ({ executions }) => executions.get(id));
    if (row === null) throw notFound();
    return row;
}

export async function loadPlan(
    { data }: Pick<Deps, "data">,
    { versions }: WorkspaceRepositories,
    hash: string
): Promise<Plan> {
    const cached = data.plans.get(hash);
    if (cached !== undefined) return cached;
    const text = await versions.plan(hash);
    if (text === null) throw notFound();
    return data.plans.put(hash, JSON.parse(text) as Plan);
}
