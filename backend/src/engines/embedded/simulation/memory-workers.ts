import type { Attendance, Identity, Suspect, WorkerStore } from "../store.ts";
import { OPEN } from "./tables.ts";
import type { Session, Tables } from "./tables.ts";
import type { Wire } from "./wire.ts";

export function workerStore(wire: Wire): WorkerStore {
    const { tables, process } = wire;
    return {
        register: (id, lease_ms) =>
            wire.ask(() => {
                const lease_until = wire.now() + lease_ms;
                const row = { epoch: 1, batch: 0, lease_until, is_closed: false };
                tables.workers.set(id, row);
                return wire.now();
            }),
        attend: (id, events) => wire.ask(() => attend(tables, id, { process, events })),
        suspects: (me) => wire.ask(() => suspects(tables, me, wire.now())),
        inherit: (from, to) =>
            wire.ask(() => {
                if (!isAlive(tables, to)) return 0;
                close(tables, from);
                return move(tables, from, to.id);
            }),
        adopt: (to) => wire.ask(() => (isAlive(tables, to) ? move(tables, null, to.id) : 0)),
        handBack: (id) =>
            wire.ask(() => {
                close(tables, id);
                if (move(tables, id, null) === 0) return;
                for (const [worker, { lease_until }] of tables.workers)
                    if (lease_until > wire.now())
                        wire.send(worker, { what: "orphans", execution_id: "-" });
            }),
        notify: (workers, notice) =>
            wire.ask(() => {
                for (const worker of workers) wire.send(worker, notice);
            }),
        notifyOwner: (notice) =>
            wire.ask(() => {
                const owner = tables.executions.get(notice.execution_id)?.row.owner ?? null;
                if (owner !== null && owner !== notice.from) wire.send(owner, notice);
            })
    };
}

function suspects(tables: Tables, me: string, now: number): Suspect[] {
    return [...tables.workers].flatMap(([id, row]) => {
        if (id === me || row.lease_until === -Infinity) return [];
        const session = tables.sessions.get(id);
        const free = session === undefined || !session.process.alive;
        return [{ id, late: row.lease_until < now, free }];
    });
}

function attend(tables: Tables, id: string, session: Session): Attendance {
    tables.sessions.set(id, session);
    return {
        leave: () => {
            if (tables.sessions.get(id) === session) tables.sessions.delete(id);
        }
    };
}

function isAlive(tables: Tables, { id, epoch }: Identity): boolean {
    return tables.workers.get(id)?.epoch === epoch;
}

function close(tables: Tables, id: string): void {
    const row = tables.workers.get(id);
    if (row === undefined || row.lease_until === -Infinity) return;
    row.is_closed = true;
    row.epoch += 1;
    row.lease_until = -Infinity;
}

/** What is open and does not sleep: a row that sleeps belongs to nobody and stays so. */
function move(tables: Tables, from: string | null, to: string | null): number {
    let count = 0;
    for (const entry of tables.executions.values()) {
        const { owner, status } = entry.row;
        if (owner !== from || entry.wake_at !== null || !OPEN.has(status)) continue;
        entry.row = { ...entry.row, owner: to };
        count += 1;
    }
    return count;
}
