import type { Logger } from "pino";
import type { Env } from "../env.ts";
import { lockFolder } from "../platform/process-lock.ts";
import { Refusal } from "../platform/refusal.ts";
import { embeddedAddress, makeDataHome, startEmbedded } from "../platform/postgres/embedded.ts";
import { keepRunning } from "../platform/postgres/keep-running.ts";
import { checkRoles, closePools, createPools } from "./database.ts";
import type { DatabaseAddress, Pools } from "./database.ts";
import { checkDatabase } from "./database-check.ts";
import { migrateUp } from "./migrations.ts";

export interface OpenOptions {
    readonly env: Env;
    readonly logger: Logger;
    /** Progress, for whoever waits at a terminal. */
    readonly say: (text: string) => void;
    /** What was opened, closed in reverse. */
    readonly resources: AsyncDisposableStack;
    readonly signal: AbortSignal;
}

/** Somebody's database or our own, with the schema of this version, ready for use. */
export async function openDatabase(options: OpenOptions): Promise<Pools> {
    const { env, say, resources, signal, logger } = options;
    const address =
        env.database === null
            ? await openEmbedded(options)
            : await openGiven(env, env.database, say);
    signal.throwIfAborted();
    await migrateUp(address, (names) =>
        say(`Applying ${names.length} ${names.length === 1 ? "migration" : "migrations"} …`)
    );
    signal.throwIfAborted();
    const pools = createPools({
        address,
        onError: (error, role) => {
            if (signal.aborted) return;
            logger.warn({ err: error, role }, "database_connection_lost");
        }
    });
    resources.defer(() => closePools(pools));
    await checkRoles(pools);
    return pools;
}

async function openGiven(
    env: Env,
    address: DatabaseAddress,
    say: (text: string) => void
): Promise<DatabaseAddress> {
    say(`Connecting to Postgres at ${address.host} …`);
    await checkDatabase(address, {
        variable: env.database_variable,
        isProduction: env.environment === "production"
    });
    return address;
}

async function openEmbedded({
    env,
    logger,
    say,
    resources,
    signal
}: OpenOptions): Promise<DatabaseAddress> {
    const folder = env.data_dir;
    await makeDataHome(folder);
    const lock = await lockFolder(folder, env.app_url);
    if (env.role === "worker") return borrowEmbedded(folder, lock);
    if (!("release" in lock)) {
        throw new Refusal(
            `FlowMaestro already runs on the data in ${folder}: process ${lock.pid}, ${lock.url}.`,
            "Use that one or stop it; DATA_DIR gives a second one its own data."
        );
    }
    resources.defer(() => lock.release());
    say("Starting Postgres …");
    const postgres = await startEmbedded(folder, say);
    const start = () => startEmbedded(folder, () => undefined);
    const kept = keepRunning(postgres, { start, logger, signal });
    const abandon = (): void => kept.abandon();
    process.once("exit", abandon);
    resources.defer(async () => {
        process.removeListener("exit", abandon);
        await kept.stop();
    });
    return postgres.database;
}

/** A worker on the same machine may use the one that another process runs; it never runs its own. */
async function borrowEmbedded(
    folder: string,
    lock: Awaited<ReturnType<typeof lockFolder>>
): Promise<DatabaseAddress> {
    if (!("release" in lock)) return embeddedAddress(folder);
    await lock.release();
    throw new Refusal(
        `A worker needs the database of the API, and no FlowMaestro runs on the data in ${folder}.`,
        "Set DATABASE_URL to the database that the API has, or start that first: npm run start:api"
    );
}
