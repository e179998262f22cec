import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { defineNode } from "@flowmaestro/nodes/kit/definition.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { testDatabase } from "../../../test/database.ts";
import { newId } from "../../platform/ids.ts";
import { requestId } from "../derived-ids.ts";
import type { SignalOutcome } from "../engine.ts";
import { start, storeWorkflow, testEngine } from "./testing/test-engine.ts";
import { baseType } from "./testing/test-nodes.ts";

/** What comes from outside, with two engines on one database: whoever is told, the owner decides. */
const database = await testDatabase();
const workspace = await database.createWorkspace();

/** Asks, and lets go on after a moment when nobody answers. */
const impatient = implementNode(
    defineNode({ ...baseType, type: "asks", name: "Asks", lane: "inline", config: z.object({}) }),
    (_config, { now }) => ({
        kind: "ask",
        request: { interaction: "approval", prompt: "Now?" },
        until: now() + 50,
        on_timeout: "continue",
        timeout_output: { timed_out: true }
    })
);
const types = {
    get: (type: string) => (type === "asks" ? (impatient as Executor) : executors.get(type))
};
const [mine, other] = await Promise.all([
    testEngine(database.address, types),
    testEngine(database.address, types)
]);
afterAll(() => Promise.all([mine.stop(), other.stop()]));

const ask: Partial<PlanNode> = {
    type: "user-input",
    lane: "inline",
    config: { interaction: "input", prompt: "Which?", timeout_seconds: 3_600 }
};

//  a ∥ b (both ask)
function questions(): Plan {
    return buildPlan("a, b", { nodes: { a: ask, b: ask } });
}

