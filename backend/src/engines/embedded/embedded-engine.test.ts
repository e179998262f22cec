import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { testDatabase } from "../../../test/database.ts";
import { newId } from "../../platform/ids.ts";
import { readExecution, start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import type { TestEngine } from "./testing/test-engine.ts";
import { testExecutors } from "./testing/test-nodes.ts";
import type { EffectLog } from "./testing/test-nodes.ts";

const database = await testDatabase();
const log: EffectLog = { sent: [] };
let test: TestEngine;

beforeAll(async () => {
    test = await testEngine(database.address, testExecutors(log));
});
afterAll(() => test.stop());

type Nodes = { readonly [id: string]: Partial<PlanNode> };

async function prepare(drawing: string, nodes: Nodes) {
    const workspace = await database.createWorkspace();
    return storeWorkflow(database.admin, workspace, buildPlan(drawing, { nodes }));
}

async function run(drawing: string, nodes: Nodes, inputs: { [key: string]: Json } = {}) {
    const workflow = await prepare(drawing, nodes);
    const id = await start(test.engine, workflow, inputs);
    expect(await test.engine.settled(id, 15_000)).toBe(true);
    return read(id);
}

const read = (id: string) => readExecution(test, database, id);

function failureOf(facts: readonly Fact[]) {
    const fact = facts.find(({ kind }) => kind === "node:failed");
    return fact?.kind === "node:failed" ? fact.error : undefined;
}

describe("running ahead of the disk", () => {
    it("runs light nodes to the end in one row of the log", async () => {
        const light = () =>
            run("a -> b -> c(output=answer)", {
                a: { type: "light", config: { value: { n: 1 } } },
                b: { type: "light", config: { value: "${a.output.n}" }, reads: ["a"] },
                c: { type: "light", config: { value: "got ${b.output}" }, reads: ["b"] }
            });
        const rowsOf = async (): Promise<object[]> => {
            const { id, row, facts } = await light();
            expect(row).toMatchObject({ status: "completed", number: 1, owner: null });
            expect(JSON.parse(row.outputs ?? "")).toEqual({ answer: { json: "got 1" } });
            expect(facts).toHaveLength(8);
            const { rows } = await database.admin.query<{ seq: number; n: number }>(
                "select seq, n from execution_log where execution_id = $1",
                [id]
            );
            return rows;
        };
        // More than a slice of time passes when code is compiled, or others use the processor.
        await expect.poll(rowsOf).toEqual([{ seq: 1, n: 8 }]);
    });

    it("sends an effect only once its start is stored", async () => {
        let stored: unknown = null;
        const before = log.sent.length;
        const workflow = await prepare("a -> b", {
            a: { type: "light", config: { value: 7 } },
            b: { type: "effect", lane: "io", config: { value: "${a.output}" }, reads: ["a"] }
        });
        const watching = (async () => {
            while (log.sent.length === before)
                await new Promise((resolve) => setImmediate(resolve));
            const { rows } = await database.admin.query(
                `select facts
                 from execution_log l
                 join executions e on e.id = l.execution_id
                 where e.workflow_id = $1
                     and facts like '%node:started","instance":"b"%'`,
                [workflow.request.workflow_id]
            );
            stored = rows.length;
        })();
        const id = await start(test.engine, workflow);
        await watching;
        expect(stored).toBe(1);
        expect(await test.engine.settled(id, 15_000)).toBe(true);
        expect(log.sent).toContainEqual({ key: `fm:${id}:b`, attempt: 1, config: 7 });
    });

    it("gives executions of a workflow consecutive numbers, whoever starts them", async () => {
        const workflow = await prepare("a", { a: { type: "light" } });
        const ids = await Promise.all(
            Array.from({ length: 60 }, () => start(test.engine, workflow))
        );
        const numbers = await Promise.all(ids.map(async (id) => (await read(id)).row.number));
        expect(numbers.toSorted((a, b) => a - b)).toEqual(
            Array.from({ length: 60 }, (_, index) => index + 1)
        );
    });

    it("starts once under one id", async () => {
        const workflow = await prepare("a", { a: { type: "effect", lane: "io" } });
        const request = { ...workflow.request, execution_id: newId(), inputs: {} };
        const receipts = await Promise.all([
            test.engine.start(request),
            test.engine.start(request)
        ]);
        receipts.push(await test.engine.start(request));
        expect(await test.engine.settled(request.execution_id, 15_000)).toBe(true);
        receipts.push(await test.engine.start(request));
        for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
        const key = `fm:${request.execution_id}:a`;
        expect(log.sent.filter((sent) => sent.key === key)).toHaveLength(1);
    });
});

describe("an executor that does what none should", () => {
    const CASES: readonly [string, string][] = [
        ["throws", "NODE_CRASHED"],
        ["throws_null", "NODE_CRASHED"],
        ["rejects_undefined", "NODE_CRASHED"],
        ["cyclic_cause", "NODE_CRASHED"],
        ["answers_nothing", "NODE_CRASHED"],
        ["answers_function", "INVALID_OUTPUT"],
        ["answers_cycle", "INVALID_OUTPUT"],
        ["answers_nan", "INVALID_OUTPUT"],
        ["answers_bigint", "INVALID_OUTPUT"]
    ];

    it.each(CASES)("%s: fails its node, bounded, and nothing else", async (what, code) => {
        const { facts, row } = await run("a", { a: { type: "odd", config: { what } } });
        expect(row.status).toBe("failed");
        const error = failureOf(facts);
        expect(error?.code).toBe(code);
        expect(JSON.stringify(error).length).toBeLessThan(4_000);
        expect(JSON.stringify(error)).not.toContain("at ");
    });

    it("never settles: its timeout ends it", async () => {
        const { facts } = await run("a", {
            a: { type: "odd", lane: "io", timeout_ms: 100, config: { what: "never" } }
        });
        expect(failureOf(facts)?.code).toBe("NODE_TIMEOUT");
    });

    it("gives text that jsonb would refuse: it is stored as it is", async () => {
        const { facts, row } = await run("a(output)", {
            a: { type: "odd", config: { what: "nul_and_surrogate" } }
        });
        expect(row.status).toBe("completed");
        const last = facts.at(-1);
        expect(last).toMatchObject({ outputs: { a: { json: "a\u0000b\ud800c" } } });
    });

    it("is unknown here: the node fails and says so", async () => {
        const { facts } = await run("a", { a: { type: "from_the_future" } });
        expect(failureOf(facts)?.code).toBe("UNKNOWN_NODE_TYPE");
    });
});

describe("hints", () => {
    it("tell followers of attempts to come, of progress and of streams, without a seq", async () => {
        const workflow = await prepare("a -> b", {
            a: {
                type: "fails",
                lane: "io",
                retry: { attempts: 3, initial_ms: 200, multiplier: 1, max_ms: 200, jitter: false },
                config: { times: 2, retryable: true }
            },
            b: { type: "talks", lane: "io" }
        });
        const id = await start(test.engine, workflow);
        const hints: { type: string; [field: string]: unknown }[] = [];
        await new Promise<void>((resolve, reject) => {
            test.hub.follow({
                execution_id: id,
                workspace_id: workflow.request.workspace_id,
                workflow_id: workflow.request.workflow_id,
                after_seq: 0,
                is_over: false,
                sink: {
                    lines: () => undefined,
                    hint: ({ text }) => void hints.push(JSON.parse(text)),
                    ended: resolve,
                    failed: reject
                }
            });
        });
        expect(hints).toContainEqual(
            expect.objectContaining({ type: "node:retry", node_id: "a", attempt: 3 })
        );
        expect(hints).toContainEqual(
            expect.objectContaining({ type: "node:progress", node_id: "b", percent: 50 })
        );
        expect(hints).toContainEqual(
            expect.objectContaining({ type: "node:stream", node_id: "b", chunk: "hello" })
        );
        for (const hint of hints) expect(hint).not.toHaveProperty("seq");
        const { rows } = await database.admin.query<{ message: string }>(
            "select message from execution_logs where execution_id = $1",
            [id]
        );
        expect(rows).toEqual([{ message: "said hello" }]);
    });
});

describe("retries", () => {
    const retry = { attempts: 3, initial_ms: 100, multiplier: 1, max_ms: 1_000, jitter: false };

    it("record every failed attempt with when the next one comes", async () => {
        const { id, facts } = await run("a", {
            a: { type: "fails", retry, config: { times: 2, retryable: true } }
        });
        const completed = facts.find(({ kind }) => kind === "node:completed");
        expect(completed).toMatchObject({ attempts: 3, output: { json: { attempt: 3 } } });
        const attempts = await test.data.rows.attempts(id);
        expect(attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
            [1, "failed"],
            [2, "failed"]
        ]);
        for (const { started_at, next_at } of attempts)
            expect((next_at?.getTime() ?? 0) - started_at.getTime()).toBeGreaterThanOrEqual(100);
    });

    it("stop with the execution, however long the next one would take", async () => {
        const workflow = await prepare("a", {
            a: {
                type: "fails",
                retry: { ...retry, initial_ms: 60_000, max_ms: 60_000 },
                config: { times: 5, retryable: true }
            }
        });
        const id = await start(test.engine, workflow);
        const outcome = await test.engine.signal({
            execution_id: id,
            workspace_id: workflow.request.workspace_id,
            dedupe_key: "cancel",
            signal: { kind: "cancel", by: "somebody", reason: "no more" }
        });
        expect(outcome).toEqual({ kind: "accepted" });
        expect(await test.engine.settled(id, 15_000)).toBe(true);
        const { row, facts } = await read(id);
        expect(row.status).toBe("cancelled");
        expect(facts.at(-1)).toMatchObject({ kind: "execution:cancelled", reason: "no more" });
    });
});

