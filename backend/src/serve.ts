import { join } from "node:path";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { closeServer, listen } from "./api/listen.ts";
import { buildServer } from "./api/server.ts";
import { createDeps } from "./deps.ts";
import type { DepsOptions } from "./deps.ts";
import { REPOSITORY_ROOT } from "./env.ts";
import { startHousekeeping } from "./services/housekeeping.ts";

/**
 * Engine, API, sockets and pages, until the resources are disposed of. Loaded while the database is
 * starting: most of a start is reading code.
 */
export async function serve(
    options: Omit<DepsOptions, "catalogue" | "executors"> & { readonly signal: AbortSignal }
): Promise<void> {
    const { env, resources, signal } = options;
    const deps = await createDeps({ ...options, catalogue, executors });
    signal.throwIfAborted();
    const app = await buildServer({ deps, pages: join(REPOSITORY_ROOT, "frontend/dist") });
    resources.defer(() => closeServer(app));
    // First of all: whoever follows is told to come back, and streams end, so that requests can.
    resources.defer(() => deps.hub.close());
    startHousekeeping(deps, resources);
    signal.throwIfAborted();
    await listen(app, env);
}
