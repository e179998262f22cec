import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { joined, jsonText, plain, rowsOf } from "./batch-arrays.ts";
import { OUTSIDE_SECTIONS } from "./batch-outside.ts";
import { SLEEP_SECTIONS } from "./batch-sleep.ts";
import type { Draft, StartRow, StatusRow } from "./draft.ts";

/** One part of the batch: which table, which columns, and how drafts become arrays of them. */
export interface Section {
    readonly types: readonly ("uuid" | "int4" | "int8" | "float8" | "text")[];
    /** `arrays` is the list for `unnest`. */
    readonly sql: (arrays: string) => string;
    /** One encoded array a column, null where no draft has anything for this part. */
    readonly encode: (drafts: readonly Draft[]) => string[] | null;
}

/** Rows above this are split, so that a reader never has to take more at once. */
export const ROW_BYTES = 65_536;

/** Once a workflow, not once an execution; in the order of ids, so that two processes never wait for each other. */
const counts: Section = {
    types: ["uuid", "uuid", "int4"],
    sql: (arrays) => `counted as (
    insert into workflow_counters as c (workflow_id, workspace_id, executions)
    select n.workflow_id, n.workspace_id, n.starts
    from unnest(${arrays}) as n(workflow_id, workspace_id, starts), fence
    on conflict (workflow_id) do update
    set executions = c.executions + excluded.executions
    returning c.workflow_id, c.executions
)`,
    encode: (drafts) => {
        const starts = new Map<string, { readonly workspace_id: string; count: number }>();
        for (const { workflow_id, workspace_id } of requestsOf(drafts)) {
            const known = starts.get(workflow_id);
            if (known === undefined) starts.set(workflow_id, { workspace_id, count: 1 });
            else known.count += 1;
        }
        if (starts.size === 0) return null;
        const ids = [...starts.keys()].sort();
        return [
            plain(ids),
            plain(ids.map((id) => starts.get(id)?.workspace_id ?? null)),
            plain(ids.map((id) => starts.get(id)?.count ?? 0))
        ];
    }
};

const starts: Section = {
    types: [
        ...(["uuid", "uuid", "uuid", "text", "int4", "text", "text", "text", "text"] as const),
        ...([
            "text",
            "text",
            "text",
            "uuid",
            "uuid",
            "uuid",
            "int4",
            "float8",
            "float8",
            "float8",
            "text",
            "int4",
            "text"
        ] as const)
    ],
    sql: (arrays) => `starting as (
    select s.*
    from unnest(${arrays})
        as s(id, workspace_id, workflow_id, workflow_name, version, definition_hash, plan_hash,
             status, trigger, inputs, outputs, error, owner, parent_execution_id, created_by,
             last_seq, started_at, completed_at, wake_at, origin, later, engine), fence
),
started as (
    insert into executions (
        id, workspace_id, workflow_id, workflow_name, version, number, definition_hash, plan_hash,
        status, trigger, inputs, outputs, error, engine, owner, last_seq, parent_execution_id,
        created_by, created_at, started_at, completed_at, wake_at, caller_execution_id,
        caller_instance, is_awaited, depth, rerun
    )
    select s.id, s.workspace_id, s.workflow_id, s.workflow_name, s.version,
           c.executions - s.later, s.definition_hash, s.plan_hash, s.status, s.trigger,
           s.inputs::json, s.outputs::json, s.error::json, s.engine, s.owner, s.last_seq,
           s.parent_execution_id, s.created_by,
           -- Not when the batch was stored: a short execution has ended by then.
           coalesce(to_timestamp(s.started_at / 1000), now()),
           to_timestamp(s.started_at / 1000), to_timestamp(s.completed_at / 1000),
           to_timestamp(s.wake_at / 1000),
           (s.origin::json #>> '{caller,execution_id}')::uuid,
           s.origin::json #>> '{caller,instance}',
           coalesce((s.origin::json #>> '{caller,is_awaited}')::bool, false),
           coalesce((s.origin::json #>> '{caller,depth}')::int4, 1),
           s.origin::json -> 'rerun'
    from starting s
    join counted c on c.workflow_id = s.workflow_id
)`,
    encode: (drafts) => {
        const rows = drafts.flatMap(({ start, status }) => {
            return start === null || status === null ? [] : [{ start, status }];
        });
        return rows.length === 0 ? null : encodeStarts(rows);
    }
};