describe("values", () => {
    it("of more than 256 bytes are stored once, by content, and read back as they were", async () => {
        const big = { list: Array.from({ length: 100 }, (_, n) => ({ n, text: `item ${n}` })) };
        const { id, facts } = await run("a -> b -> c(output)", {
            a: { type: "light", config: { value: big } },
            b: { type: "light", config: { value: "${a.output}" }, reads: ["a"] },
            c: { type: "light", config: { value: "${b.output.list[99].text}" }, reads: ["b"] }
        });
        expect(facts.at(-1)).toMatchObject({ outputs: { c: { json: "item 99" } } });
        const { rows } = await database.admin.query<{ sha: string; body: string }>(
            "select sha, body from execution_values where execution_id = $1",
            [id]
        );
        expect(rows).toHaveLength(1);
        expect(JSON.parse(rows[0]?.body ?? "")).toEqual(big);
        const completed = facts.find(({ kind }) => kind === "node:completed");
        expect(completed).toMatchObject({
            output: { ref: `${id}/${rows[0]?.sha}`, type: "object" }
        });
    });

    it("of more than 1 MB are files", async () => {
        const { id, facts } = await run(
            "a -> b(output)",
            {
                a: { type: "light", config: { value: ["${inputs.text}", "${inputs.text}"] } },
                b: { type: "light", config: { value: "${a.output[1]}" }, reads: ["a"] }
            },
            { text: "z".repeat(700_000) }
        );
        const { rows } = await database.admin.query<{ file: string | null; bytes: number }>(
            "select file, bytes from execution_values where execution_id = $1 order by bytes",
            [id]
        );
        expect(rows.map(({ file }) => file !== null)).toEqual([false, false, true]);
        const completed = facts.find(
            (fact) => fact.kind === "node:completed" && fact.instance === "a"
        );
        if (completed?.kind !== "node:completed") throw new Error("a did not complete");
        expect(await test.data.values.read(completed.output)).toHaveLength(2);
    });

    it("too large for anybody fail their node with the limit", async () => {
        const { facts } = await run(
            "a",
            { a: { type: "light", config: { value: Array(17).fill("${inputs.text}") } } },
            { text: "z".repeat(1_000_000) }
        );
        expect(failureOf(facts)?.code).toBe("OUTPUT_TOO_LARGE");
    });
});
