import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createClock } from "../../platform/clock.ts";
import { Dice } from "./simulation/dice.ts";
import { workerStore } from "./simulation/memory-workers.ts";
import { Tables } from "./simulation/tables.ts";
import { Wire } from "./simulation/wire.ts";
import { SimProcess, World } from "./simulation/world.ts";
import { Worker } from "./worker.ts";

/** A process towards the others, on a virtual clock. */
function scene() {
    const world = new World(new Dice(1));
    const tables = new Tables();
    const faults = { lost: 0, ambiguous: 0, deaf: 0, slow: 0 };
    const process = new SimProcess(world);
    const store = workerStore(new Wire({ tables, faults, world, process }));
    /** Whether each row was attended when it appeared. */
    const attended: boolean[] = [];
    const worker = new Worker({
        store: {
            ...store,
            register: (id, lease_ms) => {
                attended.push(tables.sessions.has(id));
                return store.register(id, lease_ms);
            }
        },
        host: process.host,
        time: createClock(process.host.monotonic),
        logger: pino({ level: "silent" }),
        onNotice: () => undefined
    });
    const until = async (ms: number): Promise<void> => {
        await new Promise((resolve) => setImmediate(resolve));
        await world.play(() => false, ms);
    };
    const cut = (): void => {
        for (const [id, { events }] of tables.sessions) {
            tables.sessions.delete(id);
            events.onLost(new Error("Connection lost."));
        }
    };
    return { worker, tables, attended, until, cut };
}

describe("a worker", () => {
    it("is attended before others can see its row and take it for dead", async () => {
        const { worker, attended, until } = scene();
        void worker.register();
        await until(100);
        expect(attended).toEqual([true]);
    });

    it("attends again when its session breaks, also while it becomes another one", async () => {
        const { worker, tables, until, cut } = scene();
        void worker.register();
        await until(100);
        cut();
        await until(1_000);
        expect([...tables.sessions.keys()]).toEqual([worker.identity.id]);
        // The old session breaks, and the new one, while the new row is on its way.
        cut();
        void worker.register();
        cut();
        await until(2_000);
        expect([...tables.sessions.keys()]).toEqual([worker.identity.id]);
    });
});
