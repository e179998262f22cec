import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { testDatabase } from "../../test/database.ts";
import { newId } from "../platform/ids.ts";
import { isUnavailable } from "./availability.ts";
import {
    checkRoles,
    clientConfig,
    closePools,
    createPools,
    violatedUnique,
    withKey,
    withUser,
    withWorkspace
} from "./database.ts";

const database = await testDatabase();
const { app } = database.pools;
const mine = await database.createWorkspace();
const theirs = await database.createWorkspace();

/** One connection only, so that what a transaction leaves behind meets the next one. */
const narrow = createPools({ address: database.address, app_size: 1, engine_size: 1 });
afterAll(() => closePools(narrow));

const LEFT = `select current_user, current_setting('fm.workspace', true) as workspace,
    current_setting('fm.user', true) as "user", current_setting('fm.key', true) as key`;

describe("pools", () => {
    test("act as the roles that row-level security is written for", async () => {
        await expect(checkRoles(database.pools)).resolves.toBeUndefined();
        const { rows } = await app.query("select current_user as name");
        expect(rows).toEqual([{ name: "flowmaestro_app" }]);
    });

    test("are refused where the role was dropped on the way", async () => {
        const bare = new pg.Pool({ ...clientConfig(database.address), max: 1 });
        await expect(checkRoles({ app: bare, engine: bare })).rejects.toThrow(/acts as/);
        await bare.end();
    });

    test("give numbers that are exact, times as dates and JSON as its text", async () => {
        const { rows } = await app.query(
            `select 9007199254740991::bigint as big, '{"b": 1, "a": 2}'::json as json,
                 '2026-03-01T12:00:00Z'::timestamptz as at, null::bigint as nothing`
        );
        expect(rows).toEqual([
            {
                big: 9_007_199_254_740_991,
                json: '{"b": 1, "a": 2}',
                at: new Date("2026-03-01T12:00:00Z"),
                nothing: null
            }
        ]);
        await expect(app.query("select 9007199254740993::bigint")).rejects.toThrow(RangeError);
    });
});

