import { pino } from "pino";
import { PlanCache } from "../../../data-plane/plan-cache.ts";
import { Runner } from "../../../data-plane/runner.ts";
import { Values } from "../../../data-plane/values.ts";
import { createClock } from "../../../platform/clock.ts";
import { EmbeddedEngine } from "../embedded-engine.ts";
import { simulated } from "./executor.ts";
import { memoryStore } from "./memory-store.ts";
import type { Library } from "./library.ts";
import { calledProgram } from "./program.ts";
import type { Sink } from "./sink.ts";
import type { Tables } from "./tables.ts";
import { SimProcess } from "./world.ts";
import type { World } from "./world.ts";
import { Wire } from "./wire.ts";
import type { Faults } from "./wire.ts";

export interface ClusterOptions {
    readonly world: World;
    readonly tables: Tables;
    readonly faults: Faults;
    readonly sink: Sink;
    readonly library: Library;
    readonly violation: (what: string) => void;
    readonly size: number;
    readonly spans_ms: readonly [number, ...number[]];
}

/** Processes that each run a whole engine over one store; they crash, freeze and come back. */
export class Cluster {
    private readonly options: ClusterOptions;
    private readonly slots: Slot[];
    crashes = 0;
    /** Processes that ended by themselves and handed back what they had. */
    drains = 0;

    constructor(options: ClusterOptions) {
        this.options = options;
        this.slots = Array.from({ length: options.size }, () => this.boot());
    }

    /** Some engine that would take a call: people do not know which of them is well. */
    any(): EmbeddedEngine {
        const { dice } = this.options.world;
        return this.slot(dice.below(this.slots.length)).engine;
    }

    /** Mostly the one that is known to have it, or had it last. */
    near(worker: string): EmbeddedEngine {
        const place = this.options.world.dice.chance(60) ? this.placeOf(worker) : null;
        return place === null ? this.any() : this.slot(place).engine;
    }

    /** Where somebody has an execution in memory. */
    holder(): number | null {
        const { tables, world } = this.options;
        const owners = [...tables.executions.values()].flatMap(({ row }) => row.owner ?? []);
        const owner = owners[world.dice.below(Math.max(1, owners.length))] ?? "";
        return this.placeOf(owner);
    }

    private placeOf(worker: string): number | null {
        const process = this.options.tables.sessions.get(worker)?.process;
        const place = this.slots.findIndex((slot) => slot.process === process);
        return place < 0 ? null : place;
    }

    crash(place: number): void {
        this.slot(place).process.alive = false;
        this.crashes += 1;
    }

    restart(place: number): void {
        const { process, isEnding } = this.slot(place);
        if (!process.alive) this.slots[place] = this.boot();
        else if (isEnding) this.options.world.in(500, () => this.restart(place));
    }

    /** Asked to end: it finishes, or hands back what it has. */
    drain(place: number, grace_ms: number): void {
        const slot = this.slot(place);
        const { process, engine } = slot;
        if (!process.alive || slot.isEnding) return;
        this.drains += 1;
        slot.isEnding = true;
        void engine.stop(grace_ms).finally(() => {
            process.alive = false;
        });
    }

    freeze(place: number, ms: number): void {
        this.options.world.freeze(this.slot(place).process, ms);
    }

    /** Its session breaks; the process does not. */
    disconnect(place: number): void {
        const { tables, world } = this.options;
        const { process } = this.slot(place);
        for (const [id, session] of tables.sessions) {
            if (session.process !== process) continue;
            tables.sessions.delete(id);
            world.in(1, () => session.events.onLost(new Error("Connection lost.")), process);
        }
    }

    heal(): void {
        this.slots.forEach((slot, place) => {
            slot.process.paused_until = 0;
            this.options.world.thaw(slot.process);
            this.restart(place);
        });
    }

    private slot(place: number): Slot {
        const slot = this.slots[place % this.slots.length];
        if (slot === undefined) throw new Error("A cluster has a process.");
        return slot;
    }

    private boot(): Slot {
        const { world, tables, faults, sink, library, spans_ms, violation } = this.options;
        const process = new SimProcess(world);
        const clock = createClock(process.host.monotonic);
        const executor = simulated(library, { world, process, sink, spans_ms });
        const values = new Values({ readValues: readValuesOf(tables) }, "/nowhere");
        const runner = new Runner({
            executors: { get: () => executor },
            values,
            now: () => clock.now(),
            callable: () => Promise.resolve({ ok: true, version: 1 }),
            fetch: () => () => Promise.reject(new Error("There is no network here."))
        });
        const engine = new EmbeddedEngine({
            store: memoryStore(new Wire({ tables, faults, world, process })),
            host: process.host,
            logger: SILENT,
            clock,
            data: { plans: new PlanCache(), values, runner },
            runnable: ({ workflow_id }) => Promise.resolve(runnable(tables, workflow_id)),
            publish: ({ row }, { first_seq, facts }) => {
                const stored = tables.lengthOf(row.id);
                if (stored < first_seq + facts.length - 1)
                    violation(`${row.id}: facts were shown before they were stored`);
            },
            hint: () => undefined
        });
        const open = (): void => {
            engine.open().catch(() => world.in(200, open, process));
        };
        world.in(world.latency(5), open, process);
        return { process, engine, isEnding: false };
    }
}

interface Slot {
    readonly process: SimProcess;
    readonly engine: EmbeddedEngine;
    /** It was asked to end. */
    isEnding: boolean;
}

/** What a call starts; its plan is kept first, as the product does it. */
function runnable(tables: Tables, workflow_id: string) {
    const program = calledProgram(workflow_id, "");
    if (program === null) throw new Error(`Nobody knows ${workflow_id}.`);
    const { plan, plan_hash } = program;
    tables.plans.set(plan_hash, plan);
    const names = { workflow_id, workflow_name: "Called", version: 1 };
    const runs = { ...names, definition_hash: "definition", plan_hash, plan };
    return { ok: true, runs, inputs: {} } as const;
}

const SILENT = pino({ level: "silent" });

function readValuesOf(tables: Tables) {
    return async (execution_id: string) => tables.executions.get(execution_id)?.values ?? new Map();
}
