import type { Pool } from "pg";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Hub } from "../../realtime/hub.ts";
import { InboxRows } from "../hosting/inbox-rows.ts";
import { EndFromOutside } from "./end-from-outside.ts";
import { Inbox } from "./inbox.ts";
import { Launcher } from "./launcher.ts";
import type { WorkspaceNames } from "./workspace-names.ts";
import { Looks } from "./looks.ts";
import type { Temporal } from "./patience.ts";
import { Reconciler } from "./reconciler.ts";
import { Round } from "./round.ts";
import type { RoundOptions } from "./round.ts";
import { Sweeper } from "./sweeper.ts";
import { TemporalRows } from "./temporal-rows.ts";
import type { Limits } from "./workflow/protocol.ts";

export interface UpkeepOptions {
    readonly temporal: Temporal;
    /** As the engine's role. */
    readonly pool: Pool;
    readonly data: Pick<DataPlane, "plans" | "rows">;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly hub: Hub;
    readonly app_url: string;
    readonly task_queue: string;
    readonly names: WorkspaceNames;
    /** Workers beside this process name their build. */
    readonly is_versioned?: boolean;
    readonly limits?: Limits;
    /** How often things are looked after: 1, smaller in tests. */
    readonly pace?: number;
}

/** Of a run, before it goes on as a new one. */
const LIMITS: Limits = { events: 4_000, bytes: 2_000_000 };

export interface Parts {
    readonly rows: TemporalRows;
    readonly launcher: Launcher;
    readonly inbox: Inbox;
    readonly upkeep: Upkeep;
}

/** What looks after executions on Temporal in the background, in API and worker processes alike. */
export interface Upkeep {
    begin(): void;
    end(): Promise<void>;
}

export function assemble(options: UpkeepOptions): Parts {
    const { temporal, pool, data, clock, logger, hub, task_queue, app_url, names } = options;
    const { limits = LIMITS, pace = 1 } = options;
    const rows = new TemporalRows(pool);
    const inboxRows = new InboxRows(pool);
    const launcher = new Launcher({
        temporal,
        data,
        task_queue,
        app_url,
        limits,
        names,
        is_versioned: options.is_versioned === true
    });
    const inbox = new Inbox({ temporal, rows, inbox: inboxRows, launcher, logger });
    const endings = new EndFromOutside({ pool, clock, data, hub });
    const reconciler = new Reconciler({ temporal, rows, endings, logger });
    const sweeper = new Sweeper({
        temporal,
        rows,
        inbox: inboxRows,
        launcher,
        reconciler,
        logger,
        signal: (request) => inbox.deliver(request)
    });
    const looks = new Looks(pool, temporal.namespace);
    const rounds = roundsOf(sweeper, reconciler).map(
        ({ every_ms, ...round }) =>
            new Round({ ...round, every_ms: every_ms * pace, looks, logger })
    );
    const upkeep: Upkeep = {
        begin: () => {
            for (const round of rounds) round.begin();
        },
        end: async () => {
            await Promise.all(rounds.map((round) => round.end()));
        }
    };
    return { rows, launcher, inbox, upkeep };
}

function roundsOf(
    sweeper: Sweeper,
    reconciler: Reconciler
): Pick<RoundOptions, "what" | "every_ms" | "work">[] {
    return [
        { what: "starts", every_ms: 5_000, work: () => sweeper.startPending() },
        { what: "news", every_ms: 2_000, work: (look) => sweeper.tellAgain(look) },
        { what: "orphans", every_ms: 30_000, work: () => sweeper.cancelOrphans() },
        { what: "closed", every_ms: 15_000, work: (look) => reconciler.lookAtClosed(look) },
        { what: "quiet", every_ms: 60_000, work: () => reconciler.lookAtQuiet() }
    ];
}