describe("a transaction", () => {
    test("sees its workspace and no other", async () => {
        const seen = await withWorkspace(app, mine, ({ workspaces }) => workspaces.get());
        expect(seen).toMatchObject({ id: mine.workspace_id });
        const stranger = { workspace_id: newId(), user_id: mine.user_id };
        expect(await withWorkspace(app, stranger, ({ workspaces }) => workspaces.get())).toBeNull();
    });

    test("leaves no scope behind, whether it succeeds or fails", async () => {
        await withWorkspace(narrow.app, mine, ({ workspaces }) => workspaces.get());
        await withKey(narrow.app, mine.email, ({ accounts }) => accounts.find());
        const failed = withWorkspace(narrow.app, theirs, () => Promise.reject(new Error("no")));
        await expect(failed).rejects.toThrow("no");
        const { rows } = await narrow.app.query(LEFT);
        expect(rows).toEqual([
            { current_user: "flowmaestro_app", workspace: "", user: "", key: "" }
        ]);
    });

    test("does not inherit a scope that somebody set for the whole connection", async () => {
        await narrow.app.query("select set_config('fm.user', $1, false)", [theirs.user_id]);
        await narrow.app.query("select set_config('fm.key', $1, false)", [theirs.email]);
        const scope = { workspace_id: mine.workspace_id, user_id: null };
        const found = await withWorkspace(narrow.app, scope, ({ workspaces }) => workspaces.get());
        expect(found).toMatchObject({ id: mine.workspace_id });
        const account = await withUser(narrow.app, mine.user_id, ({ users }) => users.get());
        expect(account).toMatchObject({ id: mine.user_id });
        await narrow.app.query("select set_config('fm.user', '', false)");
        await narrow.app.query("select set_config('fm.key', '', false)");
    });

    test("keeps apart what runs at the same time", async () => {
        const rounds = Array.from({ length: 60 }, (_, index) => (index % 2 ? mine : theirs));
        const seen = await Promise.all(
            rounds.map((scope) => withWorkspace(app, scope, ({ workspaces }) => workspaces.get()))
        );
        expect(seen.map((each) => each?.id)).toEqual(rounds.map((each) => each.workspace_id));
    });

    test("refuses to work once it has ended", async () => {
        const leaked = await withWorkspace(app, mine, async (repositories) => repositories);
        await expect(leaked.workspaces.get()).rejects.toThrow(/has ended/);
    });

    test("undoes everything when its work fails", async () => {
        const scope = { workspace_id: newId(), user_id: mine.user_id };
        const failed = withWorkspace(app, scope, async ({ workspaces }) => {
            await workspaces.create({ name: "Gone", created_by: mine.user_id });
            throw new Error("changed my mind");
        });
        await expect(failed).rejects.toThrow("changed my mind");
        expect(await withWorkspace(app, scope, ({ workspaces }) => workspaces.get())).toBeNull();
    });

    test("does not pass for done when an error inside it was swallowed", async () => {
        const done = withWorkspace(app, mine, async ({ workspaces }) => {
            const name = { name: "Twice", created_by: mine.user_id };
            await workspaces.create(name).catch((error: unknown) => {
                expect(violatedUnique(error)).toBe("workspaces_pkey");
            });
        });
        await expect(done).rejects.toThrow(/rolled back/);
    });

    test("fails alone when its connection breaks while it asks nothing", async () => {
        const pools = createPools({ address: database.address, app_size: 1, name: "cut" });
        const cut = withWorkspace(pools.app, mine, async ({ workspaces }) => {
            const { rowCount } = await database.admin.query(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1",
                ["cut:app"]
            );
            expect(rowCount).toBe(1);
            await new Promise((resolve) => setTimeout(resolve, 100));
            return workspaces.get();
        });
        const error = await cut.catch((cause: unknown) => cause);
        expect(isUnavailable(error)).toBe(true);
        const next = await withWorkspace(pools.app, mine, ({ workspaces }) => workspaces.get());
        expect(next).not.toBeNull();
        await closePools(pools);
    });

    test("takes nothing but a UUID for a scope", async () => {
        const scope = { workspace_id: "'; drop table users; --", user_id: null };
        await expect(
            withWorkspace(app, scope, ({ workspaces }) => workspaces.get())
        ).rejects.toThrow(TypeError);
    });

    test("tries again after a deadlock, where that was said to be fine", async () => {
        const deadlock = Object.assign(new pg.DatabaseError("deadlock detected", 0, "error"), {
            code: "40P01"
        });
        let attempts = 0;
        const work = async (): Promise<number> => {
            attempts += 1;
            if (attempts < 3) throw deadlock;
            return attempts;
        };
        expect(await withWorkspace(app, mine, work, { retries: 3 })).toBe(3);
        attempts = 0;
        await expect(withWorkspace(app, mine, work)).rejects.toBe(deadlock);
        expect(attempts).toBe(1);
    });
});

describe("a presented key", () => {
    test("shows its own account and no other", async () => {
        const found = await withKey(app, mine.email, ({ accounts }) => accounts.find());
        expect(found).toMatchObject({ id: mine.user_id });
        const other = await withKey(app, "' or true --", ({ accounts }) => accounts.find());
        expect(other).toBeNull();
    });

    test("leads to the person it belongs to", async () => {
        const user = await withKey(app, mine.email, async ({ enter }) => {
            const { users } = await enter(mine.user_id);
            return users.get();
        });
        expect(user).toMatchObject({ id: mine.user_id, email: mine.email });
    });

    test("of housekeeping removes what has run out, everywhere, and only that", async () => {
        const add = (expires_at: Date): Promise<unknown> =>
            database.admin.query(
                `insert into idempotency_keys (workspace_id, route, key, body_hash, state, expires_at)
                 values ($1, 'r', $2, 'h', 'started', $3)`,
                [theirs.workspace_id, newId(), expires_at]
            );
        await add(new Date(Date.now() - 1_000));
        await add(new Date(Date.now() + 60_000));
        expect(await withKey(app, "expired", ({ expired }) => expired.remove())).toBe(1);
        const { rows } = await database.admin.query("select count(*) from idempotency_keys");
        expect(rows).toEqual([{ count: 1 }]);
    });
});
