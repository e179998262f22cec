-- Up Migration

-- Roles belong to the server, not to the database: several databases share them (tests clone dozens),
-- and two may migrate at the same time. So they are made if missing and never dropped.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['flowmaestro_app', 'flowmaestro_engine'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin', wanted);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
        -- Whoever connects steps down into them. From 16 on not even their maker may without this;
        -- where somebody else made and granted them, the start-up check tells whether that is enough.
        begin
            execute format('grant %I to current_user', wanted);
        exception when insufficient_privilege then
            null;
        end;
    end loop;
end
$$;

grant usage on schema public to flowmaestro_app, flowmaestro_engine;

-- What a transaction acts for. A setting that was local to an earlier transaction reads as ''.
create function fm_workspace() returns uuid
language sql stable parallel safe
return nullif(current_setting('fm.workspace', true), '')::uuid;

create function fm_user() returns uuid
language sql stable parallel safe
return nullif(current_setting('fm.user', true), '')::uuid;

-- What somebody presented before being known: an email address, or the hash of a token.
create function fm_key() returns text
language sql stable parallel safe
return nullif(current_setting('fm.key', true), '');

create function fm_touch() returns trigger
language plpgsql
as $$
begin
    new.updated_at := clock_timestamp();
    return new;
end
$$;

-- People and workspaces ------------------------------------------------------------------------

create table users (
    id uuid primary key,
    email text not null check (email = lower(email) and email <> ''),
    password_hash text,
    name text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    last_login_at timestamptz,
    deleted_at timestamptz
);
create unique index users_email_key on users (email) where deleted_at is null;
create trigger users_touch before update on users
    for each row execute function fm_touch();

create table workspaces (
    id uuid primary key,
    name text not null,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
);
create trigger workspaces_touch before update on workspaces
    for each row execute function fm_touch();

create table memberships (
    workspace_id uuid not null references workspaces (id),
    user_id uuid not null references users (id),
    role text not null check (role in ('owner', 'admin', 'editor', 'viewer')),
    created_at timestamptz not null default now(),
    primary key (workspace_id, user_id)
);
create index memberships_user on memberships (user_id, workspace_id);

create table sessions (
    id uuid primary key,
    user_id uuid not null references users (id),
    workspace_id uuid not null references workspaces (id),
    user_agent text,
    ip text,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    unique (user_id, id)
);
create index sessions_expires on sessions (expires_at);

create table refresh_tokens (
    hash text primary key,
    user_id uuid not null,
    session_id uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    foreign key (user_id, session_id) references sessions (user_id, id) on delete cascade
);
create index refresh_tokens_session on refresh_tokens (session_id);

-- By address, not by user: an address without an account is throttled the same, or it would tell.
create table login_throttles (
    account text primary key,
    failures int not null default 0,
    window_started_at timestamptz not null default now(),
    blocked_until timestamptz,
    created_at timestamptz not null default now()
);
create index login_throttles_window on login_throttles (window_started_at);

create table ws_tickets (
    hash text primary key,
    user_id uuid not null references users (id),
    workspace_id uuid not null references workspaces (id),
    session_id uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    foreign key (user_id, session_id) references sessions (user_id, id) on delete cascade
);
create index ws_tickets_session on ws_tickets (session_id);
create index ws_tickets_expires on ws_tickets (expires_at);

-- Workflows ------------------------------------------------------------------------------------
-- Foreign keys between tenant tables carry the workspace: a row cannot point into another one. Those
-- to executions do not: the engine alone writes there, and while the table is young the planner would
-- check them through another index that begins with the workspace, reading all of it for each row.

create table definitions (
    workspace_id uuid not null references workspaces (id),
    hash text not null,
    definition text not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, hash)
);

create table plans (
    workspace_id uuid not null references workspaces (id),
    hash text not null,
    plan text not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, hash)
);

create table workflows (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id),
    user_id uuid not null references users (id),
    name text not null,
    description text,
    tags text[] not null default '{}',
    -- json, not jsonb: people get their keys back in the order they wrote them.
    definition json not null,
    definition_hash text not null,
    revision int not null default 1 check (revision > 0),
    version int not null default 1 check (version > 0),
    published_hash text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    updated_by uuid references users (id),
    deleted_at timestamptz,
    unique (workspace_id, id)
);
create trigger workflows_touch before update on workflows
    for each row execute function fm_touch();
