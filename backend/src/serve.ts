import { join } from "node:path";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { closeServer, listen } from "./api/listen.ts";
import { buildProbes } from "./api/probes.ts";
import { buildServer } from "./api/server.ts";
import { createDeps } from "./deps.ts";
import type { Deps, DepsOptions } from "./deps.ts";
import { REPOSITORY_ROOT } from "./env.ts";
import { startHousekeeping } from "./services/housekeeping.ts";

export type ServeOptions = Omit<DepsOptions, "catalogue" | "executors"> & {
    readonly signal: AbortSignal;
};

/** What whoever started it is told. */
export interface Serving {
    /** Why it cannot do its work yet; null: it can. */
    trouble(): string | null;
}

/** Who comes to the first page should find somebody who performs what is executed there. */
const BEGIN_MS = 5_000;

/**
 * What the role asks for, until the resources are disposed of. Loaded while the database is starting:
 * most of a start is reading code.
 */
export async function serve(options: ServeOptions): Promise<Serving> {
    const { resources, signal } = options;
    const deps = await createDeps({ ...options, catalogue, executors });
    signal.throwIfAborted();
    if (deps.env.role === "worker") await answerAboutWorker(deps, resources);
    else await answerPeople(deps, options);
    await deps.begun(BEGIN_MS);
    signal.throwIfAborted();
    return { trouble: () => deps.engine.describe().reason ?? deps.worker?.trouble() ?? null };
}

/** API, sockets and pages. */
async function answerPeople(deps: Deps, { resources, signal }: ServeOptions): Promise<void> {
    const app = await buildServer({ deps, pages: join(REPOSITORY_ROOT, "frontend/dist") });
    resources.defer(() => closeServer(app));
    // First of all: whoever follows is told to come back, and streams end, so that requests can.
    resources.defer(() => deps.hub.close());
    startHousekeeping(deps, resources);
    signal.throwIfAborted();
    await listen(app, deps.env);
}

/** A worker has no API; probes and whoever collects figures find it where they are told to look. */
async function answerAboutWorker(deps: Deps, resources: AsyncDisposableStack): Promise<void> {
    resources.defer(() => deps.hub.close());
    const { worker_health_port: port, host } = deps.env;
    if (port === null) return;
    const app = await buildProbes(deps);
    resources.defer(() => closeServer(app));
    await listen(app, { host, port });
}
