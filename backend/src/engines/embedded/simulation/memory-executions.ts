import type { ExecutionStore } from "../../hosting/execution-store.ts";
import { OPEN } from "./tables.ts";
import type { Tables } from "./tables.ts";
import type { Wire } from "./wire.ts";

export function executionStore(wire: Wire): ExecutionStore {
    const { tables } = wire;
    const ask = <T>(effect: () => T): Promise<T> => wire.ask(effect);
    return {
        execution: (id) => ask(() => tables.executions.get(id)?.row ?? null),
        openOf: (owner, after, limit) =>
            ask(() =>
                [...tables.executions.values()]
                    .filter(({ row, wake_at }) => row.owner === owner && wake_at === null)
                    .filter(({ row }) => OPEN.has(row.status) && row.id > after)
                    .map(({ row }) => row.id)
                    .sort()
                    .slice(0, limit)
            ),
        load: (owner, ids, format) =>
            ask(() =>
                ids.flatMap((id) => {
                    const entry = tables.executions.get(id);
                    if (entry?.row.owner !== owner || !OPEN.has(entry.row.status)) return [];
                    const { row, snapshot: kept, attempts } = entry;
                    const snapshot = kept?.format === format ? kept : null;
                    const facts = tables.logOf(id).slice(snapshot?.seq ?? 0);
                    return [{ row, snapshot, facts, attempts: [...attempts.values()] }];
                })
            ),
        orphansOf: (owner, limit) =>
            ask(() =>
                [...tables.executions.values()]
                    .filter(({ row }) => row.owner === null || row.owner === owner)
                    .filter(({ row }) => OPEN.has(row.status) && hasLostItsCaller(tables, row.id))
                    .map(({ row }) => ({ id: row.id, workspace_id: row.workspace_id }))
                    .slice(0, limit)
            ),
        facts: (id) => ask(() => tables.logOf(id)),
        copyValues: (from, to, shas) =>
            ask(() => {
                const source = tables.executions.get(from)?.values;
                const target = tables.executions.get(to.id)?.values;
                const there = shas.filter((sha) => {
                    const row = source?.get(sha);
                    if (row !== undefined) target?.set(sha, row);
                    return row !== undefined && target !== undefined;
                });
                return new Set(there);
            }),
        plan: (_workspace, hash) => ask(() => tables.plans.get(hash) ?? null),
        writeValue: ({ id }, row) =>
            ask(() => void tables.executions.get(id)?.values.set(row.sha, row))
    };
}

function hasLostItsCaller(tables: Tables, id: string): boolean {
    const caller = tables.executions.get(id)?.row.origin.caller ?? null;
    if (caller?.is_awaited !== true) return false;
    const status = tables.executions.get(caller.execution_id)?.row.status;
    return status !== undefined && !OPEN.has(status);
}
