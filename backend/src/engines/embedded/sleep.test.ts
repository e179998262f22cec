import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { testDatabase } from "../../../test/database.ts";
import { collectGarbage } from "../../platform/collect-garbage.ts";
import { newId } from "../../platform/ids.ts";
import { start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestEngine } from "./testing/test-engine.ts";
import { baseType, testExecutors } from "./testing/test-nodes.ts";

/** What waits is a row, not an object: laid down, woken, counted. */
const database = await testDatabase();
let test: TestEngine;

const waits = implementNode(
    {
        ...baseType,
        type: "waits",
        name: "Waits",
        lane: "inline",
        config: z.object({
            ms: field(z.number(), { title: "Milliseconds", widget: "number" }),
            event: field(z.string().optional(), { title: "Event", widget: "text" })
        })
    },
    ({ ms, event }, { now }) => ({
        kind: "wait",
        until: now() + ms,
        on_timeout: "continue",
        timeout_output: { rang: true },
        ...(event === undefined ? {} : { event })
    })
);

const turns = implementNode(
    { ...baseType, type: "turns", name: "Turns", lane: "inline", config: z.object({}) },
    (_config, { boundary }) =>
        boundary === null
            ? { kind: "loop", turns: 700, concurrency: 50, on_item_error: "stop" }
            : { kind: "collected" }
);

const others = testExecutors();
const own = new Map([waits, turns].map((each) => [each.definition.type, each as Executor]));
const executors = { get: (type: string) => own.get(type) ?? others.get(type) };

beforeAll(async () => {
    test = await testEngine(database.address, executors);
});
afterAll(() => test.stop());

const DAY = 86_400_000;
/** What is promised of timers, however many are due at once. */
const LATEST_MS = 2_000;

function waiting(config: { ms: number; event?: string }, more: Partial<PlanNode> = {}): Plan {
    return buildPlan("before -> w -> after(output=answer)", {
        nodes: {
            before: { type: "light", config: { value: "kept" } },
            w: { type: "waits", config, ...more },
            after: { type: "light", config: { value: "${before.output}" }, reads: ["before"] }
        }
    });
}

async function prepare(plan: Plan) {
    return storeWorkflow(database.admin, await database.createWorkspace(), plan);
}

