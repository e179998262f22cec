-- Up Migration

-- A waiting execution is a row, not an object: it belongs to nobody and says when it needs a process
-- again (infinity: when something comes in). Null: somebody has it in memory, or should.
alter table executions add column wake_at timestamptz;
create index executions_asleep on executions (wake_at) where wake_at is not null;

-- What a new owner takes up: those that sleep are not among them.
drop index executions_open;
create index executions_open on executions (owner)
    where status in ('pending', 'running', 'paused', 'waiting') and wake_at is null;

-- A long log is folded from here on. Only an optimisation: the log is the truth.
create table execution_snapshots (
    execution_id uuid primary key references executions (id) on delete cascade,
    workspace_id uuid not null,
    seq int not null,
    -- Of the texts: one that is not known any more is passed over.
    format text not null,
    state text not null,
    results text not null,
    created_at timestamptz not null default now()
);
alter table execution_snapshots enable row level security;
alter table execution_snapshots force row level security;
create policy engine on execution_snapshots to flowmaestro_engine using (true) with check (true);
grant select, insert, update, delete on execution_snapshots to flowmaestro_engine;

-- Down Migration

drop table execution_snapshots;
drop index executions_open;
create index executions_open on executions (owner)
    where status in ('pending', 'running', 'paused', 'waiting');
drop index executions_asleep;
alter table executions drop column wake_at;
