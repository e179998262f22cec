import { joined, plain, rowsOf } from "./batch-arrays.ts";
import type { Section } from "./batch-sections.ts";

/** What others than this execution see or hear of it: people its questions, executions its calls. */
const asked: Section = {
    types: [
        ...(["uuid", "uuid", "uuid", "text", "text", "text", "text"] as const),
        ...(["float8", "float8", "text", "float8"] as const)
    ],
    sql: (arrays) => `asked as (
    insert into requests (
        id, execution_id, workspace_id, instance, node_id, request, status, created_at, expires_at,
        answered_by, closed_at
    )
    select a.id, a.execution_id, a.workspace_id, a.instance, a.node_id, a.request::json, a.status,
           to_timestamp(a.created_at / 1000), to_timestamp(a.expires_at / 1000), a.answered_by,
           to_timestamp(a.closed_at / 1000)
    from unnest(${arrays}) as a(id, execution_id, workspace_id, instance, node_id, request, status,
                                created_at, expires_at, answered_by, closed_at), fence
    on conflict (id) do nothing
)`,
    encode: (drafts) => {
        const rows = rowsOf(drafts, (draft) => draft.requests);
        if (rows.length === 0) return null;
        return [
            plain(rows.map(({ row }) => row.id)),
            plain(rows.map(({ draft }) => draft.execution_id)),
            plain(rows.map(({ draft }) => draft.workspace_id)),
            joined(rows.map(({ row }) => row.instance)),
            joined(rows.map(({ row }) => row.node_id)),
            joined(rows.map(({ row }) => JSON.stringify(row.request))),
            joined(rows.map(({ row }) => row.closed?.status ?? "open")),
            plain(rows.map(({ row }) => row.created_at)),
            plain(rows.map(({ row }) => row.expires_at)),
            joined(rows.map(({ row }) => row.closed?.answered_by ?? null)),
            plain(rows.map(({ row }) => row.closed?.closed_at ?? null))
        ];
    }
};

const closed: Section = {
    types: ["uuid", "text", "text", "text", "float8"],
    sql: (arrays) => `closed as (
    update requests as r
    set status = c.status,
        answered_by = c.answered_by,
        closed_at = to_timestamp(c.closed_at / 1000)
    from unnest(${arrays}) as c(execution_id, instance, status, answered_by, closed_at), fence
    where r.execution_id = c.execution_id
      and (c.instance is null or r.instance = c.instance)
      and r.status = 'open'
)`,
    encode: (drafts) => {
        const rows = rowsOf(drafts, (draft) => draft.closed);
        if (rows.length === 0) return null;
        return [
            plain(rows.map(({ draft }) => draft.execution_id)),
            joined(rows.map(({ row }) => row.instance)),
            joined(rows.map(({ row }) => row.status)),
            joined(rows.map(({ row }) => row.answered_by)),
            plain(rows.map(({ row }) => row.closed_at))
        ];
    }
};

const told: Section = {
    types: ["uuid", "uuid", "text", "text", "text"],
    // One that has ended, or was deleted, does not have to hear it any more.
    sql: (arrays) => `telling as (
    insert into execution_inbox (id, workspace_id, execution_id, kind, dedupe_key, payload)
    select t.id, e.workspace_id, e.id, t.kind, t.dedupe_key, t.payload::json
    from unnest(${arrays}) as t(id, execution_id, kind, dedupe_key, payload)
    join executions e on e.id = t.execution_id, fence
    where e.status in ('pending', 'running', 'paused', 'waiting')
    on conflict (execution_id, dedupe_key) do nothing
)`,
    encode: (drafts) => {
        const rows = drafts.flatMap((draft) => draft.told);
        if (rows.length === 0) return null;
        return [
            plain(rows.map((row) => row.id)),
            plain(rows.map((row) => row.execution_id)),
            joined(rows.map((row) => row.kind)),
            joined(rows.map((row) => row.dedupe_key)),
            joined(rows.map((row) => JSON.stringify(row.payload)))
        ];
    }
};

export const OUTSIDE_SECTIONS: readonly Section[] = [asked, closed, told];
