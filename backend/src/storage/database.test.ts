import { expect, test } from "vitest";
import { z } from "zod";
import { testDatabase } from "../../test/database.ts";
import { checkRoles, withWorkspace } from "./database.ts";

const database = await testDatabase();

test("pools act as the roles that row-level security is written for", async () => {
    await expect(checkRoles(database.pools)).resolves.toBeUndefined();
});

test("a workspace is seen by its own transaction only", async () => {
    const mine = await database.createWorkspace();
    const theirs = await database.createWorkspace();
    const seen = await withWorkspace(database.pools.app, mine, (repositories) =>
        repositories.workspaces.get()
    );
    expect(seen).toMatchObject({ id: mine.workspace_id });
    const { rows } = await database.pools.app.query("select id from workspaces");
    expect(rows).toEqual([]);
    expect(theirs.workspace_id).not.toBe(mine.workspace_id);
    expect(z.uuid().parse(mine.workspace_id)).toBeTruthy();
});
