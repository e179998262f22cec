import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { testDatabase } from "../../test/database.ts";
import { insertTenantRows } from "../../test/tenant-rows.ts";
import { newId } from "../platform/ids.ts";
import { applyRetention } from "./retention.ts";

const { admin, pools, createWorkspace } = await testDatabase();
const workspace = await createWorkspace();
await insertTenantRows(admin, workspace);
const values = await mkdtemp(join(tmpdir(), "fm-retention-"));
afterAll(() => rm(values, { recursive: true }));

const DAY_MS = 86_400_000;

test("values and logs go after the days set, facts after a year, what has not ended never", async () => {
    const fresh = await execution({ days: 29, status: "completed" });
    const old = await execution({ days: 31, status: "failed" });
    const waiting = await execution({ days: 31, status: "waiting" });
    const ancient = await execution({ days: 400, status: "cancelled" });
    const ancientWaiting = await execution({ days: 400, status: "waiting" });

    const options = { database: pools.engine, values };
    expect(await applyRetention({ ...options, days: 0 })).toEqual({ data: 0, executions: 0 });
    expect(await applyRetention({ ...options, days: 30 })).toEqual({ data: 2, executions: 1 });
    expect(await kept("execution_values", "execution_id")).toEqual(
        [fresh, waiting, ancientWaiting].toSorted()
    );
    expect(await kept("execution_logs", "execution_id")).toEqual(
        [fresh, waiting, ancientWaiting].toSorted()
    );
    expect(await kept("execution_log", "execution_id")).toEqual(
        [fresh, old, waiting, ancientWaiting].toSorted()
    );
    expect((await readdir(values)).toSorted()).toEqual([fresh, waiting, ancientWaiting].toSorted());
    expect(await kept("executions", "id")).not.toContain(ancient);
    expect(await applyRetention({ ...options, days: 30 })).toEqual({ data: 0, executions: 0 });
});

test("more than a batch goes in one run", async () => {
    for (let index = 0; index < 450; index += 1) {
        await execution({ days: 60, status: "completed", files: false });
    }
    const removed = await applyRetention({ database: pools.engine, values, days: 30 });
    expect(removed).toEqual({ data: 450, executions: 0 });
});

let number = 1;

async function execution(wanted: {
    days: number;
    status: string;
    files?: boolean;
}): Promise<string> {
    const at = Date.now() - wanted.days * DAY_MS;
    // Of its own time: ids of one process never go back.
    const hex = at.toString(16).padStart(12, "0");
    const id = `${hex.slice(0, 8)}-${hex.slice(8)}${newId().slice(13)}`;
    const hasEnded = wanted.status !== "waiting";
    number += 1;
    await admin.query(
        `insert into executions (id, workspace_id, workflow_id, workflow_name, number,
             definition_hash, plan_hash, status, trigger, inputs, engine, created_at, completed_at)
         select $1, workspace_id, workflow_id, 'Old', $2, definition_hash, plan_hash, $3, 'test',
             '{}', 'embedded', $4, $5
         from executions
         limit 1`,
        [id, number, wanted.status, new Date(at), hasEnded ? new Date(at) : null]
    );
    const { workspace_id } = workspace;
    await admin.query(
        `insert into execution_log (execution_id, seq, n, workspace_id, facts)
         values ($1, 1, 1, $2, '{}')`,
        [id, workspace_id]
    );
    await admin.query(
        `insert into execution_values (execution_id, sha, workspace_id, bytes, file)
         values ($1, 'a', $2, 2, $3)`,
        [id, workspace_id, `${id}/a`]
    );
    await admin.query(
        `insert into execution_logs (workspace_id, execution_id, level, message)
         values ($2, $1, 'info', 'Old')`,
        [id, workspace_id]
    );
    if (wanted.files !== false) {
        await mkdir(join(values, id));
        await writeFile(join(values, id, "a"), "{}");
    }
    return id;
}

/** Of the executions that this file made. */
async function kept(table: string, column: string): Promise<string[]> {
    const { rows } = await admin.query<{ id: string }>(
        `select distinct t.${column} as id
         from ${table} t
         join executions e on e.id = t.${column}
         where e.workflow_name = 'Old'
         order by 1`
    );
    return rows.map((row) => row.id);
}
