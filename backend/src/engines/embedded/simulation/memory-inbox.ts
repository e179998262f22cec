import type { InboxPut, InboxReceipt } from "../../hosting/inbox-rows.ts";
import type { InboxRow, InboxStore } from "../store.ts";
import { OPEN } from "./tables.ts";
import type { Tables } from "./tables.ts";
import type { Wire } from "./wire.ts";

export function inboxStore(wire: Wire): InboxStore {
    const { tables } = wire;
    return {
        put: (row) => wire.ask(() => put(tables, row)),
        unsettled: (owner, execution_id) => wire.ask(() => unsettled(tables, owner, execution_id)),
        outcome: (id) => wire.ask(() => tables.inbox.get(id)?.outcome ?? null),
        settle: (id, outcome) =>
            wire.ask(() => {
                const row = tables.inbox.get(id);
                if (row !== undefined) row.outcome ??= outcome;
            })
    };
}

function unsettled(tables: Tables, owner: string, only: string | null): InboxRow[] {
    return [...tables.inbox.values()]
        .filter(({ outcome }) => outcome === null)
        .filter(({ execution_id }) => only === null || execution_id === only)
        .sort((a, b) => a.order - b.order)
        .flatMap(({ id, execution_id, payload }) => {
            const row = tables.executions.get(execution_id)?.row;
            const isOurs = row?.owner === null || row?.owner === owner;
            return row !== undefined && isOurs
                ? [{ id, execution_id, payload, status: row.status }]
                : [];
        });
}

function put(tables: Tables, row: InboxPut): InboxReceipt | null {
    const entry = tables.executions.get(row.execution_id);
    if (entry === undefined || entry.row.workspace_id !== row.workspace_id) return null;
    const { owner, status } = entry.row;
    const known = tables.inboxOf(row.execution_id, row.dedupe_key);
    if (known !== undefined) return { owner, status, inbox_id: known.id, outcome: known.outcome };
    if (!OPEN.has(status)) return { owner, status, inbox_id: null, outcome: null };
    return { owner, status, inbox_id: tables.putInbox(row).id, outcome: null };
}
