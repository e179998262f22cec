import type { Pool } from "pg";
import { z } from "zod";
import { sha256 } from "../platform/hash.ts";

const LENGTH = 12;

/**
 * A short name for what shares this database, the same in each of its processes and another one in
 * every other installation. It stands before what is kept in a Redis that several may use.
 */
export async function installationOf(pool: Pool): Promise<string> {
    const { oid, name, may_ask } = base.parse((await pool.query(BASE)).rows[0]);
    // A provider may keep this to itself; then the database's own number and name have to do.
    const cluster = may_ask ? identity.parse((await pool.query(CLUSTER)).rows[0]).id : "";
    return sha256([cluster, oid, name].join(" ")).slice(0, LENGTH);
}

const base = z.object({ oid: z.string(), name: z.string(), may_ask: z.boolean() });
const identity = z.object({ id: z.string() });

const BASE = `
    select oid::text as oid, datname as name,
        has_function_privilege('pg_control_system()', 'execute') as may_ask
    from pg_database
    where datname = current_database()`;

/** Given to a cluster when it is made; its standbys have the same. */
const CLUSTER = "select system_identifier::text as id from pg_control_system()";
