-- Up Migration

-- Which version of a workflow is the newest is kept in memory by every process that starts executions;
-- each change of it is told to all of them when it is committed.
create function fm_tell_workflow() returns trigger
language plpgsql
as $$
begin
    perform pg_notify('fm_workflows', new.id::text);
    return null;
end
$$;

create trigger workflows_tell
    after update on workflows
    for each row
    when (
        (old.name, old.version, old.deleted_at) is distinct from
        (new.name, new.version, new.deleted_at)
    )
    execute function fm_tell_workflow();

-- Down Migration

drop trigger workflows_tell on workflows;
drop function fm_tell_workflow();
