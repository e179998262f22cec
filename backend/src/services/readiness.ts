import { z } from "zod";
import type { Deps } from "../deps.ts";
import { knownMigrations } from "../storage/migrations.ts";

export interface Check {
    readonly name: "process" | "database" | "migrations" | "engine" | "worker" | "redis";
    readonly ok: boolean;
    /** What it does without: work can be sent here all the same. */
    readonly is_optional?: true;
    /** What is wrong, in plain words; never an address or a message of the driver. */
    readonly reason?: string;
    readonly ms?: number;
}

export interface Readiness {
    readonly ready: boolean;
    readonly checks: readonly Check[];
}

const TIMEOUT_MS = 3_000;

/** Whether work can be sent here, and if not, why. */
export async function readiness(deps: Deps): Promise<Readiness> {
    const checks = [
        process(deps),
        await database(deps),
        await migrations(deps),
        engine(deps),
        ...worker(deps),
        ...redis(deps)
    ];
    const ready = checks.every(({ ok, is_optional = false }) => ok || is_optional);
    return { ready, checks };
}

function process({ lifecycle }: Deps): Check {
    if (lifecycle.phase === "ready") return { name: "process", ok: true };
    return { name: "process", ok: false, reason: `The process is ${lifecycle.phase}.` };
}

async function database({ pools }: Deps): Promise<Check> {
    const started = performance.now();
    try {
        await within(Promise.all([pools.app.query("select 1"), pools.engine.query("select 1")]));
        return { name: "database", ok: true, ms: Math.round(performance.now() - started) };
    } catch {
        return { name: "database", ok: false, reason: "The database does not answer." };
    }
}

const nameRow = z.object({ name: z.string() });

async function migrations({ pools }: Deps): Promise<Check> {
    try {
        const { rows } = await within(pools.app.query("select name from pgmigrations"));
        const applied = new Set(rows.map((row) => nameRow.parse(row).name));
        const missing = (await knownMigrations()).filter((name) => !applied.has(name));
        if (missing.length === 0) return { name: "migrations", ok: true };
        const reason = `Not applied yet: ${missing.join(", ")}.`;
        return { name: "migrations", ok: false, reason };
    } catch {
        return { name: "migrations", ok: false, reason: "The database does not answer." };
    }
}

function engine(deps: Deps): Check {
    const { ready, reason } = deps.engine.describe();
    if (ready) return { name: "engine", ok: true };
    return { name: "engine", ok: false, reason: reason ?? "The engine is not ready." };
}

/** Of a process that performs what Temporal hands out. */
function worker({ worker: state }: Deps): Check[] {
    if (state === null) return [];
    const reason = state.trouble();
    if (reason === null) return [{ name: "worker", ok: true }];
    return [{ name: "worker", ok: false, reason }];
}

/** Without it events come late, and limits are counted by each process alone. */
function redis({ redis: link }: Deps): Check[] {
    if (link === null) return [];
    const check = { name: "redis", is_optional: true } as const;
    if (link.isUp && link.isListening) return [{ ...check, ok: true }];
    const reason = "Redis does not answer: live events come late, limits count per process.";
    return [{ ...check, ok: false, reason }];
}

async function within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error("No answer in time.")), TIMEOUT_MS);
    });
    return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
