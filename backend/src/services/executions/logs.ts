import { z } from "zod";
import type { ExecutionLog } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Deps } from "../../deps.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { MessageRow } from "../../storage/repositories/execution-log.repository.ts";
import { Cursors } from "../lists/cursor.ts";
import { readExecution } from "./read.ts";
import type { ReadExecution } from "./read.ts";
import { sentencesOf } from "./sentences.ts";

interface LogsQuery {
    readonly level?: "info" | "warn" | "error";
    readonly node_id?: string;
    readonly limit?: number;
    readonly cursor?: string;
}

const DEFAULT_LIMIT = 100;

export interface LogLine {
    readonly instance: string | null;
    readonly log: ExecutionLog;
}

export async function listLogs(
    deps: Deps,
    scope: WorkspaceScope,
    { id, query }: { readonly id: string; readonly query: LogsQuery }
): Promise<{
    readonly logs: ExecutionLog[];
    readonly pagination: { readonly limit: number; readonly next_cursor: string | null };
}> {
    const { level, node_id, limit = DEFAULT_LIMIT, cursor } = query;
    const cursors = new Cursors(deps.secrets.jwt_secret);
    const list = `${scope.workspace_id} logs ${id}`;
    const after = cursor === undefined ? "" : cursors.decode(list, cursor).id;
    const lines = await readLogs(deps, scope, await readExecution(deps, scope, id));
    const wanted = lines
        .map(({ log }) => log)
        .filter(
            (log) =>
                log.id > after &&
                (level === undefined || log.level === level) &&
                (node_id === undefined || log.node_id === node_id)
        );
    const logs = wanted.slice(0, limit);
    const last = wanted.length > limit ? logs.at(-1) : undefined;
    const next_cursor =
        last === undefined ? null : cursors.encode(list, { sort_key: "", id: last.id });
    return { logs, pagination: { limit, next_cursor } };
}

/**
 * Facts as sentences and what executors logged, merged by time. Ids ascend with it. Of one instance
 * alone where it is named: a loop has a hundred thousand lines.
 */
export async function readLogs(
    deps: Deps,
    scope: WorkspaceScope,
    { row, plan, facts }: ReadExecution,
    only?: string
): Promise<LogLine[]> {
    const messages = await withWorkspace(deps.pools.app, scope, ({ execution_log }) =>
        execution_log.messages(row.id)
    );
    const told = facts.flatMap((fact, index): LogLine[] => {
        if (only !== undefined && (!("instance" in fact) || fact.instance !== only)) return [];
        const sentence = sentencesOf(plan, fact);
        if (sentence === null) return [];
        const { level, message, node_id, instance } = sentence;
        const seq = index + 1;
        return [
            {
                instance,
                log: {
                    id: idOf(fact.at, 0, seq),
                    execution_id: row.id,
                    node_id,
                    level,
                    message,
                    metadata: { seq, type: fact.kind, ...(instance === null ? {} : { instance }) },
                    created_at: new Date(fact.at).toISOString()
                }
            }
        ];
    });
    const said = messages
        .filter(({ instance }) => only === undefined || instance === only)
        .map((message) => toLine(row.id, message));
    return [...told, ...said].sort((a, b) => (a.log.id < b.log.id ? -1 : 1));
}

function toLine(execution_id: string, message: MessageRow): LogLine {
    const { id, node_id, instance, level, created_at } = message;
    const metadata = z.record(z.string(), z.json()).catch({}).parse(message.metadata);
    return {
        instance,
        log: {
            id: idOf(created_at.getTime(), 1, id),
            execution_id,
            node_id,
            level,
            message: message.message,
            metadata: { ...metadata, ...(instance === null ? {} : { instance }) },
            created_at: created_at.toISOString()
        }
    };
}

/** Time first, of fixed width: as text they sort as they happened. */
function idOf(ms: number, kind: 0 | 1, number: number): string {
    return `${String(ms).padStart(15, "0")}.${kind}.${String(number).padStart(12, "0")}`;
}