create index workflows_by_updated on workflows (workspace_id, updated_at, id) where deleted_at is null;
create index workflows_by_created on workflows (workspace_id, created_at, id) where deleted_at is null;
create index workflows_by_name on workflows (workspace_id, lower(name), id) where deleted_at is null;
create index workflows_tags on workflows using gin (tags) where deleted_at is null;
create index workflows_definition on workflows using gin ((definition::jsonb) jsonb_path_ops);

create table workflow_versions (
    workspace_id uuid not null,
    workflow_id uuid not null,
    version int not null check (version > 0),
    definition_hash text not null,
    -- Null when the definition has errors: such a version can be read, not executed.
    plan_hash text,
    note text,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    primary key (workflow_id, version),
    foreign key (workspace_id, workflow_id) references workflows (workspace_id, id),
    foreign key (workspace_id, definition_hash) references definitions (workspace_id, hash),
    foreign key (workspace_id, plan_hash) references plans (workspace_id, hash)
);
create index workflow_versions_workspace on workflow_versions (workspace_id, workflow_id, version);

-- Drafts that a rollback replaced.
create table workflow_snapshots (
    id uuid primary key,
    workspace_id uuid not null,
    workflow_id uuid not null,
    name text not null,
    definition_hash text not null,
    revision int not null,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    foreign key (workspace_id, workflow_id) references workflows (workspace_id, id),
    foreign key (workspace_id, definition_hash) references definitions (workspace_id, hash)
);
create index workflow_snapshots_workflow on workflow_snapshots (workspace_id, workflow_id, created_at, id);

-- Gives executions.number; a row of its own, so that counting never touches the draft.
create table workflow_counters (
    workflow_id uuid primary key,
    workspace_id uuid not null,
    executions int not null default 0,
    created_at timestamptz not null default now(),
    foreign key (workspace_id, workflow_id) references workflows (workspace_id, id)
);

-- Executions -----------------------------------------------------------------------------------

create table engine_workers (
    id uuid primary key,
    epoch int not null default 1,
    batch bigint not null default 0,
    lease_until timestamptz not null,
    host text not null,
    pid int not null,
    started_at timestamptz not null default now(),
    created_at timestamptz not null default now()
);

create table executions (
    id uuid primary key,
    workspace_id uuid not null,
    workflow_id uuid not null,
    workflow_name text not null,
    -- Null for a draft.
    version int,
    number int not null,
    definition_hash text not null,
    plan_hash text not null,
    status text not null check (
        status in ('pending', 'running', 'paused', 'waiting', 'completed', 'failed', 'cancelled', 'timed_out')
    ),
    trigger text not null,
    inputs json not null,
    outputs json,
    error json,
    engine text not null check (engine in ('embedded', 'temporal')),
    owner uuid references engine_workers (id),
    last_seq int not null default 0,
    parent_execution_id uuid references executions (id) on delete set null,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    started_at timestamptz,
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    unique (workflow_id, number),
    foreign key (workspace_id, workflow_id) references workflows (workspace_id, id),
    foreign key (workspace_id, definition_hash) references definitions (workspace_id, hash),
    foreign key (workspace_id, plan_hash) references plans (workspace_id, hash)
) with (fillfactor = 80);
create index executions_by_created on executions (workspace_id, created_at, id);
create index executions_by_started on executions (workspace_id, started_at, id);
create index executions_of_workflow on executions (workspace_id, workflow_id, created_at, id);
-- Most end completed; lists of what failed, waits or runs skip those.
create index executions_notable on executions (workspace_id, created_at, id) where status <> 'completed';
create index executions_of_parent on executions (parent_execution_id)
    where parent_execution_id is not null;
-- What a new owner takes up.
create index executions_open on executions (owner)
    where status in ('pending', 'running', 'paused', 'waiting');

-- Second wall behind the core: a terminal status stays, and nothing becomes pending again.
create function fm_guard_status() returns trigger
language plpgsql
as $$
begin
    raise exception 'execution % is %, it cannot become %', old.id, old.status, new.status
        using errcode = 'check_violation', constraint = 'executions_status_forward';
end
$$;
create trigger executions_status_forward before update of status on executions
    for each row
    when (
        old.status is distinct from new.status
        and (
            old.status in ('completed', 'failed', 'cancelled', 'timed_out')
            or new.status = 'pending'
        )
    )
    execute function fm_guard_status();

-- The log: one row per execution and tick, its facts from seq to seq + n - 1 joined to one text.
create table execution_log (
    execution_id uuid not null references executions (id) on delete cascade,
    seq int not null check (seq > 0),
    n int not null check (n > 0),
    workspace_id uuid not null,
    facts text not null,
    created_at timestamptz not null default now(),
    primary key (execution_id, seq)
);