function encodeStarts(rows: readonly { start: StartRow; status: StatusRow }[]): string[] {
    const of = <T>(pick: (start: StartRow["request"]) => T): T[] =>
        rows.map(({ start }) => pick(start.request));
    return [
        plain(of((start) => start.execution_id)),
        plain(of((start) => start.workspace_id)),
        plain(of((start) => start.workflow_id)),
        // A control character in a name could end its field.
        joined(of((start) => start.workflow_name.replace(/\p{Cc}/gu, " "))),
        plain(of((start) => start.version)),
        joined(of((start) => start.definition_hash)),
        joined(of((start) => start.plan_hash)),
        joined(rows.map(({ status }) => status.status)),
        joined(of((start) => start.trigger)),
        joined(rows.map(({ start }) => JSON.stringify(start.inputs))),
        joined(rows.map(({ status }) => outputsText(status.outputs))),
        joined(rows.map(({ status }) => jsonText(status.error))),
        plain(rows.map(({ start, status }) => (isHeld(status) ? start.owner : null))),
        plain(of((start) => start.parent_execution_id ?? null)),
        plain(of((start) => start.started_by)),
        plain(rows.map(({ status }) => status.last_seq)),
        // One that waits for a worker has not begun.
        plain(
            rows.map(({ start, status }) => (status.status === "pending" ? null : start.started_at))
        ),
        plain(rows.map(({ status }) => status.completed_at)),
        plain(rows.map(({ status }) => status.wake_at)),
        joined(of(originText)),
        plain(laterOf(rows.map(({ start }) => start.request))),
        joined(rows.map(({ start }) => start.engine))
    ];
}

function requestsOf(drafts: readonly Draft[]): StartRow["request"][] {
    return drafts.flatMap(({ start, status }) =>
        start === null || status === null ? [] : [start.request]
    );
}

/** How many executions of the same workflow come after each one in the batch. */
function laterOf(requests: readonly StartRow["request"][]): number[] {
    const seen = new Map<string, number>();
    return requests
        .toReversed()
        .map(({ workflow_id }) => {
            const later = seen.get(workflow_id) ?? 0;
            seen.set(workflow_id, later + 1);
            return later;
        })
        .reverse();
}

/** What the store counted, told to those who were counted. `counted` is as batch.ts asks for it. */
export function numberStarts(drafts: readonly Draft[], counted: string): void {
    const totals = new Map<string, number>();
    for (const line of counted.split(",")) {
        const [workflow_id = "", total] = line.split(" ");
        totals.set(workflow_id, Number(total));
    }
    const requests = requestsOf(drafts);
    const later = laterOf(requests);
    const numbers = new Map(
        requests.map(({ execution_id, workflow_id }, at) => [
            execution_id,
            (totals.get(workflow_id) ?? NaN) - (later[at] ?? NaN)
        ])
    );
    for (const { start } of drafts)
        if (start !== null) start.number = numbers.get(start.request.execution_id) ?? null;
}

/** Somebody has it in memory; what has ended or sleeps belongs to nobody. */
function isHeld({ completed_at, wake_at }: StatusRow): boolean {
    return completed_at === null && wake_at === null;
}

/** Null for most: nobody called it, and it takes over nothing. */
function originText({ caller, rerun }: StartRow["request"]): string | null {
    return caller === undefined && rerun === undefined ? null : JSON.stringify({ caller, rerun });
}