async function asked(ids: readonly string[]): Promise<void> {
    for (;;) {
        const { rows } = await database.admin.query<{ open: number }>(
            "select count(*)::int as open from requests where id = any($1) and status = 'open'",
            [ids]
        );
        if (rows[0]?.open === ids.length) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

describe("two engines", () => {
    it("take answers for each other, and one of many wins", async () => {
        const workflow = await storeWorkflow(database.admin, workspace, questions());
        const execution_id = await start(mine.engine, workflow);
        await asked([requestId(execution_id, "a"), requestId(execution_id, "b")]);
        const answer = (index: number, id: string): Promise<SignalOutcome> =>
            (index % 2 === 0 ? mine : other).engine.signal({
                execution_id,
                workspace_id: workspace.workspace_id,
                dedupe_key: `answer:${newId()}`,
                signal: {
                    kind: "answer",
                    id,
                    answer: { port: "out", output: { json: index }, by: `person ${index}` }
                }
            });
        for (const id of ["a", "b"]) {
            const outcomes = await Promise.all(
                Array.from({ length: 20 }, (_, index) => answer(index, id))
            );
            const won = outcomes.flatMap(({ kind }, index) => (kind === "accepted" ? [index] : []));
            expect(won).toHaveLength(1);
            const rest = outcomes.filter(({ kind }) => kind !== "accepted");
            // The last answer of all ends the execution, and then it is over for everybody.
            for (const { kind } of rest) expect(["lost", "finished"]).toContain(kind);
            const { rows } = await database.admin.query<{ answered_by: string; status: string }>(
                "select answered_by, status from requests where id = $1",
                [requestId(execution_id, id)]
            );
            expect(rows).toEqual([{ status: "answered", answered_by: `person ${won[0]}` }]);
        }
        expect(await mine.engine.settled(execution_id, 15_000)).toBe(true);
    });

    it("answer the same for the same key, whoever is asked", async () => {
        const workflow = await storeWorkflow(database.admin, workspace, questions());
        const execution_id = await start(mine.engine, workflow);
        await asked([requestId(execution_id, "a")]);
        const request = {
            execution_id,
            workspace_id: workspace.workspace_id,
            dedupe_key: "answer:the-same",
            signal: {
                kind: "answer" as const,
                id: "a",
                answer: { port: "out", output: { json: 1 }, by: "somebody" }
            }
        };
        const outcomes = await Promise.all([
            mine.engine.signal(request),
            other.engine.signal(request),
            mine.engine.signal(request)
        ]);
        for (const outcome of outcomes) expect(outcome).toEqual({ kind: "accepted" });
        expect(await other.engine.signal(request)).toEqual({ kind: "accepted" });
    });

    it("say of a question that nobody answered in time, and to who is late", async () => {
        const plan = buildPlan("a(output)", { nodes: { a: { type: "asks", lane: "inline" } } });
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const execution_id = await start(mine.engine, workflow);
        expect(await mine.engine.settled(execution_id, 15_000)).toBe(true);
        const { rows } = await database.admin.query<{ status: string; answered_by: string | null }>(
            "select status, answered_by from requests where id = $1",
            [requestId(execution_id, "a")]
        );
        expect(rows).toEqual([{ status: "timed_out", answered_by: null }]);
    });

    it("let exactly one of answer, deadline and cancel win, and everybody says the same", async () => {
        const plan = buildPlan("a(output)", { nodes: { a: { type: "asks", lane: "inline" } } });
        const workflow = await storeWorkflow(database.admin, workspace, plan);
        const race = async (index: number): Promise<string> => {
            const engines = index % 2 === 0 ? [mine, other] : [other, mine];
            const execution_id = await start(mine.engine, workflow);
            await new Promise((resolve) => setTimeout(resolve, 25 + index));
            const about = { execution_id, workspace_id: workspace.workspace_id };
            const answer = { port: "out", output: { json: index }, by: `person ${index}` };
            const [answered, cancelled] = await Promise.all([
                engines[0]?.engine.signal({
                    ...about,
                    dedupe_key: "answer",
                    signal: { kind: "answer", id: "a", answer }
                }),
                engines[1]?.engine.signal({
                    ...about,
                    dedupe_key: "cancel",
                    signal: { kind: "cancel", by: "somebody" }
                })
            ]);
            expect(await mine.engine.settled(execution_id, 15_000)).toBe(true);
            const facts = await mine.data.rows.facts(execution_id);
            const isAnswered = facts.some(({ kind }) => kind === "user:input:response");
            expect(answered?.kind === "accepted").toBe(isAnswered);
            expect(cancelled?.kind === "accepted").toBe(
                facts.some(({ kind }) => kind === "execution:cancelling")
            );
            const { rows } = await database.admin.query<{ status: string; ended: string }>(
                `select r.status, e.status as ended
                 from requests r join executions e on e.id = r.execution_id
                 where r.id = $1`,
                [requestId(execution_id, "a")]
            );
            const [row] = rows;
            expect(`execution:${row?.ended}`).toBe(facts.at(-1)?.kind);
            expect(row?.status === "answered").toBe(isAnswered);
            expect(row?.status === "cancelled").toBe(row?.ended === "cancelled");
            return row?.status ?? "";
        };
        const ends = await Promise.all(Array.from({ length: 40 }, (_, index) => race(index)));
        for (const status of ends) expect(["answered", "timed_out", "cancelled"]).toContain(status);
    });

    it("read the rest of an inbox where a row cannot be read", async () => {
        const workflow = await storeWorkflow(database.admin, workspace, questions());
        const execution_id = await start(mine.engine, workflow);
        await database.admin.query(
            `insert into execution_inbox (id, workspace_id, execution_id, kind, dedupe_key, payload)
             values ($1, $2, $3, 'odd', 'odd', '{"kind":"of another version"}')`,
            [newId(), workspace.workspace_id, execution_id]
        );
        const outcome = await other.engine.signal({
            execution_id,
            workspace_id: workspace.workspace_id,
            dedupe_key: "cancel",
            signal: { kind: "cancel", by: "somebody" }
        });
        expect(outcome).toEqual({ kind: "accepted" });
    });

    it("close what is open when the execution ends", async () => {
        const workflow = await storeWorkflow(database.admin, workspace, questions());
        const execution_id = await start(mine.engine, workflow);
        const ids = [requestId(execution_id, "a"), requestId(execution_id, "b")];
        await asked(ids);
        await other.engine.signal({
            execution_id,
            workspace_id: workspace.workspace_id,
            dedupe_key: "cancel",
            signal: { kind: "cancel", by: "somebody" }
        });
        expect(await mine.engine.settled(execution_id, 15_000)).toBe(true);
        const { rows } = await database.admin.query<{ status: string; closed: boolean }>(
            "select status, closed_at is not null as closed from requests where id = any($1)",
            [ids]
        );
        expect(rows).toEqual([
            { status: "cancelled", closed: true },
            { status: "cancelled", closed: true }
        ]);
    });
});