create table execution_values (
    execution_id uuid not null references executions (id) on delete cascade,
    sha text not null,
    workspace_id uuid not null,
    bytes bigint not null,
    body text,
    file text,
    created_at timestamptz not null default now(),
    primary key (execution_id, sha),
    check ((body is null) <> (file is null))
);

create table node_attempts (
    execution_id uuid not null references executions (id) on delete cascade,
    instance text not null,
    attempt int not null check (attempt > 0),
    workspace_id uuid not null,
    status text not null check (status in ('running', 'completed', 'failed', 'lost')),
    started_at timestamptz not null,
    ended_at timestamptz,
    next_at timestamptz,
    error json,
    created_at timestamptz not null default now(),
    primary key (execution_id, instance, attempt)
);

create table execution_logs (
    id bigint generated always as identity primary key,
    workspace_id uuid not null,
    execution_id uuid not null references executions (id) on delete cascade,
    node_id text,
    instance text,
    level text not null check (level in ('info', 'warn', 'error')),
    message text not null,
    metadata json,
    created_at timestamptz not null default now()
);
create index execution_logs_list on execution_logs (execution_id, id);

-- Everything from outside that an execution has to hear, with what became of it.
create table execution_inbox (
    id uuid primary key,
    workspace_id uuid not null,
    execution_id uuid not null references executions (id) on delete cascade,
    kind text not null,
    dedupe_key text not null,
    payload json not null,
    outcome json,
    created_at timestamptz not null default now(),
    settled_at timestamptz,
    unique (execution_id, dedupe_key)
);
create index execution_inbox_open on execution_inbox (created_at, id) where settled_at is null;

-- The rest -------------------------------------------------------------------------------------

create table idempotency_keys (
    workspace_id uuid not null references workspaces (id),
    route text not null,
    key text not null,
    body_hash text not null,
    state text not null check (state in ('started', 'finished')),
    status int,
    response json,
    resource_id uuid,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    primary key (workspace_id, route, key)
);
create index idempotency_keys_expires on idempotency_keys (expires_at);

create table integrations (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id),
    user_id uuid not null references users (id),
    name text not null,
    type text not null,
    config json not null,
    credentials bytea,
    enabled boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    unique (workspace_id, id)
);
create trigger integrations_touch before update on integrations
    for each row execute function fm_touch();
create index integrations_by_created on integrations (workspace_id, created_at, id) where deleted_at is null;

-- Append-only: nobody is granted update or delete. Before a sign-in there is no workspace.
create table audit_log (
    id uuid primary key,
    workspace_id uuid references workspaces (id),
    actor_id uuid references users (id),
    action text not null,
    resource_type text,
    resource_id text,
    ip text,
    request_id text,
    details json,
    created_at timestamptz not null default now()
);
create index audit_log_by_created on audit_log (workspace_id, created_at, id);

-- lz4 where this server was built with it; the default packs tighter and costs the writer more.
do $$
begin
    if exists (
        select
        from pg_settings
        where name = 'default_toast_compression' and 'lz4' = any (enumvals)
    ) then
        alter table execution_log alter column facts set compression lz4;
        alter table execution_values alter column body set compression lz4;
        alter table definitions alter column definition set compression lz4;
        alter table plans alter column plan set compression lz4;
    end if;
end
$$;

-- Row-level security: the second wall behind repositories that cannot forget the workspace --------

do $$
declare
    each text;
begin
    for each in
        select c.relname
        from pg_class c
        where c.relnamespace = 'public'::regnamespace
            and c.relkind = 'r'
            and c.relname <> 'pgmigrations'
    loop
        execute format('alter table %I enable row level security', each);
        execute format('alter table %I force row level security', each);
    end loop;

    foreach each in array array[
        'definitions', 'plans', 'workflows', 'workflow_versions', 'workflow_snapshots',
        'workflow_counters', 'executions', 'execution_log', 'execution_values', 'node_attempts',
        'execution_logs', 'idempotency_keys', 'integrations'
    ] loop
        execute format(
            'create policy workspace on %I to flowmaestro_app
             using (workspace_id = (select fm_workspace()))
             with check (workspace_id = (select fm_workspace()))',
            each
        );
    end loop;

    foreach each in array array[
        'definitions', 'plans', 'workflow_counters', 'engine_workers', 'executions', 'execution_log',
        'execution_values', 'node_attempts', 'execution_logs', 'execution_inbox'
    ] loop
        execute format(
            'create policy engine on %I to flowmaestro_engine using (true) with check (true)',
            each
        );
    end loop;
