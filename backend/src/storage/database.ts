import pg from "pg";
import type { Pool, PoolClient } from "pg";
import { isId } from "../platform/ids.ts";
import { Refusal } from "../platform/refusal.ts";
import { accountRepositories, userRepositories, workspaceRepositories } from "./repositories.ts";
import type {
    AccountRepositories,
    UserRepositories,
    WorkspaceRepositories
} from "./repositories.ts";
import { Session } from "./session.ts";

/** Where a database is. `host` is a name, an address, or the folder of a unix socket. */
export interface DatabaseAddress {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password?: string;
    readonly ssl?: boolean | { readonly rejectUnauthorized: boolean; readonly ca?: string };
}

/** The roles of the first migration. Both are without login: connections step down into them. */
export type DatabaseRole = "flowmaestro_app" | "flowmaestro_engine";

export interface Pools {
    /** Sees what row-level security shows for the workspace, user or key that was set. */
    readonly app: Pool;
    /** Sees the execution tables of all workspaces, and nothing else. */
    readonly engine: Pool;
}

export interface PoolOptions {
    readonly address: DatabaseAddress;
    readonly app_size?: number;
    readonly engine_size?: number;
    readonly name?: string;
    /** An idle connection broke (the server restarted): nothing waits for it, but it is news. */
    readonly onError?: (error: Error, role: DatabaseRole) => void;
}

/** Few on purpose: with more clients Postgres commits fewer rows. */
export function createPools(options: PoolOptions): Pools {
    return {
        app: createPool(options, "flowmaestro_app", options.app_size ?? 6),
        engine: createPool(options, "flowmaestro_engine", options.engine_size ?? 4)
    };
}

export async function closePools(pools: Pools): Promise<void> {
    await Promise.all([pools.app.end(), pools.engine.end()]);
}

function createPool(options: PoolOptions, role: DatabaseRole, max: number): Pool {
    const pool = new pg.Pool({
        ...clientConfig(options.address),
        application_name: `${options.name ?? "flowmaestro"}:${role.replace("flowmaestro_", "")}`,
        max,
        connectionTimeoutMillis: 5_000,
        idleTimeoutMillis: 30_000,
        statement_timeout: 30_000,
        lock_timeout: 10_000,
        idle_in_transaction_session_timeout: 30_000,
        // As a start-up parameter it costs no round trip, and RESET ROLE leads back to it.
        options: `-c role=${role} -c search_path=public -c timezone=UTC`
    });
    pool.on("error", (error) => options.onError?.(error, role));
    // The pool listens to idle connections only. One that breaks while somebody holds it says so by
    // the query that fails; unheard, its event would end the process.
    pool.on("connect", (client) => client.on("error", () => undefined));
    return pool;
}

/** For a connection as the login role: migrations, start-up checks, tests. */
export function clientConfig(address: DatabaseAddress): pg.ClientConfig {
    return { ...address, keepAlive: true, types: { getTypeParser } };
}

/**
 * Row-level security holds for roles that are no superuser and own no table. Somebody's pooler may
 * have dropped the start-up parameter, or somebody may have altered the roles.
 */
export async function checkRoles(pools: Pools): Promise<void> {
    const expected = [
        [pools.app, "flowmaestro_app"],
        [pools.engine, "flowmaestro_engine"]
    ] as const;
    for (const [pool, role] of expected) {
        const { rows } = await pool.query<{ name: string; is_above: boolean }>(
            `select
                 rolname as name,
                 rolsuper or rolbypassrls or exists (
                     select from pg_class where relowner = pg_roles.oid and relrowsecurity
                 ) as is_above
             from pg_roles
             where rolname = current_user`
        );
        const [actual] = rows;
        if (actual?.name !== role) {
            throw new Refusal(
                `The database connection acts as ${actual?.name ?? "nobody"}, not as ${role}: row-level security would not hold.`,
                "Connect to Postgres directly, or let the pooler pass on the start-up parameter options."
            );
        }
        if (actual.is_above) {
            throw new Refusal(
                `The role ${role} is a superuser, bypasses row-level security, or owns tables.`,
                `As a superuser: alter role ${role} nosuperuser nobypassrls; and give its tables to another owner.`
            );
        }
    }
}

export interface WorkspaceScope {
    readonly workspace_id: string;
    /** Null where a key, a schedule or the system acts. */
    readonly user_id: string | null;
}

export interface TransactionOptions {
    /** How often to try again after a deadlock or a serialization failure. `work` must bear it. */
    readonly retries?: number;
}

