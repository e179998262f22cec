import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineNode } from "@flowmaestro/nodes/kit/definition.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { PlanCache } from "../../data-plane/plan-cache.ts";
import { Runner } from "../../data-plane/runner.ts";
import { Values } from "../../data-plane/values.ts";
import { createClock } from "../../platform/clock.ts";
import { EmbeddedEngine } from "./embedded-engine.ts";
import { Dice } from "./simulation/dice.ts";
import { memoryStore } from "./simulation/memory-store.ts";
import { Tables } from "./simulation/tables.ts";
import { Wire } from "./simulation/wire.ts";
import { SimProcess, World } from "./simulation/world.ts";
import type { Batch, CommitAnswer, EngineStore } from "./store.ts";
import { baseType } from "./testing/test-nodes.ts";

/** What is claimed at the very moment in which memory lets go of it; on a virtual clock. */
const WAIT_MS = 8_000;

const waits = implementNode(
    defineNode({ ...baseType, type: "waits", name: "Waits", lane: "inline", config: z.object({}) }),
    (_config, { now }) => ({ kind: "wait", until: now() + WAIT_MS, on_timeout: "continue" })
) as Executor;

const plan = buildPlan("w", { nodes: { w: { type: "waits" } } });
const request = {
    execution_id: "00000000-0000-7000-8000-00000000e000",
    workspace_id: "workspace",
    workflow_id: "workflow",
    workflow_name: "Waits",
    version: 1,
    definition_hash: "definition",
    plan_hash: "plan",
    plan,
    trigger: "test",
    inputs: {},
    started_by: null
} as const;

type Commit = (batch: Batch, commit: () => Promise<CommitAnswer>) => Promise<CommitAnswer>;

/** Batches go the way `through` sends them. */
function slowly(store: EngineStore, through: Commit): EngineStore {
    const { journal } = store;
    const commit = (batch: Batch) => through(batch, () => journal.commit(batch));
    return { ...store, journal: { ...journal, commit } };
}

function scene() {
    const world = new World(new Dice(1));
    const tables = new Tables();
    tables.plans.set(request.plan_hash, plan);
    const faults = { lost: 0, ambiguous: 0, deaf: 0, slow: 0 };
    const boot = (around = (store: EngineStore) => store): EmbeddedEngine => {
        const process = new SimProcess(world);
        const clock = createClock(process.host.monotonic);
        const store = memoryStore(new Wire({ tables, faults, world, process }));
        const values = new Values({ readValues: async () => new Map() }, "/nowhere");
        return new EmbeddedEngine({
            store: around(store),
            host: process.host,
            logger: pino({ level: "silent" }),
            clock,
            data: {
                plans: new PlanCache(),
                values,
                runner: new Runner({
                    executors: { get: () => waits },
                    values,
                    now: () => clock.now(),
                    callable: () => Promise.resolve({ ok: true, version: 1 }),
                    fetch: () => () => Promise.reject(new Error("There is no network here."))
                })
            },
            publish: () => undefined,
            hint: () => undefined
        });
    };
    const until = async (ms: number): Promise<void> => {
        // What was just asked for is among the tasks first.
        await new Promise((resolve) => setImmediate(resolve));
        await world.play(() => false, ms);
    };
    const row = () => tables.executions.get(request.execution_id)?.row;
    return { boot, until, row, tables };
}

function gate() {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
        open = resolve;
    });
    return { open: () => open(), opened };
}

describe("an execution that is claimed by the process that lets go of it", () => {
    it("is taken up when it was claimed before its process heard that it was laid down", async () => {
        const { boot, until, row } = scene();
        const { open, opened } = gate();
        const engine = boot((store) =>
            slowly(store, async (batch, commit) => {
                const answer = await commit();
                if (batch.drafts.some(({ sleep }) => sleep !== null)) await opened;
                return answer;
            })
        );
        void engine.open();
        await until(100);
        void engine.start(request);
        await until(7_000);
        expect(row()).toMatchObject({ status: "waiting", owner: null });
        // Claimed a little before it is due; the deadline that is still in memory rings for nobody.
        await until(WAIT_MS - 50);
        expect(row()?.owner).not.toBeNull();
        open();
        await until(WAIT_MS + 500);
        expect(row()?.status).toBe("completed");
    });

    it("is taken up when it had been started there too, and another process stored it first", async () => {
        const { boot, until, row } = scene();
        const { open, opened } = gate();
        const slow = boot((store) =>
            slowly(store, async (batch, commit) => {
                if (batch.drafts.some((draft) => draft.start !== null)) await opened;
                return commit();
            })
        );
        const quick = boot();
        void slow.open();
        await until(100);
        void quick.open();
        await until(200);
        const answers = [slow.start(request), quick.start(request)].map((asked) =>
            asked.catch(() => "late")
        );
        await until(1_000);
        expect(row()).toMatchObject({ status: "waiting", owner: null });
        void quick.stop(0);
        await until(9_000);
        expect(row()?.owner).not.toBeNull();
        open();
        await until(9_100);
        expect(row()?.status).toBe("completed");
        const [late, stored] = await Promise.all(answers);
        expect(late).toEqual(stored);
    });

    it("is not taken up by a worker that lost its epoch and is not another one yet", async () => {
        const { boot, until, row, tables } = scene();
        const [read, registered] = [gate(), gate()];
        let isFirst = true;
        const engine = boot((store) => ({
            ...store,
            executions: {
                ...store.executions,
                load: async (...what) => {
                    const loaded = await store.executions.load(...what);
                    await read.opened;
                    return loaded;
                }
            },
            workers: {
                ...store.workers,
                register: async (id, lease_ms) => {
                    if (!isFirst) await registered.opened;
                    isFirst = false;
                    return store.workers.register(id, lease_ms);
                }
            }
        }));
        void engine.open();
        await until(100);
        void engine.start(request);
        await until(WAIT_MS - 50);
        // Claimed and read; then another process takes over.
        const { owner = null } = row() ?? {};
        const worker = tables.workers.get(owner ?? "");
        const entry = tables.executions.get(request.execution_id);
        if (worker === undefined || entry === undefined) throw new Error("It is not claimed.");
        Object.assign(worker, { epoch: 2, is_closed: true, lease_until: -Infinity });
        entry.row = { ...entry.row, owner: "another" };
        await until(14_000);
        expect(engine.describe().ready).toBe(false);
        read.open();
        await until(14_500);
        registered.open();
        await until(20_000);
        expect(engine.describe()).toMatchObject({ ready: true, active: 0 });
        expect(tables.trespasses).toEqual([]);
        expect(row()).toMatchObject({ status: "waiting", owner: "another" });
    });

    it("is not taken up by a worker that is handing back what it has", async () => {
        const { boot, until, row } = scene();
        const { open, opened } = gate();
        const engine = boot((store) => ({
            ...store,
            workers: {
                ...store.workers,
                handBack: (id) => opened.then(() => store.workers.handBack(id))
            }
        }));
        void engine.open();
        await until(100);
        void engine.start(request);
        await until(WAIT_MS - 50);
        expect(engine.describe().active).toBe(1);
        const stopped = engine.stop(0);
        await until(WAIT_MS - 40);
        expect(engine.describe().active).toBe(0);
        const signal = { kind: "pause", by: "somebody" } as const;
        const { execution_id, workspace_id } = request;
        void engine.signal({ execution_id, workspace_id, dedupe_key: "pause", signal });
        await until(WAIT_MS + 100);
        expect(engine.describe().active).toBe(0);
        open();
        await until(WAIT_MS + 200);
        await stopped;
        expect(row()).toMatchObject({ status: "waiting", owner: null });
    });
});
