-- Up Migration

-- Questions put to people: a projection of facts, written in the batch that stores them. The id
-- follows from execution and instance, so a batch that is sent twice is one row.
create table requests (
    id uuid primary key,
    workspace_id uuid not null,
    execution_id uuid not null references executions (id) on delete cascade,
    instance text not null,
    node_id text not null,
    status text not null check (status in ('open', 'answered', 'timed_out', 'cancelled')),
    -- A value as facts hold it: inline, or a reference with a preview.
    request json not null,
    expires_at timestamptz,
    answered_by text,
    closed_at timestamptz,
    created_at timestamptz not null default now(),
    unique (execution_id, instance)
);
create index requests_by_created on requests (workspace_id, created_at, id);
create index requests_open on requests (workspace_id, created_at, id) where status = 'open';

alter table requests enable row level security;
alter table requests force row level security;
create policy workspace on requests to flowmaestro_app
    using (workspace_id = (select fm_workspace()))
    with check (workspace_id = (select fm_workspace()));
create policy engine on requests to flowmaestro_engine using (true) with check (true);
grant select on requests to flowmaestro_app;
grant select, insert, update, delete on requests to flowmaestro_engine;

-- Who called this execution, from which instance, how deep; what a re-run takes over.
alter table executions add column caller_execution_id uuid
    references executions (id) on delete set null;
alter table executions add column caller_instance text;
alter table executions add column is_awaited boolean not null default false;
alter table executions add column depth int not null default 1;
alter table executions add column rerun json;
create index executions_of_caller on executions (caller_execution_id)
    where caller_execution_id is not null;

-- Down Migration

drop index executions_of_caller;
alter table executions drop column rerun;
alter table executions drop column depth;
alter table executions drop column is_awaited;
alter table executions drop column caller_instance;
alter table executions drop column caller_execution_id;
drop table requests;
