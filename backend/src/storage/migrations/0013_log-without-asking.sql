-- Up Migration

-- Every row of the log asked whether its execution is there: a fifth of what a batch costs Postgres.
-- Whoever writes the log stores that row or holds its lock in the same statement (docs/adr/0010).
-- What the key did when executions go, a trigger does now.
alter table execution_log drop constraint execution_log_execution_id_fkey;

create function fm_remove_logs() returns trigger language plpgsql as $$
begin
    delete from execution_log l using gone g where l.execution_id = g.id;
    return null;
end
$$;

create trigger executions_log_removed after delete on executions
    referencing old table as gone
    for each statement execute function fm_remove_logs();

-- Down Migration

drop trigger executions_log_removed on executions;
drop function fm_remove_logs();
delete from execution_log l where not exists (select from executions e where e.id = l.execution_id);
alter table execution_log
    add constraint execution_log_execution_id_fkey
        foreign key (execution_id) references executions (id) on delete cascade;
