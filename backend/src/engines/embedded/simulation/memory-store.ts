import type { Claim, EngineStore, Identity, JournalStore, SleeperStore } from "../store.ts";
import { commit } from "./commit.ts";
import { executionStore } from "./memory-executions.ts";
import { inboxStore } from "./memory-inbox.ts";
import { workerStore } from "./memory-workers.ts";
import type { Tables } from "./tables.ts";
import { WRITING } from "./wire.ts";
import type { Wire } from "./wire.ts";

/** The store as one process sees it. */
export function memoryStore(wire: Wire): EngineStore {
    return {
        journal: journalStore(wire),
        workers: workerStore(wire),
        inbox: inboxStore(wire),
        sleepers: sleeperStore(wire),
        executions: executionStore(wire)
    };
}

function journalStore(wire: Wire): JournalStore {
    const { tables } = wire;
    return {
        commit: (batch) =>
            wire
                .ask(() => commit(tables, batch, wire.now()), WRITING)
                .catch((error: unknown) => ({ kind: "unknown", error })),
        receipt: ({ id, epoch }) =>
            wire.ask(() => {
                const row = tables.workers.get(id);
                return row?.epoch === epoch ? row.batch : null;
            }),
        release: () => undefined
    };
}

function sleeperStore(wire: Wire): SleeperStore {
    const { tables } = wire;
    return {
        claimDue: (worker, ahead_ms, limit) =>
            wire.ask(() => claimDue(tables, worker, wire.now() + ahead_ms, limit)),
        claim: (worker, ids) => wire.ask(() => void claim(tables, worker, ids))
    };
}

function claimDue(tables: Tables, worker: Identity, until: number, limit: number): Claim {
    const asleep = [...tables.executions.values()]
        .flatMap(({ row, wake_at }) => (wake_at === null ? [] : { id: row.id, wake_at }))
        .sort((a, b) => a.wake_at - b.wake_at);
    const due = asleep.filter(({ wake_at }) => wake_at <= until).slice(0, limit);
    const later = asleep.find(({ wake_at }) => wake_at > until)?.wake_at ?? Infinity;
    const ids = claim(
        tables,
        worker,
        due.map(({ id }) => id)
    );
    return { ids, next_at: later === Infinity ? null : later };
}

/** Only of a worker that still has its epoch, and only what sleeps. */
function claim(tables: Tables, worker: Identity, ids: readonly string[]): string[] {
    if (tables.workers.get(worker.id)?.epoch !== worker.epoch) return [];
    return ids.filter((id) => {
        const entry = tables.executions.get(id);
        if (entry === undefined || entry.wake_at === null) return false;
        entry.row = { ...entry.row, owner: worker.id };
        entry.wake_at = null;
        return true;
    });
}
