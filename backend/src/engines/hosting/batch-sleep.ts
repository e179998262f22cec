import { joined, plain } from "./batch-arrays.ts";
import type { Section } from "./batch-sections.ts";

/** Where the fold of a long log may begin. A row's sleep itself is part of its status. */
const snapshots: Section = {
    types: ["uuid", "uuid", "int4", "text", "text", "text"],
    sql: (arrays) => `remembered as (
    insert into execution_snapshots (execution_id, workspace_id, seq, format, state, results)
    select s.execution_id, s.workspace_id, s.seq, s.format, s.state, s.results
    from unnest(${arrays}) as s(execution_id, workspace_id, seq, format, state, results), fence
    on conflict (execution_id) do update
    set seq = excluded.seq, format = excluded.format, state = excluded.state,
        results = excluded.results, created_at = now()
)`,
    encode: (drafts) => {
        const rows = drafts.flatMap(({ execution_id, workspace_id, sleep }) => {
            const snapshot = sleep?.snapshot ?? null;
            return snapshot === null ? [] : [{ execution_id, workspace_id, ...snapshot }];
        });
        if (rows.length === 0) return null;
        return [
            plain(rows.map((row) => row.execution_id)),
            plain(rows.map((row) => row.workspace_id)),
            plain(rows.map((row) => row.seq)),
            joined(rows.map((row) => row.format)),
            joined(rows.map((row) => row.state)),
            joined(rows.map((row) => row.results))
        ];
    }
};

const forgotten: Section = {
    types: ["uuid"],
    sql: (arrays) => `forgotten as (
    delete from execution_snapshots as s
    using unnest(${arrays}) as f(execution_id), fence
    where s.execution_id = f.execution_id
)`,
    encode: (drafts) => {
        const ids = drafts.flatMap(({ forgets, execution_id }) => (forgets ? [execution_id] : []));
        return ids.length === 0 ? null : [plain(ids)];
    }
};

export const SLEEP_SECTIONS: readonly Section[] = [snapshots, forgotten];
