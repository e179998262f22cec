-- Up Migration

-- Rows of workers that ended are deleted, so whatever names one has to be found without reading all
-- executions. Only what is in somebody's memory has an owner, so both indexes stay small.
drop index executions_open;
create index executions_owned on executions (owner) where owner is not null;
-- Handed back, waiting for the next process.
create index executions_orphans on executions (id)
    where owner is null
        and wake_at is null
        and status in ('pending', 'running', 'paused', 'waiting');

delete from engine_workers w
where w.lease_until = '-infinity'
    and not exists (select from executions e where e.owner = w.id);

-- Down Migration

drop index executions_orphans;
drop index executions_owned;
create index executions_open on executions (owner)
    where status in ('pending', 'running', 'paused', 'waiting') and wake_at is null;
