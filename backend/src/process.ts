import { performance } from "node:perf_hooks";
import { assertFree } from "./api/listen.ts";
import type { Place } from "./api/listen.ts";
import { REPOSITORY_ROOT, readEnv, withDataDir } from "./env.ts";
import { EnvError } from "./env/reader.ts";
import type { Env } from "./env.ts";
import { collectAfterStart } from "./platform/collect-garbage.ts";
import { armCrashPoint } from "./platform/crash-point.ts";
import { Lifecycle } from "./platform/lifecycle.ts";
import { createServiceLogger } from "./platform/logger.ts";
import type { Logger } from "./platform/logger.ts";
import { chooseDataHome } from "./platform/postgres/embedded.ts";
import { redactText } from "./platform/redaction.ts";
import { Refusal } from "./platform/refusal.ts";
import { loadSecrets } from "./platform/secrets.ts";
import {
    DEVELOPMENT_LOGIN,
    ensureDevelopmentLogin,
    refuseDevelopmentLogin
} from "./services/development-login.ts";
import { openDatabase } from "./storage/open-database.ts";

/**
 * The process. It starts what the environment asks for, in order, and stops it in reverse; whatever
 * stands in the way is told in two lines.
 */
const resources = new AsyncDisposableStack();
const lifecycle = new Lifecycle();
const abort = new AbortController();
/** For whoever waits at a terminal; in production a line of the log. */
let say = print;

// Nobody reads any more (the terminal is gone): that is no reason to fall over while stopping.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop());
// `npm start` was killed: its channel closes, and nobody is left to stop us.
process.on("disconnect", () => stop());
process.on("uncaughtException", (error) => crash(error));
process.on("unhandledRejection", (reason) => crash(reason));

const starting = start();
starting.catch(async (error: unknown) => {
    // Stopped while starting: `stop` waits for this and sees to the rest.
    if (lifecycle.phase === "stopping") return;
    await resources.disposeAsync().catch(() => undefined);
    process.exit(refuse(error));
});

async function start(): Promise<void> {
    const given = readEnv(process.env);
    if (given.crash_point !== null) armCrashPoint(given.crash_point);
    const logger = createServiceLogger("flowmaestro", {
        level: given.log_level,
        format: process.stdout.isTTY && given.environment !== "production" ? "lines" : "json"
    });
    if (given.environment === "production") say = (text) => logger.info(text);
    const env = await settle(given);
    const isWorker = env.role === "worker";
    const place = placeOf(env);
    if (place !== null) await assertFree(place);
    const { signal } = abort;
    const loading = import("./serve.ts");
    loading.catch(() => undefined);
    const pools = await openDatabase({ env, logger, say, resources, signal });
    const secrets = await loadSecrets(env);
    // Nobody signs in at a worker.
    if (env.environment === "production" && !isWorker) await refuseDevelopmentLogin(pools.app);
    else if (!isWorker) await ensureDevelopmentLogin(pools.app);
    const { serve } = await loading;
    signal.throwIfAborted();
    const serving = await serve({ env, logger, pools, secrets, lifecycle, resources, signal });
    lifecycle.enter("ready");
    announce(env, logger, serving.trouble());
    collectAfterStart();
}

/** Where it listens; null: nowhere. */
function placeOf({ role, host, port, worker_health_port }: Env): Place | null {
    if (role !== "worker") return { host, port };
    return worker_health_port === null
        ? null
        : { host, port: worker_health_port, variable: "WORKER_HEALTH_PORT" };
}

/** Under root the data may have to move to where Postgres, as another user, can get to it. */
async function settle(env: Env): Promise<Env> {
    if (env.database !== null) return env;
    const home = await chooseDataHome(env.data_dir, env.is_data_dir_given, REPOSITORY_ROOT);
    if (home.moved) {
        say(
            `Postgres never runs as root, and as another user it cannot enter this folder: the data is kept in\n${home.folder} instead.`
        );
    }
    return withDataDir(env, home.folder);
}

function announce(env: Env, logger: Logger, trouble: string | null): void {
    const took = (performance.now() / 1_000).toFixed(1);
    const { role, engine } = env;
    if (env.environment === "production") {
        const where = role === "worker" ? {} : { url: env.app_url, host: env.host, port: env.port };
        logger.info({ ...where, role, engine, seconds: took }, "ready");
        return;
    }
    const what = role === "worker" ? "FlowMaestro's worker" : "FlowMaestro";
    const lines = [...(role === "worker" ? workerLines(env) : pageLines(env)), ...homeLines(env)];
    const table = lines.map(([name, value]) => `    ${name.padEnd(8)}  ${value}`).join("\n");
    print(`\n${what} is ready, after ${took} s.\n\n${table}\n`);
    if (trouble !== null) print(`${trouble}\n`);
}

type Line = readonly [name: string, value: string];

function pageLines({ app_url }: Env): Line[] {
    const { email, password } = DEVELOPMENT_LOGIN;
    return [
        ["Open", app_url],
        ["Sign in", `${email} / ${password}`]
    ];
}

function workerLines({ worker_health_port, host }: Env): Line[] {
    if (worker_health_port === null) return [];
    return [["Health", `http://${host}:${worker_health_port}/health/ready`]];
}

function homeLines({ database, database_variable, data_dir, temporal, redis }: Env): Line[] {
    const lines: Line[] = [];
    if (database === null) lines.push(["Data", data_dir]);
    else
        lines.push(["Database", `${database.database} at ${database.host} (${database_variable})`]);
    if (temporal !== null) {
        const { address, namespace, ui_url } = temporal;
        const pages = ui_url === null ? "" : `, ${ui_url}`;
        lines.push(["Temporal", `${namespace} at ${address}${pages}`]);
    }
    if (redis !== null) lines.push(["Redis", `${redis.host}:${redis.port}`]);
    lines.push(["Stop", "Ctrl+C"]);
    return lines;
}

/** Once: ends gracefully. Twice: at once. Postgres is told in either case. */
function stop(): void {
    if (lifecycle.phase === "stopping") {
        say("Stopped at once.");
        process.exit(130);
    }
    say("Stopping … (once more stops at once)");
    lifecycle.enter("stopping");
    abort.abort();
    void (async () => {
        await starting.catch(() => undefined);
        await resources.disposeAsync();
        say("Stopped.");
        process.exit(0);
    })().catch((error: unknown) => crash(error));
}

/** What is half done must not go on; Postgres hears of it when the process exits. */
function crash(error: unknown): void {
    const text = describe(error);
    process.stderr.write(`${JSON.stringify({ level: "fatal", event: "process.crashed", text })}\n`);
    process.stderr.write("FlowMaestro crashed. What was accepted is stored; start it again.\n");
    process.exit(1);
}

function refuse(error: unknown): number {
    const lines: string[] = [];
    if (error instanceof EnvError) {
        for (const { variable, message, solution } of error.problems) {
            lines.push(`${variable} ${message}`, `  ${solution}`);
        }
    } else if (error instanceof Refusal) {
        lines.push(error.message, `  ${error.solution}`);
    } else {
        lines.push(`FlowMaestro could not start: ${describe(error)}`);
    }
    process.stderr.write(`\n${lines.join("\n")}\n\n`);
    return 1;
}

/** A defect of ours: whoever reports it needs the stack, and must not send a secret along. */
function describe(error: unknown): string {
    return redactText(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
