import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { createDataPlane } from "./data-plane/data-plane.ts";
import type { DataPlane, ExecutorLookup } from "./data-plane/data-plane.ts";
import type { Engine } from "./engines/engine.ts";
import { openEngines } from "./engines/open-engines.ts";
import type { OpenedEngines } from "./engines/open-engines.ts";
import { valuesFolder } from "./env.ts";
import type { Env } from "./env.ts";
import { createClock, synchronise } from "./platform/clock.ts";
import type { Clock } from "./platform/clock.ts";
import { createEgress } from "./platform/egress/egress.ts";
import type { Lifecycle } from "./platform/lifecycle.ts";
import type { Logger } from "./platform/logger.ts";
import { createMetrics } from "./platform/metrics.ts";
import type { Metrics } from "./platform/metrics.ts";
import type { RedisLink } from "./platform/redis/redis-link.ts";
import type { Secrets } from "./platform/secrets.ts";
import { Turnstile } from "./platform/turnstile.ts";
import { openFanOut } from "./realtime/fan-out.ts";
import { createHub } from "./realtime/hub.ts";
import type { Hub } from "./realtime/hub.ts";
import { LiveSessions } from "./services/auth/live-sessions.ts";
import { VerifiedTokens } from "./services/auth/verified-tokens.ts";
import { callableVersions } from "./services/workflows/callable.ts";
import { Compiler } from "./services/workflows/compiler.ts";
import { LiveVersions } from "./services/workflows/live-versions.ts";
import { calledRunnable } from "./services/executions/called.ts";
import { Runnables } from "./services/executions/runnables.ts";
import type { Pools } from "./storage/database.ts";
import { VERSION } from "./version.ts";
import { installationOf } from "./storage/installation.ts";
import { Notices } from "./storage/notices.ts";
import type { NoticeChannel } from "./storage/notices.ts";

/** Everything a handler or a service may use: built once, passed as an argument, never imported. */
export interface Deps {
    readonly env: Env;
    readonly logger: Logger;
    readonly pools: Pools;
    /** Database time. */
    readonly clock: Clock;
    readonly data: DataPlane;
    readonly engine: Engine;
    /** Null: this process performs nothing of Temporal's. */
    readonly worker: OpenedEngines["worker"];
    readonly begun: OpenedEngines["begun"];
    readonly hub: Hub;
    /** What published versions run, parsed once. */
    readonly runnables: Runnables;
    /** Which of them is the newest. */
    readonly live: LiveVersions;
    readonly catalogue: Catalogue;
    readonly compiler: Compiler;
    readonly metrics: Metrics;
    /** Null: what processes share goes through Postgres. */
    readonly redis: RedisLink | null;
    readonly secrets: Secrets;
    /** Which sessions stand: for requests and sockets. */
    readonly sessions: LiveSessions;
    /** Whose signatures were checked. */
    readonly tokens: VerifiedTokens;
    readonly lifecycle: Lifecycle;
    /** Who reads hundreds of thousands of facts waits here: each takes as many megabytes. */
    readonly long_reads: Turnstile;
}

export interface DepsOptions extends Pick<
    Deps,
    "env" | "logger" | "pools" | "secrets" | "lifecycle" | "catalogue"
> {
    readonly executors: ExecutorLookup;
    /** What was started, stopped in reverse. */
    readonly resources: AsyncDisposableStack;
}

const LONG_READS = 2;
const SYNCHRONISE_MS = 60_000;

/** Composes and starts them: the engine has taken up what was open when this resolves. */
export async function createDeps(options: DepsOptions): Promise<Deps> {
    const { executors: _, resources, ...given } = options;
    const { env, logger, pools } = given;
    const clock = await keptClock(options);
    const data = openDataPlane(options, clock);
    const compiler = new Compiler(given.catalogue);
    resources.defer(() => compiler.close());
    const live = new LiveVersions();
    const runnables = new Runnables();
    const fanOut = openFanOut({
        place:
            env.redis === null
                ? null
                : { address: env.redis, installation: await installationOf(pools.app) },
        pool: pools.app,
        logger,
        resources,
        onSessionEnded: (session_id) => sessions.ended(session_id)
    });
    const { bus, redis, streams } = fanOut;
    const sessions = new LiveSessions(pools.app, (session_id) => bus.sessionEnded(session_id));
    const hub = createHub({ logger, clock, data, bus, streams });
    const runnable = calledRunnable(runnables, { ...given, compiler, live });
    const parts = { ...given, clock, data, hub, runnable, resources };
    const { engine, worker, begun, remarks } = await openEngines(parts);
    for (const remark of remarks) logger.warn({ reason: remark }, "executions_elsewhere");
    const metrics = createMetrics();
    metrics.gauge(
        "flowmaestro_executions_active",
        "Executions with work open in this process.",
        () => engine.describe().active
    );
    if (redis !== null)
        metrics.gauge("flowmaestro_redis_up", "Whether Redis answers.", () => Number(redis.isUp));
    listenToNotices(options, live, fanOut.notices);
    return {
        ...given,
        compiler,
        clock,
        data,
        hub,
        engine,
        worker,
        begun,
        live,
        metrics,
        redis,
        runnables,
        sessions,
        tokens: new VerifiedTokens(given.secrets.jwt_secret),
        long_reads: new Turnstile(LONG_READS)
    };
}

/** Values, plans and what runs nodes, with their only way out. */
function openDataPlane(
    { env, logger, pools, secrets, executors, resources }: DepsOptions,
    clock: Clock
): DataPlane {
    const egress = createEgress({
        ...env.egress,
        app_url: env.app_url,
        may_allow: env.environment !== "production",
        user_agent: `FlowMaestro/${VERSION}`,
        onRefused: ({ code, details }) => logger.info({ code, ...details }, "egress_denied")
    });
    resources.defer(() => egress.close());
    const data = createDataPlane({
        pool: pools.engine,
        clock,
        executors,
        directory: valuesFolder(env),
        encryption_key: secrets.encryption_key,
        callable: callableVersions(pools.app),
        fetch: () => egress.fetch
    });
    resources.defer(() => data.close());
    return data;
}

/** What Postgres tells all processes: changed workflows, and what there is for the fan-out. */
function listenToNotices(
    { pools, logger, resources }: DepsOptions,
    live: LiveVersions,
    more: readonly NoticeChannel[]
): void {
    const workflows: NoticeChannel = {
        name: "fm_workflows",
        onNotice: (workflow_id) => live.forget(workflow_id),
        onListening: (isListening) => live.listening(isListening)
    };
    const notices = new Notices({ pool: pools.app, logger, channels: [workflows, ...more] });
    notices.open();
    resources.defer(() => notices.close());
}

/** Database time, as long as this process lives. */
async function keptClock({ pools, logger, resources }: DepsOptions): Promise<Clock> {
    const clock = createClock();
    await synchronise(clock, pools.engine);
    const timer = setInterval(() => {
        synchronise(clock, pools.engine).catch((error: unknown) =>
            logger.warn({ err: error }, "clock_not_synchronised")
        );
    }, SYNCHRONISE_MS);
    resources.defer(() => clearInterval(timer));
    return clock;
}
