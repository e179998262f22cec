import type { Pool } from "pg";
import type { EngineRows } from "../../data-plane/engine-rows.ts";
import { PostgresInbox } from "./postgres-inbox.ts";
import { PostgresJournal } from "./postgres-journal.ts";
import { PostgresSleepers } from "./postgres-sleepers.ts";
import { PostgresWorkers } from "./postgres-workers.ts";
import type { EngineStore } from "./store.ts";

/** The store of the product: Postgres, as `flowmaestro_engine`. */
export function createPostgresStore(pool: Pool, rows: EngineRows): EngineStore {
    return {
        journal: new PostgresJournal(pool),
        workers: new PostgresWorkers(pool),
        sleepers: new PostgresSleepers(pool),
        inbox: new PostgresInbox(pool),
        executions: rows
    };
}
