import pg from "pg";
import { z } from "zod";
import { Refusal } from "../platform/refusal.ts";
import { clientConfig, errorCode } from "./database.ts";
import type { DatabaseAddress } from "./database.ts";

const OLDEST_VERSION = 15;
const PATIENCE_MS = 4_500;

export interface CheckOptions {
    /** Which variable the address came from. */
    readonly variable: string;
    readonly isProduction: boolean;
}

const factsSchema = z.object({
    version: z.int(),
    encoding: z.string(),
    is_standby: z.boolean(),
    is_super: z.boolean(),
    may_create_roles: z.boolean(),
    may_create_tables: z.boolean(),
    missing_roles: z.array(z.string()),
    unreachable_roles: z.array(z.string()),
    loses_data: z.array(z.string())
});
type Facts = z.infer<typeof factsSchema>;

/** Everything about somebody's database that would make us fail later, said at start in one sentence. */
export async function checkDatabase(
    address: DatabaseAddress,
    options: CheckOptions
): Promise<void> {
    const client = await connect(address, options.variable);
    try {
        const { rows } = await client.query<Record<string, unknown>>(FACTS);
        judge(factsSchema.parse(rows[0]), address, options);
    } finally {
        await client.end();
    }
}

async function connect(address: DatabaseAddress, variable: string): Promise<pg.Client> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const left = Math.max(deadline - Date.now(), 500);
        const client = new pg.Client({ ...clientConfig(address), connectionTimeoutMillis: left });
        client.on("error", () => undefined);
        try {
            await client.connect();
            return client;
        } catch (error) {
            await client.end().catch(() => undefined);
            // 57P03: it is starting, which is worth waiting for.
            if (errorCode(error) !== "57P03" || Date.now() > deadline - 500) {
                throw explain(error, address, variable);
            }
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
    }
}

const FACTS = `
    with wanted (name) as (values ('flowmaestro_app'), ('flowmaestro_engine')),
    me as (select * from pg_roles where rolname = current_user)
    select
        current_setting('server_version_num')::int / 10000 as version,
        current_setting('server_encoding') as encoding,
        pg_is_in_recovery() as is_standby,
        me.rolsuper as is_super,
        me.rolcreaterole as may_create_roles,
        has_schema_privilege('public', 'create') as may_create_tables,
        array(
            select name from wanted where name not in (select rolname from pg_roles)
        )::text[] as missing_roles,
        array(
            select rolname
            from pg_roles
            where rolname in (select name from wanted)
                and not case
                    when current_setting('server_version_num')::int < 160000
                    then me.rolcreaterole or pg_has_role(current_user, pg_roles.oid, 'member')
                    -- From 16 on creating roles is no right to those that others made.
                    else pg_has_role(current_user, pg_roles.oid, 'set')
                        or pg_has_role(current_user, pg_roles.oid, 'member with admin option')
                end
        )::text[] as unreachable_roles,
        array(
            select name
            from pg_settings
            where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'
        )::text[] as loses_data
    from me`;

function judge(facts: Facts, address: DatabaseAddress, options: CheckOptions): void {
    const { variable } = options;
    if (facts.version < OLDEST_VERSION) {
        throw new Refusal(
            `${variable} leads to Postgres ${facts.version}; ${OLDEST_VERSION} is the oldest we run on.`,
            "Upgrade that server, or use another one."
        );
    }
    if (facts.encoding !== "UTF8") {
        throw new Refusal(
            `${variable} leads to a database in ${facts.encoding}, which cannot hold every character.`,
            `Create one in UTF8: create database ${address.database} encoding 'UTF8' template template0;`
        );
    }
    if (facts.is_standby) {
        throw new Refusal(
            `${variable} leads to a standby, which cannot be written to.`,
            "Use the address of the primary."
        );
    }
    judgeRights(facts, address, variable);
    if (options.isProduction && facts.loses_data.length > 0) {
        throw new Refusal(
            `${variable} leads to a server that may lose what was saved: ${facts.loses_data.join(", ")} is off.`,
            "Switch it on; executions rely on a commit being on disk."
        );
    }
}

function judgeRights(facts: Facts, address: DatabaseAddress, variable: string): void {
    if (facts.is_super) return;
    const user = pg.escapeIdentifier(address.user);
    if (facts.missing_roles.length > 0 && !facts.may_create_roles) {
        const create = facts.missing_roles.map((role) => `create role ${role} nologin;`).join(" ");
        throw new Refusal(
            `${variable}: user ${address.user} may not create the roles ${facts.missing_roles.join(" and ")}, which row-level security needs.`,
            `As a superuser: ${create} grant ${facts.missing_roles.join(", ")} to ${user};`
        );
    }
    if (facts.unreachable_roles.length > 0) {
        throw new Refusal(
            `${variable}: user ${address.user} may not act as ${facts.unreachable_roles.join(" and ")}.`,
            `As a superuser: grant ${facts.unreachable_roles.join(", ")} to ${user};`
        );
    }
    if (!facts.may_create_tables) {
        throw new Refusal(
            `${variable}: user ${address.user} may not create tables in ${address.database}.`,
            `As its owner: alter database ${pg.escapeIdentifier(address.database)} owner to ${user}; or: grant create, usage on schema public to ${user};`
        );
    }
}