const values: Section = {
    types: ["uuid", "text", "uuid", "int8", "text", "text"],
    sql: (arrays) => `kept as (
    insert into execution_values (execution_id, sha, workspace_id, bytes, body, file)
    select v.execution_id, v.sha, v.workspace_id, v.bytes, v.body, v.file
    from unnest(${arrays}) as v(execution_id, sha, workspace_id, bytes, body, file), fence
    on conflict (execution_id, sha) do nothing
)`,
    encode: (drafts) => {
        const rows = rowsOf(drafts, (draft) => draft.values);
        if (rows.length === 0) return null;
        return [
            plain(rows.map(({ draft }) => draft.execution_id)),
            joined(rows.map(({ row }) => row.sha)),
            plain(rows.map(({ draft }) => draft.workspace_id)),
            plain(rows.map(({ row }) => row.bytes)),
            joined(rows.map(({ row }) => row.body)),
            joined(rows.map(({ row }) => row.file))
        ];
    }
};

const log: Section = {
    types: ["uuid", "int4", "int4", "uuid", "text"],
    sql: (arrays) => `logged as (
    insert into execution_log (execution_id, seq, n, workspace_id, facts)
    select l.execution_id, l.seq, l.n, l.workspace_id, l.facts
    from unnest(${arrays}) as l(execution_id, seq, n, workspace_id, facts), fence
)`,
    encode: (drafts) => {
        const rows = drafts.flatMap(logRows);
        if (rows.length === 0) return null;
        return [
            plain(rows.map((row) => row.execution_id)),
            plain(rows.map((row) => row.seq)),
            plain(rows.map((row) => row.n)),
            plain(rows.map((row) => row.workspace_id)),
            joined(rows.map((row) => row.facts))
        ];
    }
};

interface EncodedLogRow {
    readonly execution_id: string;
    readonly workspace_id: string;
    readonly seq: number;
    readonly n: number;
    readonly facts: string;
}

/** One row an execution and batch, several where it would be too large. JSON text has no raw newline. */
function logRows(draft: Draft): EncodedLogRow[] {
    const { execution_id, workspace_id, texts } = draft;
    const rows: EncodedLogRow[] = [];
    let from = 0;
    while (from < texts.length) {
        let to = from;
        let size = 0;
        while (to < texts.length && (to === from || size + (texts[to]?.length ?? 0) <= ROW_BYTES)) {
            size += (texts[to]?.length ?? 0) + 1;
            to += 1;
        }
        const isAll = to - from === texts.length;
        const facts = (isAll ? texts : texts.slice(from, to)).join("\n");
        rows.push({ execution_id, workspace_id, seq: draft.first_seq + from, n: to - from, facts });
        from = to;
    }
    return rows;
}

const statuses: Section = {
    types: ["uuid", "text", "int4", "text", "text", "float8", "float8", "float8"],
    sql: (arrays) => `projected as (
    update executions as e
    set status = s.status,
        started_at = coalesce(e.started_at, to_timestamp(s.started_at / 1000)),
        last_seq = s.last_seq,
        outputs = s.outputs::json,
        error = s.error::json,
        completed_at = to_timestamp(s.completed_at / 1000),
        wake_at = to_timestamp(s.wake_at / 1000),
        owner = case when s.completed_at is null and s.wake_at is null then e.owner end,
        updated_at = now()
    from unnest(${arrays})
        as s(id, status, last_seq, outputs, error, completed_at, wake_at, started_at), fence
    where e.id = s.id
)`,
    encode: (drafts) => {
        // A row that is only being inserted is not there to be updated: it carries its status itself.
        const rows = drafts.flatMap(({ execution_id, start, status }) => {
            return start !== null || status === null ? [] : [{ execution_id, ...status }];
        });
        if (rows.length === 0) return null;
        return [
            plain(rows.map((row) => row.execution_id)),
            joined(rows.map((row) => row.status)),
            plain(rows.map((row) => row.last_seq)),
            joined(rows.map((row) => outputsText(row.outputs))),
            joined(rows.map((row) => jsonText(row.error))),
            plain(rows.map((row) => row.completed_at)),
            plain(rows.map((row) => row.wake_at)),
            plain(rows.map((row) => row.started_at ?? null))
        ];
    }
};

