import type { Logger } from "pino";
import type { Engine } from "./engines/engine.ts";
import type { Env } from "./env.ts";
import type { Clock } from "./platform/clock.ts";
import type { Metrics } from "./platform/metrics.ts";
import type { Secrets } from "./platform/secrets.ts";
import type { Hub } from "./realtime/hub.ts";
import type { Pools } from "./storage/database.ts";
import type { LiveSessions } from "./services/auth/live-sessions.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";

/** Everything a handler or a service may use: built once, passed as an argument, never imported. */
export interface Deps {
    readonly env: Env;
    readonly logger: Logger;
    readonly pools: Pools;
    /** Database time. */
    readonly clock: Clock;
    readonly engine: Engine;
    readonly hub: Hub;
    readonly catalogue: Catalogue;
    readonly metrics: Metrics;
    readonly secrets: Secrets;
    /** Which sessions stand: for requests and sockets. */
    readonly sessions: LiveSessions;
}
