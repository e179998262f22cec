import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { newId } from "../../platform/ids.ts";
import { EngineRows } from "../../data-plane/engine-rows.ts";
import { storeWorkflow, testEngine } from "./testing/test-engine.ts";

/** The engine in processes of their own, killed without warning. */
const database = await testDatabase();
const rows = new EngineRows(database.pools.engine);
const scratch = mkdtempSync(join(tmpdir(), "fm-durable-"));
const children = new Set<ChildProcess>();
afterAll(async () => {
    for (const child of children) {
        child.kill("SIGKILL");
        await exited(child);
    }
    rmSync(scratch, { recursive: true, force: true });
});

async function exited(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

interface Child {
    readonly process: ChildProcess;
    start(request: object): Promise<boolean>;
    kill(): Promise<void>;
}

async function spawn(effects: string): Promise<Child> {
    const path = join(import.meta.dirname, "testing/engine-process.ts");
    const env = {
        ...process.env,
        FM_TEST_ADDRESS: JSON.stringify(database.address),
        FM_TEST_EFFECTS: effects
    };
    const child = fork(path, { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    children.add(child);
    // It may take up work that ends it before it can say that it is there.
    await Promise.race([once(child, "message"), once(child, "exit")]);
    const acknowledged = new Map<string, (stored: boolean) => void>();
    child.on("message", (message: { id: string; stored: boolean }) => {
        acknowledged.get(message.id)?.(message.stored);
    });
    child.on("exit", () => {
        children.delete(child);
        for (const tell of acknowledged.values()) tell(false);
    });
    return {
        process: child,
        start: (request) =>
            new Promise((resolve) => {
                const id = newId();
                acknowledged.set(id, resolve);
                child.send({ id, request: { ...request, execution_id: id } }, (error) => {
                    if (error) resolve(false);
                });
            }),
        kill: async () => {
            child.kill("SIGKILL");
            await exited(child);
        }
    };
}

async function executionsOf(workflow_id: string) {
    const { rows: found } = await database.admin.query<{ id: string; status: string }>(
        "select id, status from executions where workflow_id = $1 order by number",
        [workflow_id]
    );
    return found;
}

async function allEnded(
    workflow_id: string,
    ms = 60_000
): Promise<{ id: string; status: string }[]> {
    const end = performance.now() + ms;
    for (;;) {
        const found = await executionsOf(workflow_id);
        const open = found.filter(({ status }) =>
            ["running", "waiting", "pending"].includes(status)
        );
        if (open.length === 0 && found.length > 0) return found;
        if (performance.now() > end) throw new Error(`${open.length} of ${found.length} hang`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

/** Dense, folds, one terminal fact, nothing settled twice. */
function check(plan: Plan, facts: readonly Fact[], status: string): void {
    const state = initial(plan);
    const settled = new Set<string>();
    for (const fact of facts) {
        expect(state.ended).toBeNull();
        evolve(plan, state, fact);
        if (fact.kind !== "node:completed" && fact.kind !== "node:failed") continue;
        expect(settled.has(fact.instance), fact.instance).toBe(false);
        settled.add(fact.instance);
    }
    expect(state.ended).toBe(status);
}

async function seqsOf(id: string): Promise<number[]> {
    const { rows: found } = await database.admin.query<{ seq: number; n: number }>(
        "select seq, n from execution_log where execution_id = $1 order by seq",
        [id]
    );
    return found.flatMap(({ seq, n }) => Array.from({ length: n }, (_, index) => seq + index));
}

const STEPS = 8;

//  s0 ─▶ l1 ─▶ s2 ─▶ l3 ─▶ … light nodes and slow effects by turns
function zigzag(): Plan {
    const ids = Array.from({ length: STEPS }, (_, index) => (index % 2 === 0 ? "s" : "l") + index);
    const nodes: { [id: string]: Partial<PlanNode> } = {};
    for (const [index, id] of ids.entries()) {
        const before = ids[index - 1];
        const value = before === undefined ? "${inputs.n}" : `\${${before}.output}`;
        nodes[id] = {
            ...(index % 2 === 0
                ? { type: "recorded", lane: "io", effect: "write" }
                : { type: "light" }),
            config: { value },
            reads: before === undefined ? [] : [before]
        };
    }
    return buildPlan(ids.join(" -> "), { nodes });
}

describe("kill -9", () => {
    it("loses nothing that was acknowledged, records nothing twice, leaves no gap", async () => {
        const plan = zigzag();
        const workspace = await database.createWorkspace();
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const effects = join(scratch, "effects");
        const acknowledged = new Set<number>();
        let sent = 0;
        for (let round = 0; round < 5; round += 1) {
            const child = await spawn(effects);
            const starts: Promise<void>[] = [];
            const before = acknowledged.size;
            for (let index = 0; index < 40; index += 1) {
                const n = (sent += 1);
                const request = { ...workflow.request, inputs: { n } };
                starts.push(
                    child.start(request).then((stored) => void (stored && acknowledged.add(n)))
                );
                await new Promise((resolve) => setTimeout(resolve, 3));
            }
            // Some of each round, on whatever machine.
            await expect.poll(() => acknowledged.size).toBeGreaterThan(before + 10);
            await child.kill();
            await Promise.all(starts);
        }
        expect(acknowledged.size).toBeGreaterThan(50);
        const last = await spawn(effects);
        const ended = await allEnded(workflow.request.workflow_id);
        const numbers = new Set<number>();
        for (const { id, status } of ended) {
            expect(status).toBe("completed");
            const facts = await rows.facts(id);
            check(plan, facts, status);
            expect(await seqsOf(id)).toEqual(facts.map((_, index) => index + 1));
            const [started] = facts;
            if (started?.kind !== "execution:started" || !("json" in started.inputs))
                throw new Error();
            const { n } = started.inputs.json as { n: number };
            numbers.add(n);
            const end = facts.findLast(({ kind }) => kind === "node:completed");
            expect(end).toMatchObject({ output: { json: n } });
        }
        for (const n of acknowledged) expect(numbers.has(n), `start ${n}`).toBe(true);
        // The same key always carried the same value, however often it was delivered.
        const values = new Map<string, string>();
        for (const line of (await readFile(effects, "utf8")).trim().split("\n")) {
            const [key = "", value = ""] = line.split(" ");
            expect(values.get(key) ?? value).toBe(value);
            values.set(key, value);
        }
        expect(values.size).toBe(ended.length * (STEPS / 2));
        await last.kill();
    }, 180_000);

    it("parks a node that takes its process with it five times", async () => {
        const workspace = await database.createWorkspace();
        const plan = buildPlan("a -> b", {
            nodes: { a: { type: "light" }, b: { type: "fatal", lane: "io" } }
        });
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const effects = join(scratch, "poison");
        const first = await spawn(effects);
        expect(await first.start({ ...workflow.request, inputs: {} })).toBe(true);
        let lives = 1;
        for (let child = first; lives < 12; lives += 1) {
            const ended = await Promise.race([
                exited(child.process).then(() => false),
                allEnded(workflow.request.workflow_id, 60_000).then(() => true)
            ]);
            if (ended) {
                await child.kill();
                break;
            }
            child = await spawn(effects);
        }
        const [row] = await executionsOf(workflow.request.workflow_id);
        expect(row?.status).toBe("failed");
        expect(lives).toBeLessThanOrEqual(7);
        const facts = await rows.facts(row?.id ?? "");
        expect(facts.at(-1)).toMatchObject({ kind: "execution:failed", error: { code: "POISON" } });
        check(plan, facts, "failed");
    }, 180_000);
});

describe("two processes on one database", () => {
    it("refuses every write of a worker whose epoch was raised", async () => {
        const workspace = await database.createWorkspace();
        const plan = buildPlan("a -> b", {
            nodes: {
                a: { type: "slow", lane: "io", config: { ms: 600, value: "late" } },
                b: { type: "light", config: { value: 1 } }
            }
        });
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const old = await testEngine(database.address);
        const id = newId();
        await old.engine.start({ ...workflow.request, execution_id: id, inputs: {} });
        // What a take-over does, while the old owner still runs: its lease is called run out.
        await database.admin.query(
            "update engine_workers set lease_until = now() - interval '1 s'"
        );
        const fresh = await testEngine(database.address);
        expect(await fresh.engine.settled(id, 15_000)).toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 800));
        const facts = await rows.facts(id);
        check(plan, facts, "completed");
        expect(await seqsOf(id)).toEqual(facts.map((_, index) => index + 1));
        // The old one noticed, and works again under another name.
        const again = newId();
        await expect.poll(() => old.engine.describe().ready).toBe(true);
        await old.engine.start({ ...workflow.request, execution_id: again, inputs: {} });
        expect(await old.engine.settled(again, 15_000)).toBe(true);
        await old.stop();
        await fresh.stop();
    });

    it("passes cancels and news on to the owner", async () => {
        const workspace = await database.createWorkspace();
        const plan = buildPlan("a -> b", {
            nodes: {
                a: { type: "slow", lane: "io", config: { ms: 60_000 } },
                b: { type: "light" }
            }
        });
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const [owner, other] = [
            await testEngine(database.address),
            await testEngine(database.address)
        ];
        const execution_id = newId();
        await owner.engine.start({ ...workflow.request, execution_id, inputs: {} });
        const heard: number[] = [];
        const ended = new Promise<void>((resolve, reject) => {
            other.hub.follow({
                execution_id,
                workspace_id: workspace.workspace_id,
                workflow_id: workflow.request.workflow_id,
                after_seq: 0,
                is_over: false,
                sink: {
                    lines: (lines) => void heard.push(...lines.map(({ seq }) => seq)),
                    hint: () => undefined,
                    ended: resolve,
                    failed: reject
                }
            });
        });
        const outcome = await other.engine.signal({
            execution_id,
            workspace_id: workspace.workspace_id,
            dedupe_key: "cancel",
            signal: { kind: "cancel", by: "somebody" }
        });
        expect(outcome).toEqual({ kind: "accepted" });
        await ended;
        const facts = await rows.facts(execution_id);
        expect(facts.at(-1)?.kind).toBe("execution:cancelled");
        expect(heard).toEqual(facts.map((_, index) => index + 1));
        await owner.stop();
        await other.stop();
    });

    it("lets what changes the world outside end before it stops", async () => {
        const workspace = await database.createWorkspace();
        const slow = { type: "slow", lane: "io", effect: "write", config: { ms: 400 } } as const;
        const plan = buildPlan("a", { nodes: { a: slow } });
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const test = await testEngine(database.address);
        const id = newId();
        await test.engine.start({ ...workflow.request, execution_id: id, inputs: {} });
        await test.engine.stop(10_000);
        check(plan, await rows.facts(id), "completed");
        await test.stop();
    });

    it("hands back what still runs when it stops, and the next one goes on", async () => {
        const workspace = await database.createWorkspace();
        const plan = buildPlan("a -> b", {
            nodes: {
                a: { type: "slow", lane: "io", config: { ms: 400 } },
                b: { type: "light" }
            }
        });
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const first = await testEngine(database.address);
        const id = newId();
        await first.engine.start({ ...workflow.request, execution_id: id, inputs: {} });
        await first.engine.stop(10_000);
        const { rows: handed } = await database.admin.query(
            "select status, owner from executions where id = $1",
            [id]
        );
        expect(handed).toEqual([{ status: "running", owner: null }]);
        await expect(
            first.engine.start({ ...workflow.request, execution_id: newId(), inputs: {} })
        ).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
        const second = await testEngine(database.address);
        expect(await second.engine.settled(id, 15_000)).toBe(true);
        check(plan, await rows.facts(id), "completed");
        await first.stop();
        await second.stop();
    });
});
