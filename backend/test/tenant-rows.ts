import type pg from "pg";
import { newId } from "../src/platform/ids.ts";
import type { TestWorkspace } from "./database.ts";

/**
 * One row in every table there is, belonging to this workspace and its owner. A migration that adds a
 * table adds its row here: the isolation tests insist on it.
 */
export async function insertTenantRows(admin: pg.Pool, workspace: TestWorkspace): Promise<void> {
    const { workspace_id, user_id } = workspace;
    const ids = { workflow: newId(), execution: newId(), session: newId(), worker: newId() };
    const hash = newId();
    const put = (table: string, row: Record<string, unknown>): Promise<unknown> =>
        admin.query(
            `insert into ${table} (${Object.keys(row).join(", ")})
             values (${Object.keys(row)
                 .map((_, index) => `$${index + 1}`)
                 .join(", ")})`,
            Object.values(row)
        );
    const later = new Date(Date.now() + 3_600_000);
    const definition = '{"nodes":{},"edges":[]}';

    const session = { user_id, session_id: ids.session };
    await put("sessions", { id: ids.session, user_id, workspace_id, expires_at: later });
    await put("refresh_tokens", { hash, ...session, expires_at: later });
    await put("ws_tickets", { hash, workspace_id, ...session, expires_at: later });
    await put("login_throttles", { account: workspace.email });

    await put("definitions", { workspace_id, hash, definition });
    await put("plans", { workspace_id, hash, plan: "{}" });
    const workflow = { workspace_id, workflow_id: ids.workflow };
    await put("workflows", {
        id: ids.workflow,
        workspace_id,
        user_id,
        name: "Test",
        definition,
        definition_hash: hash,
        published_hash: hash
    });
    await put("workflow_versions", { ...workflow, version: 1, definition_hash: hash });
    await put("workflow_snapshots", {
        id: newId(),
        ...workflow,
        name: "Before",
        definition_hash: hash,
        revision: 1
    });
    await put("workflow_counters", { ...workflow, executions: 1 });

    await put("engine_workers", { id: ids.worker, lease_until: later, host: "test", pid: 1 });
    const polls = { namespace: "test", task_queue: "test", host: "test", pid: 1 };
    await put("temporal_workers", { id: ids.worker, ...polls });
    await put("temporal_looks", { namespace: "test", what: "closed", begun_at: later });
    const execution = { workspace_id, execution_id: ids.execution };
    await put("executions", {
        id: ids.execution,
        ...workflow,
        workflow_name: "Test",
        number: 1,
        status: "running",
        definition_hash: hash,
        plan_hash: hash,
        trigger: "test",
        inputs: "{}",
        engine: "embedded",
        owner: ids.worker
    });
    await put("execution_log", { ...execution, seq: 1, n: 1, facts: "{}" });
    await put("execution_snapshots", {
        ...execution,
        seq: 1,
        format: "1",
        state: "{}",
        results: "{}"
    });
    await put("execution_values", { ...execution, sha: hash, bytes: 2, body: "{}" });
    await put("node_attempts", {
        ...execution,
        instance: "a",
        attempt: 1,
        status: "running",
        started_at: new Date()
    });
    await put("execution_logs", { ...execution, level: "info", message: "Test" });
    await put("requests", {
        id: newId(),
        ...execution,
        instance: "a",
        node_id: "a",
        status: "open",
        request: "{}"
    });
    await put("execution_inbox", {
        id: newId(),
        ...execution,
        kind: "cancel",
        dedupe_key: "a",
        payload: "{}"
    });

    await put("idempotency_keys", {
        workspace_id,
        route: "r",
        key: "k",
        body_hash: hash,
        state: "started",
        expires_at: later
    });
    await put("integrations", {
        id: newId(),
        workspace_id,
        user_id,
        name: "Test",
        type: "slack",
        config: "{}"
    });
    await put("audit_log", { id: newId(), workspace_id, actor_id: user_id, action: "test" });
}
