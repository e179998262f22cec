-- Up Migration

-- Every start asked five tables whether what it points to is there, which was half of what storing it
-- cost. They are written by the transaction that publishes, before anything can be started from them,
-- and none of them is ever deleted (docs/adr/0010). What hangs on an execution still points to it.
alter table executions
    drop constraint executions_workspace_id_workflow_id_fkey,
    drop constraint executions_workspace_id_definition_hash_fkey,
    drop constraint executions_workspace_id_plan_hash_fkey,
    drop constraint executions_created_by_fkey;

-- Down Migration

alter table executions
    add constraint executions_workspace_id_workflow_id_fkey
        foreign key (workspace_id, workflow_id) references workflows (workspace_id, id),
    add constraint executions_workspace_id_definition_hash_fkey
        foreign key (workspace_id, definition_hash) references definitions (workspace_id, hash),
    add constraint executions_workspace_id_plan_hash_fkey
        foreign key (workspace_id, plan_hash) references plans (workspace_id, hash),
    add constraint executions_created_by_fkey foreign key (created_by) references users (id);