/** One transaction that sees one workspace. Only its own repositories exist inside. */
export function withWorkspace<T>(
    pool: Pool,
    scope: WorkspaceScope,
    work: (repositories: WorkspaceRepositories) => Promise<T>,
    options: TransactionOptions = {}
): Promise<T> {
    const settings = { workspace: scope.workspace_id, user: scope.user_id };
    return transaction(pool, settings, options, (session) =>
        work(workspaceRepositories(session, scope))
    );
}

/** One transaction that sees what belongs to a person: the account, its sessions, its memberships. */
export function withUser<T>(
    pool: Pool,
    user_id: string,
    work: (repositories: UserRepositories) => Promise<T>,
    options: TransactionOptions = {}
): Promise<T> {
    return transaction(pool, { user: user_id }, options, (session) =>
        work(userRepositories(session, user_id))
    );
}

/**
 * Before anybody is known: one transaction that sees the rows of one presented key, and no others: the
 * account of an email address, the refresh token or ticket of a hash. `enter` goes on as that person.
 */
export function withKey<T>(
    pool: Pool,
    key: string,
    work: (repositories: AccountRepositories) => Promise<T>,
    options: TransactionOptions = {}
): Promise<T> {
    return transaction(pool, { key }, options, (session) =>
        work(accountRepositories(session, key, (user_id) => enter(session, user_id)))
    );
}

async function enter(session: Session, user_id: string): Promise<UserRepositories> {
    assertId(user_id);
    await session.run("select set_config('fm.user', $1::text, true)", [user_id]);
    return userRepositories(session, user_id);
}

interface Settings {
    readonly workspace?: string;
    readonly user?: string | null;
    readonly key?: string;
}

async function transaction<T>(
    pool: Pool,
    settings: Settings,
    options: TransactionOptions,
    work: (session: Session) => Promise<T>
): Promise<T> {
    const begin = beginStatement(settings);
    for (let attempt = 0; ; attempt += 1) {
        const client = await pool.connect();
        try {
            return await attemptTransaction(client, begin, work);
        } catch (error) {
            if (attempt >= (options.retries ?? 0) || !isTransient(error)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt * Math.random()));
    }
}

async function attemptTransaction<T>(
    client: PoolClient,
    begin: string,
    work: (session: Session) => Promise<T>
): Promise<T> {
    const session = new Session(client);
    let broken: Error | boolean = false;
    try {
        await client.query(begin);
        const result = await work(session);
        session.close();
        const { command } = await client.query("commit");
        // After a failed statement Postgres answers a commit with a rollback, without any error.
        if (command !== "COMMIT") {
            throw new Error("The transaction was rolled back: an error inside it was swallowed.");
        }
        return result;
    } catch (error) {
        session.close();
        await client.query("rollback").catch((cause: unknown) => {
            broken = cause instanceof Error ? cause : true;
        });
        throw error;
    } finally {
        client.release(broken);
    }
}

/** `begin` and the scope in one round trip. All three are set, so that nothing can be left over. */
function beginStatement(settings: Settings): string {
    if (settings.workspace !== undefined) assertId(settings.workspace);
    if (settings.user) assertId(settings.user);
    const set = (name: string, value: string | null | undefined): string =>
        `set_config('fm.${name}', ${pg.escapeLiteral(value ?? "")}, true)`;
    return `begin; select ${set("workspace", settings.workspace)}, ${set("user", settings.user)}, ${set("key", settings.key)}`;
}

function assertId(value: string): void {
    if (!isId(value)) throw new TypeError("A scope needs a UUID.");
}

/** Deadlock and serialization failure: the same work may succeed a moment later. */
function isTransient(error: unknown): boolean {
    const code = errorCode(error);
    return code === "40P01" || code === "40001";
}

/** The SQLSTATE of a database error; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
    return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The unique constraint or index that an insert ran into; undefined for any other error. */
export function violatedUnique(error: unknown): string | undefined {
    return error instanceof pg.DatabaseError && error.code === "23505"
        ? error.constraint
        : undefined;
}

const { INT8, JSON: JSON_TEXT, JSONB, TIMESTAMPTZ } = pg.types.builtins;

/** bigint as a number while it is exact, times as Date, JSON as the text that was stored. */
function getTypeParser(oid: number, format?: "text" | "binary"): (text: string) => unknown {
    if (format !== "binary") {
        if (oid === INT8) return exactNumber;
        if (oid === JSON_TEXT || oid === JSONB) return String;
        if (oid === TIMESTAMPTZ) return (text) => new Date(text);
    }
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
}

function exactNumber(text: string): number {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large to be exact.`);
    return value;
}