end
$$;

-- Written from outside, so it must not name another workspace's execution.
create policy workspace on execution_inbox to flowmaestro_app
    using (workspace_id = (select fm_workspace()))
    with check (
        workspace_id = (select fm_workspace())
        and exists (
            select
            from executions e
            where e.id = execution_inbox.execution_id and e.workspace_id = (select fm_workspace())
        )
    );

-- Oneself, the people one shares a workspace with, and the account whose address was presented.
create policy account on users for select to flowmaestro_app
    using (
        id = (select fm_user())
        or (email = (select fm_key()) and deleted_at is null)
        or exists (
            select
            from memberships m
            where m.user_id = users.id and m.workspace_id = (select fm_workspace())
        )
    );
create policy register on users for insert to flowmaestro_app
    with check (id = (select fm_user()));
create policy self on users for update to flowmaestro_app
    using (id = (select fm_user()))
    with check (id = (select fm_user()));

create policy member on workspaces to flowmaestro_app
    using (
        id = (select fm_workspace())
        or exists (
            select
            from memberships m
            where m.workspace_id = workspaces.id and m.user_id = (select fm_user())
        )
    )
    with check (id = (select fm_workspace()));

create policy member on memberships to flowmaestro_app
    using (workspace_id = (select fm_workspace()) or user_id = (select fm_user()))
    with check (workspace_id = (select fm_workspace()));

create policy self on sessions to flowmaestro_app
    using (user_id = (select fm_user()))
    with check (user_id = (select fm_user()));

create policy self on refresh_tokens to flowmaestro_app
    using (user_id = (select fm_user()) or hash = (select fm_key()))
    with check (user_id = (select fm_user()));

create policy key on login_throttles to flowmaestro_app
    using (account = (select fm_key()))
    with check (account = (select fm_key()));

create policy self on ws_tickets to flowmaestro_app
    using (user_id = (select fm_user()) or hash = (select fm_key()))
    with check (user_id = (select fm_user()));

create policy workspace on audit_log for select to flowmaestro_app
    using (workspace_id = (select fm_workspace()));
create policy append on audit_log for insert to flowmaestro_app
    with check (workspace_id is null or workspace_id = (select fm_workspace()));

-- Housekeeping presents the key 'expired' and sees just that.
do $$
declare
    each text;
begin
    foreach each in array array['sessions', 'refresh_tokens', 'ws_tickets', 'idempotency_keys'] loop
        execute format(
            $policy$
            create policy expired on %I to flowmaestro_app
            using ((select fm_key()) = 'expired' and expires_at < now())
            with check (false)
            $policy$,
            each
        );
    end loop;
end
$$;
create policy expired on login_throttles to flowmaestro_app
    using ((select fm_key()) = 'expired' and window_started_at < now() - interval '1 day')
    with check (false);

-- Grants ---------------------------------------------------------------------------------------

grant select, insert, update on users, workspaces to flowmaestro_app;
grant select, insert, update, delete
    on memberships, sessions, refresh_tokens, login_throttles, ws_tickets, workflows,
       workflow_versions, workflow_snapshots, workflow_counters, definitions, plans,
       idempotency_keys, integrations
    to flowmaestro_app;
-- The engine is the only writer of executions; from outside they are read, and told things.
grant select
    on executions, execution_log, execution_values, node_attempts, execution_logs, execution_inbox
    to flowmaestro_app;
grant insert on execution_inbox to flowmaestro_app;
grant select, insert on audit_log to flowmaestro_app;

grant select, insert, update, delete
    on engine_workers, executions, execution_log, execution_values, node_attempts, execution_logs,
       execution_inbox, workflow_counters
    to flowmaestro_engine;
grant select on definitions, plans to flowmaestro_engine;

-- Down Migration

drop table
    audit_log, integrations, idempotency_keys, execution_inbox, execution_logs, node_attempts,
    execution_values, execution_log, executions, engine_workers, workflow_counters,
    workflow_snapshots, workflow_versions, workflows, plans, definitions, ws_tickets,
    login_throttles, refresh_tokens, sessions, memberships, workspaces, users;
drop function fm_guard_status(), fm_touch(), fm_key(), fm_user(), fm_workspace();
revoke usage on schema public from flowmaestro_app, flowmaestro_engine;
