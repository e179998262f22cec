-- Up Migration

-- Executions on Temporal belong to no worker's row: nothing of the embedded engine may take them for
-- orphans of its own.
drop index executions_orphans;
create index executions_orphans on executions (id)
    where owner is null
        and wake_at is null
        and engine = 'embedded'
        and status in ('pending', 'running', 'paused', 'waiting');

-- Stored, and Temporal does not know of them yet: it was away, or whoever stored them ended.
create index executions_unstarted on executions (created_at, id)
    where engine = 'temporal' and status = 'pending';
create index executions_on_temporal on executions (id)
    where engine = 'temporal' and status in ('pending', 'running', 'paused', 'waiting');

-- Who polls: nothing is accepted that nobody would perform.
create table temporal_workers (
    id uuid primary key,
    namespace text not null,
    task_queue text not null,
    build_id text,
    host text not null,
    pid int not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    created_at timestamptz not null default now()
);
create index temporal_workers_seen on temporal_workers (namespace, task_queue, seen_at);

-- What processes look after in turns, by namespace: when one of them began, and how far it got.
create table temporal_looks (
    namespace text not null,
    what text not null,
    begun_at timestamptz not null,
    done_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (namespace, what)
);

do $$
declare
    each text;
begin
    foreach each in array array['temporal_workers', 'temporal_looks'] loop
        execute format('alter table %I enable row level security', each);
        execute format('alter table %I force row level security', each);
        execute format(
            'create policy engine on %I to flowmaestro_engine using (true) with check (true)',
            each
        );
    end loop;
end
$$;
grant select, insert, update, delete on temporal_workers, temporal_looks to flowmaestro_engine;

-- Down Migration

drop table temporal_looks, temporal_workers;
drop index executions_on_temporal;
drop index executions_unstarted;
drop index executions_orphans;
create index executions_orphans on executions (id)
    where owner is null
        and wake_at is null
        and status in ('pending', 'running', 'paused', 'waiting');