const outcomes: Section = {
    types: ["uuid", "text"],
    sql: (arrays) => `used as (
    update execution_inbox as i
    set outcome = o.outcome::json, settled_at = clock_timestamp()
    from unnest(${arrays}) as o(id, outcome), fence
    where i.id = o.id
      and i.settled_at is null
)`,
    encode: (drafts) => {
        const rows = drafts.flatMap((draft) => draft.outcomes);
        if (rows.length === 0) return null;
        return [
            plain(rows.map((row) => row.inbox_id)),
            joined(rows.map((row) => JSON.stringify(row.outcome)))
        ];
    }
};

const attempts: Section = {
    types: ["uuid", "text", "int4", "uuid", "text", "float8", "float8", "float8", "text"],
    sql: (arrays) => `tried as (
    insert into node_attempts (
        execution_id, instance, attempt, workspace_id, status, started_at, ended_at, next_at, error
    )
    select a.execution_id, a.instance, a.attempt, a.workspace_id, a.status,
           to_timestamp(a.started_at / 1000), to_timestamp(a.ended_at / 1000),
           to_timestamp(a.next_at / 1000), a.error::json
    from unnest(${arrays}) as a(execution_id, instance, attempt, workspace_id, status,
                                started_at, ended_at, next_at, error), fence
    on conflict (execution_id, instance, attempt) do update
    set status = excluded.status, ended_at = excluded.ended_at, next_at = excluded.next_at,
        error = excluded.error
    where node_attempts.status = 'running'
)`,
    encode: (drafts) => {
        const rows = rowsOf(drafts, (draft) => draft.attempts);
        if (rows.length === 0) return null;
        return [
            plain(rows.map(({ draft }) => draft.execution_id)),
            joined(rows.map(({ row }) => row.instance)),
            plain(rows.map(({ row }) => row.attempt)),
            plain(rows.map(({ draft }) => draft.workspace_id)),
            joined(rows.map(({ row }) => row.status)),
            plain(rows.map(({ row }) => row.started_at)),
            plain(rows.map(({ row }) => row.ended_at)),
            plain(rows.map(({ row }) => row.next_at)),
            joined(rows.map(({ row }) => jsonText(row.error)))
        ];
    }
};

const logs: Section = {
    types: ["uuid", "uuid", "text", "text", "text", "text", "text", "float8"],
    sql: (arrays) => `told as (
    insert into execution_logs (
        workspace_id, execution_id, node_id, instance, level, message, metadata, created_at
    )
    select t.workspace_id, t.execution_id, t.node_id, t.instance, t.level,
           coalesce(t.message, ''), t.metadata::json, to_timestamp(t.at / 1000)
    from unnest(${arrays}) as t(workspace_id, execution_id, node_id, instance, level, message,
                                metadata, at), fence
)`,
    encode: (drafts) => {
        const rows = rowsOf(drafts, (draft) => draft.logs);
        if (rows.length === 0) return null;
        return [
            plain(rows.map(({ draft }) => draft.workspace_id)),
            plain(rows.map(({ draft }) => draft.execution_id)),
            joined(rows.map(({ row }) => row.node_id)),
            joined(rows.map(({ row }) => row.instance)),
            joined(rows.map(({ row }) => row.level)),
            joined(rows.map(({ row }) => row.message)),
            joined(rows.map(({ row }) => row.metadata)),
            plain(rows.map(({ row }) => row.at))
        ];
    }
};

export const SECTIONS: readonly Section[] = [
    counts,
    starts,
    values,
    log,
    statuses,
    outcomes,
    attempts,
    logs,
    ...OUTSIDE_SECTIONS,
    ...SLEEP_SECTIONS
];

function outputsText(outputs: { readonly [name: string]: Value } | null): string | null {
    return jsonText(outputs);
}
