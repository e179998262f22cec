import type { ServerResponse } from "node:http";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Deps } from "../../deps.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { WorkspaceRepositories } from "../../storage/repositories.ts";
import { toLines } from "../../realtime/frame-lines.ts";
import { streamEvents } from "../../realtime/sse.ts";
import type { EventFormat } from "../../realtime/sse.ts";
import { findExecution } from "./read.ts";

interface EventsQuery {
    readonly after_seq?: number;
    readonly limit?: number;
    readonly format?: EventFormat;
}

const DEFAULT_LIMIT = 200;
const FIRST_ROWS = 16;
/** `seq` is an int in the log; more is beyond every end. */
const MAX_SEQ = 2_147_483_646;

export interface Events {
    readonly events: (Frame | { readonly kind: string; readonly [field: string]: unknown })[];
    readonly next_seq: number;
}

export async function listEvents(
    deps: Deps,
    scope: WorkspaceScope,
    { id, query }: { readonly id: string; readonly query: EventsQuery }
): Promise<Events> {
    const { limit = DEFAULT_LIMIT, format = "frames" } = query;
    const after_seq = Math.min(query.after_seq ?? 0, MAX_SEQ);
    const { workflow_id } = await findExecution(deps, scope, id);
    const page = await withWorkspace(deps.pools.app, scope, ({ execution_log }) =>
        firstFacts(execution_log, { id, after_seq, limit })
    );
    const next_seq = after_seq + page.length;
    if (format === "facts") return { events: page.map((fact) => ({ ...fact })), next_seq };
    const lines = await toLines(deps.data.values, {
        execution_id: id,
        workflow_id,
        first_seq: after_seq + 1,
        facts: page
    });
    return { events: lines.map(({ frame }) => frame), next_seq };
}

/**
 * A row holds one fact or a thousand: few are read at first, more where they held little. Who pages
 * through a long log does not read all of it for each page.
 */
async function firstFacts(
    log: Pick<WorkspaceRepositories["execution_log"], "page">,
    { id, after_seq, limit }: { id: string; after_seq: number; limit: number }
): Promise<readonly Fact[]> {
    const facts: Fact[] = [];
    for (let rows = FIRST_ROWS; facts.length < limit; rows *= 4) {
        const page = await log.page(id, after_seq + facts.length, rows);
        for (const fact of page.facts) facts.push(fact);
        if (page.is_last) break;
    }
    return facts.slice(0, limit);
}

/** Found before the head is written, so that a stranger's id is a 404 and no stream. */
export async function followExecution(
    deps: Deps,
    scope: WorkspaceScope,
    request: {
        readonly id: string;
        readonly after_seq: number;
        readonly format: EventFormat;
        readonly signal: AbortSignal;
    }
): Promise<(response: ServerResponse) => Promise<void>> {
    const row = await findExecution(deps, scope, request.id);
    return (response) =>
        streamEvents({
            hub: deps.hub,
            response,
            execution: {
                execution_id: row.id,
                workspace_id: scope.workspace_id,
                workflow_id: row.workflow_id
            },
            after_seq: Math.min(request.after_seq, MAX_SEQ),
            is_over: row.completed_at !== null,
            format: request.format,
            signal: request.signal
        });
}