async function rowOf(id: string) {
    const { rows } = await database.admin.query<{
        status: string;
        owner: string | null;
        wake_at: Date | number | null;
        outputs: string | null;
    }>("select status, owner, wake_at, outputs from executions where id = $1", [id]);
    const [row] = rows;
    if (row === undefined) throw new Error(`No execution ${id}.`);
    return row;
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, ms = 30_000) {
    const end = performance.now() + ms;
    while (!(await isSo())) {
        if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

async function asleep(id: string): Promise<void> {
    await until("it sleeps", () => !test.engine.owns(id));
}

async function signal(workspace_id: string, execution_id: string, signal: object) {
    return test.engine.signal({
        workspace_id,
        execution_id,
        dedupe_key: newId(),
        signal: signal as Parameters<TestEngine["engine"]["signal"]>[0]["signal"]
    });
}

describe("an execution that waits", () => {
    it("leaves memory with the batch that stores its wait", async () => {
        const workflow = await prepare(waiting({ ms: 366 * DAY }));
        const id = await start(test.engine, workflow);
        await asleep(id);
        const row = await rowOf(id);
        expect(row).toMatchObject({ status: "waiting", owner: null });
        // The execution's own time ends before the wait does.
        expect(Number(row.wake_at)).toBeGreaterThan(Date.now() + DAY / 2);
        expect(await test.engine.settled(id, 0)).toBe(false);
    });

    it("is woken by its deadline, never early, with what it knew", async () => {
        const workflow = await prepare(waiting({ ms: 6_000 }));
        const id = await start(test.engine, workflow);
        await asleep(id);
        expect(await test.engine.settled(id, 20_000)).toBe(true);
        const { status, outputs, owner } = await rowOf(id);
        expect({ status, owner }).toEqual({ status: "completed", owner: null });
        expect(JSON.parse(outputs ?? "")).toEqual({ answer: { json: "kept" } });
        const facts = await test.data.rows.facts(id);
        const due = facts.find(({ kind }) => kind === "node:waiting");
        const rang = facts.find((fact) => isEndOf(fact, "w"));
        const deadline = due?.kind === "node:waiting" ? (due.until ?? 0) : 0;
        expect(rang?.at).toBeGreaterThanOrEqual(deadline);
        expect((rang?.at ?? Infinity) - deadline).toBeLessThan(LATEST_MS);
    }, 60_000);

    it("is woken by a signal, once, and the caller hears of its end", async () => {
        const workflow = await prepare(waiting({ ms: 30 * DAY, event: "go" }));
        const { workspace_id } = workflow.request;
        const id = await start(test.engine, workflow);
        await asleep(id);
        const ended = test.engine.settled(id, 20_000);
        const answer = { port: "out", output: { json: "here" }, by: "tester" };
        const told = { kind: "signal", name: "go", answers: [{ id: "w", answer }] };
        expect(await signal(workspace_id, id, told)).toMatchObject({ kind: "accepted" });
        expect(await ended).toBe(true);
        expect(await signal(workspace_id, id, told)).toMatchObject({ kind: "finished" });
    });

    it("is still followed: what happens when it is woken comes without a gap", async () => {
        const workflow = await prepare(waiting({ ms: 30 * DAY, event: "go" }));
        const { workspace_id, workflow_id } = workflow.request;
        const execution_id = await start(test.engine, workflow);
        await asleep(execution_id);
        const seen: number[] = [];
        const ended = new Promise<void>((resolve, reject) => {
            test.hub.follow({
                execution_id,
                workspace_id,
                workflow_id,
                after_seq: 0,
                is_over: false,
                sink: {
                    lines: (lines) => void seen.push(...lines.map(({ seq }) => seq)),
                    hint: () => undefined,
                    ended: resolve,
                    failed: reject
                }
            });
        });
        await until("the past is seen", () => seen.length > 0);
        const answer = { port: "out", output: { json: "here" }, by: "tester" };
        const told = { kind: "signal", name: "go", answers: [{ id: "w", answer }] };
        await signal(workspace_id, execution_id, told);
        await ended;
        const facts = await test.data.rows.facts(execution_id);
        expect(seen).toEqual(facts.map((_, index) => index + 1));
    });

    it("is woken to be paused, sleeps again, and goes on when it is resumed", async () => {
        const workflow = await prepare(waiting({ ms: 30 * DAY, event: "go" }));
        const { workspace_id } = workflow.request;
        const id = await start(test.engine, workflow);
        await asleep(id);
        expect(await signal(workspace_id, id, { kind: "pause", by: "tester" })).toEqual({
            kind: "accepted"
        });
        await asleep(id);
        expect(await rowOf(id)).toMatchObject({ status: "paused", owner: null });
        expect(await signal(workspace_id, id, { kind: "resume", by: "tester" })).toEqual({
            kind: "accepted"
        });
        expect(await signal(workspace_id, id, { kind: "cancel", by: "tester" })).toEqual({
            kind: "accepted"
        });
        expect(await test.engine.settled(id, 20_000)).toBe(true);
        expect((await rowOf(id)).status).toBe("cancelled");
    });
});

function isEndOf(fact: Fact, instance: string): boolean {
    return fact.kind === "node:completed" && fact.instance === instance;
}

describe("a long log", () => {
    it("is folded from its snapshot, and whole where that one is not known", async () => {
        const plan = buildPlan("each { x } -> w -> after(output=answer)", {
            nodes: {
                each: { type: "turns", config: {} },
                x: { type: "light", config: { value: "turn" } },
                w: { type: "waits", config: { ms: 30 * DAY, event: "go" } },
                after: { type: "light", config: { value: "${each.output}" }, reads: ["each"] }
            }
        });
        const workflow = await prepare(plan);
        const { workspace_id } = workflow.request;
        const outputs: unknown[] = [];
        for (const format of [null, "of another time"]) {
            const id = await start(test.engine, workflow);
            await asleep(id);
            const kept = await database.admin.query<{ seq: number; last_seq: number }>(
                `select s.seq, e.last_seq from execution_snapshots s
                 join executions e on e.id = s.execution_id
                 where e.id = $1`,
                [id]
            );
            expect(kept.rows[0]?.seq).toBeGreaterThan(2_000);
            expect(kept.rows[0]?.seq).toBe(kept.rows[0]?.last_seq);
            if (format !== null)
                await database.admin.query(
                    "update execution_snapshots set format = $2 where execution_id = $1",
                    [id, format]
                );
            const answer = { port: "out", output: { json: null }, by: "tester" };
            await signal(workspace_id, id, {
                kind: "signal",
                name: "go",
                answers: [{ id: "w", answer }]
            });
            expect(await test.engine.settled(id, 20_000)).toBe(true);
            const { status, outputs: given } = await rowOf(id);
            expect(status).toBe("completed");
            const left = await database.admin.query<{ format: string }>(
                "select format from execution_snapshots where execution_id = $1",
                [id]
            );
            // One that is not known stays with its execution.
            expect(left.rows.map((row) => row.format)).toEqual(format === null ? [] : [format]);
            outputs.push((JSON.parse(given ?? "{}") as { answer: { bytes: number } }).answer.bytes);
        }
        expect(outputs[0]).toBeGreaterThan(4_000);
        expect(outputs[1]).toBe(outputs[0]);
    });
});

describe("many that wait", () => {
    it("cost no memory, and a restart reads none of them", async () => {
        const workflow = await prepare(waiting({ ms: 30 * DAY, event: "go" }));
        const first = await start(test.engine, workflow);
        await asleep(first);
        const before = usedBytes();
        const count = 10_000;
        let begun = 0;
        await Promise.all(
            Array.from({ length: 50 }, async () => {
                while (begun < count) {
                    begun += 1;
                    await start(test.engine, workflow);
                }
            })
        );
        await until("all sleep", () => test.engine.describe().active === 0);
        const grown = usedBytes() - before;
        expect(grown).toBeLessThan(10 * 1_048_576);
        const boots: number[] = [];
        for (let boot = 0; boot < 3; boot += 1) {
            const began = performance.now();
            const second = await testEngine(database.address, executors);
            boots.push(performance.now() - began);
            expect(second.engine.describe()).toEqual({ ready: true, active: 0 });
            await second.stop();
        }
        expect(Math.min(...boots)).toBeLessThan(1_000);
    }, 60_000);

    it("that are due at once are all awake in time, in two processes", async () => {
        const second = await testEngine(database.address, executors);
        try {
            const workflow = await prepare(waiting({ ms: 7_000 }));
            const ids: string[] = [];
            await Promise.all(
                Array.from({ length: 20 }, async () => {
                    for (let each = 0; each < 50; each += 1)
                        ids.push(await start(test.engine, workflow));
                })
            );
            await until("all ended", async () => {
                const { rows } = await database.admin.query<{ open: number }>(
                    `select count(*)::int4 as open from executions
                     where workflow_id = $1 and status <> 'completed'`,
                    [workflow.request.workflow_id]
                );
                return rows[0]?.open === 0;
            });
            const lags: number[] = [];
            for (const id of ids) {
                const facts = await test.data.rows.facts(id);
                const due = facts.find(({ kind }) => kind === "node:waiting");
                const rang = facts.find((fact) => isEndOf(fact, "w"));
                if (due?.kind === "node:waiting" && rang !== undefined)
                    lags.push(rang.at - (due.until ?? 0));
            }
            lags.sort((a, b) => a - b);
            expect(lags).toHaveLength(1_000);
            expect(lags[0]).toBeGreaterThanOrEqual(0);
            expect(lags[989]).toBeLessThan(LATEST_MS);
        } finally {
            await second.stop();
        }
    }, 60_000);
});

/** What is left after the garbage is gone. */
function usedBytes(): number {
    collectGarbage();
    return process.memoryUsage().heapUsed;
}
