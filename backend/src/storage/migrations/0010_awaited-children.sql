-- Up Migration

-- Children whose callers ended without their hearing of it are looked for twice a minute.
create index executions_awaited on executions (caller_execution_id)
    where caller_execution_id is not null
        and is_awaited
        and status in ('pending', 'running', 'paused', 'waiting');

-- Down Migration

drop index executions_awaited;
