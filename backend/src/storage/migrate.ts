import { relative } from "node:path";
import { parseArgs } from "node:util";
import { EnvError } from "../env/reader.ts";
import { REPOSITORY_ROOT, readEnv } from "../env.ts";
import type { Env } from "../env.ts";
import {
    chooseDataHome,
    embeddedAddress,
    makeDataHome,
    startEmbedded
} from "../platform/postgres/embedded.ts";
import { lockFolder } from "../platform/process-lock.ts";
import { Refusal } from "../platform/refusal.ts";
import { checkDatabase } from "./database-check.ts";
import type { DatabaseAddress } from "./database.ts";
import { createMigration, migrateDown, migrateUp } from "./migrations.ts";

/**
 * `npm run db:migrate`, `db:migrate:down` and `db:migrate:create NAME`. Works on the database that
 * a start would use; the embedded one is started for it unless it runs already.
 */
const USAGE = "Usage: npm run db:migrate | db:migrate:down [-- COUNT] | db:migrate:create NAME";

try {
    await main();
} catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
}

async function main(): Promise<void> {
    const { positionals } = parseArgs({ allowPositionals: true });
    const [verb, argument] = positionals;
    switch (verb) {
        case "create": {
            const path = await createMigration(argument ?? "");
            console.log(`Made ${relative(REPOSITORY_ROOT, path)}. Then: npm run gen`);
            return;
        }
        case "up":
            return withDatabase(async (address) => {
                const { applied } = await migrateUp(address);
                console.log(applied.length === 0 ? "Nothing to apply." : list("Applied", applied));
            });
        case "down":
            return withDatabase(async (address) => {
                const { applied } = await migrateDown(address, readCount(argument));
                console.log(
                    applied.length === 0 ? "Nothing to take back." : list("Took back", applied)
                );
            });
        default:
            throw new Refusal(`There is no ${verb ?? "verb"}.`, USAGE);
    }
}

function readCount(text: string | undefined): number {
    if (text === undefined) return 1;
    if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
    throw new Refusal(`${JSON.stringify(text)} is not a number of migrations.`, USAGE);
}

function list(verb: string, names: readonly string[]): string {
    return names.map((name) => `${verb} ${name}`).join("\n");
}

async function withDatabase(work: (address: DatabaseAddress) => Promise<void>): Promise<void> {
    const env = readEnv(process.env);
    if (env.database !== null) {
        await checkDatabase(env.database, {
            variable: env.database_variable,
            isProduction: env.environment === "production"
        });
        return work(env.database);
    }
    return withEmbedded(env, work);
}

async function withEmbedded(
    env: Env,
    work: (address: DatabaseAddress) => Promise<void>
): Promise<void> {
    const { data_dir, is_data_dir_given } = env;
    const { folder } = await chooseDataHome(data_dir, is_data_dir_given, REPOSITORY_ROOT);
    await makeDataHome(folder);
    const lock = await lockFolder(folder, "npm run db:migrate");
    if (!("release" in lock)) return work(embeddedAddress(folder));
    try {
        const postgres = await startEmbedded(folder, console.log);
        try {
            await work(postgres.database);
        } finally {
            await postgres.stop();
        }
    } finally {
        await lock.release();
    }
}

function explain(error: unknown): string {
    if (error instanceof EnvError) {
        return error.problems
            .map(({ variable, message, solution }) => `${variable} ${message}\n  ${solution}`)
            .join("\n");
    }
    if (error instanceof Refusal) return `${error.message}\n  ${error.solution}`;
    // A migration that fails is its author's to read in full.
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
