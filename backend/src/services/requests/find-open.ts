import type { Deps } from "../../deps.ts";
import { AppError, invalid, notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import { findExecution } from "../executions/read.ts";
import { tooLate } from "./respond.ts";

interface Named {
    readonly execution_id: string;
    readonly node_id?: string;
    readonly instance?: string;
    readonly request_id?: string;
}

const LISTED = 20;

/** Which question an answer is for: named by itself, by its instance, or by a node that asks once. */
export async function findOpenRequest(
    deps: Deps,
    scope: WorkspaceScope,
    named: Named
): Promise<string> {
    const { execution_id, node_id, instance, request_id } = named;
    if ((node_id ?? instance ?? request_id) === undefined)
        throw invalid([{ field: "request_id", message: "Name the question, or its node." }]);
    await findExecution(deps, scope, execution_id);
    const { open, last, row } = await withWorkspace(
        deps.pools.app,
        scope,
        async ({ requests }) => ({
            row: request_id === undefined ? null : await requests.get(request_id),
            open: await requests.openOf(execution_id, { node_id, instance, limit: LISTED + 1 }),
            last: await requests.lastOf(execution_id, { node_id, instance })
        })
    );
    if (request_id !== undefined) {
        if (row === null || row.execution_id !== execution_id) throw notFound();
        return row.id;
    }
    const [first, ...others] = open;
    if (first !== undefined && others.length === 0) return first.id;
    if (first === undefined) throw last === null ? nothingAsked() : tooLate(deps, last);
    throw new AppError("AMBIGUOUS_REQUEST", {
        details: {
            requests: open.slice(0, LISTED).map(({ id, ...each }) => ({
                request_id: id,
                instance: each.instance
            }))
        }
    });
}

function nothingAsked(): AppError {
    return new AppError("REQUEST_NOT_OPEN", { details: { status: "not_asked" } });
}