type Explanation = (place: Place) => readonly [message: string, solution: string];

interface Place {
    readonly address: DatabaseAddress;
    readonly where: string;
    readonly said: string;
}

const BY_CODE: { readonly [code: string]: Explanation } = {
    ENOTFOUND: ({ address }) => [
        `names the host ${address.host}, which cannot be found.`,
        "Check its spelling and this machine's DNS."
    ],
    EAI_AGAIN: ({ address }) => [
        `names the host ${address.host}, and no name server answers.`,
        "Check this machine's network and DNS."
    ],
    ECONNREFUSED: ({ where }) => [
        `leads to ${where}, where nothing listens.`,
        "Start Postgres there, or correct host and port. Without the variable an embedded Postgres is used."
    ],
    ENOENT: ({ where }) => [
        `leads to the socket in ${where}, which does not exist.`,
        "Start Postgres, or correct the folder."
    ],
    EHOSTUNREACH: ({ where }) => [
        `leads to ${where}, which cannot be reached.`,
        "Check the network."
    ],
    ENETUNREACH: ({ where }) => [
        `leads to ${where}, which cannot be reached.`,
        "Check the network."
    ],
    "28P01": ({ address }) => [
        `has a password that ${address.host} refuses for user ${address.user}.`,
        "Correct user or password; special characters in a URL are percent-encoded (# is %23, @ is %40)."
    ],
    "28000": ({ said }) => [
        `is refused by the server: ${said}.`,
        "Allow this user and address in pg_hba.conf; where it asks for encryption, add ?sslmode=require."
    ],
    "3D000": ({ address }) => [
        `names the database ${address.database}, which does not exist on ${address.host}.`,
        `Create it: create database ${pg.escapeIdentifier(address.database)};`
    ],
    "42501": ({ address }) => [
        `names the database ${address.database}, to which user ${address.user} may not connect.`,
        `Grant it: grant connect on database ${pg.escapeIdentifier(address.database)} to ${pg.escapeIdentifier(address.user)};`
    ],
    "53300": ({ where }) => [
        `leads to ${where}, which has no free connections.`,
        "Raise its max_connections, or end what holds them."
    ],
    "57P03": ({ where }) => [
        `leads to ${where}, which is still starting or shutting down.`,
        "Try again in a moment."
    ]
};

const BY_MESSAGE: readonly (readonly [RegExp, Explanation])[] = [
    [
        /does not support SSL/,
        ({ where }) => [`asks for encryption, which ${where} does not offer.`, "Remove sslmode."]
    ],
    [
        /certificate|self.signed|altname/i,
        ({ where, said }) => [
            `leads to ${where}, whose certificate is not trusted: ${said}.`,
            "Name the authority with sslrootcert=/path/to/ca.pem, or use sslmode=require."
        ]
    ],
    [
        /password must be a string/,
        ({ address }) => [
            `has no password, and ${address.host} asks for one.`,
            "Add it: postgres://user:password@host/database, or POSTGRES_PASSWORD."
        ]
    ],
    [
        /timeout|ETIMEDOUT/i,
        ({ where }) => [
            `leads to ${where}, which does not answer.`,
            "Check host and port, and whether a firewall stands between."
        ]
    ]
];

function explain(error: unknown, address: DatabaseAddress, variable: string): Refusal {
    const said = sayingOf(error);
    const where = address.host.startsWith("/") ? address.host : `${address.host}:${address.port}`;
    const place: Place = { address, where, said };
    const byCode = BY_CODE[codeOf(error)];
    const byMessage = BY_MESSAGE.find(([pattern]) => pattern.test(said))?.[1];
    const [message, solution] = (byCode ?? byMessage ?? unknown)(place);
    return new Refusal(`${variable} ${message}`, solution, error);
}

const unknown: Explanation = ({ where, said }) => [
    `leads to ${where}, which could not be used: ${said}.`,
    "Check the address with psql."
];

/** Several addresses of one name fail together; the first tells as much as all. */
function codeOf(error: unknown): string {
    if (error instanceof AggregateError) return codeOf(error.errors[0]);
    return error instanceof Error && "code" in error ? String(error.code) : "";
}

function sayingOf(error: unknown): string {
    if (error instanceof AggregateError) return sayingOf(error.errors[0]);
    const text = error instanceof Error ? error.message : String(error);
    return text
        .replace(/\.$/, "")
        .replace(/\p{Cc}/gu, " ")
        .slice(0, 300);
}
