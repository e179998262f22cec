-- Up Migration

-- What waits for a worker has not begun: it sorts as what begins last, not as what has no place.
drop index executions_by_started;
create index executions_by_started
    on executions (workspace_id, coalesce(started_at, 'infinity'::timestamptz), id);

-- Down Migration

drop index executions_by_started;
create index executions_by_started on executions (workspace_id, started_at, id);
