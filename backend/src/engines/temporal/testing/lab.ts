import type { Client } from "@temporalio/client";
import { expect } from "vitest";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { TestDatabase, TestWorkspace } from "../../../../test/database.ts";
import type { TemporalEnv } from "../../../env/temporal.ts";
import { newId } from "../../../platform/ids.ts";
import { storeWorkflow } from "../../embedded/testing/test-engine.ts";
import type { TestWorkflow } from "../../embedded/testing/test-engine.ts";
import { testExecutors } from "../../embedded/testing/test-nodes.ts";
import type { EffectLog } from "../../embedded/testing/test-nodes.ts";
import type { Signal, SignalOutcome } from "../../engine.ts";
import type { Runnable } from "../../hosting/child-calls.ts";
import { historyJson } from "../histories/kept.ts";
import type { Limits } from "../workflow/protocol.ts";
import { testTemporalEngine } from "./test-temporal.ts";
import type { TestTemporal } from "./test-temporal.ts";

/** A Temporal engine on a bench: what tests do to executions, and what they look at afterwards. */
export interface Lab {
    readonly test: TestTemporal;
    readonly client: Client;
    readonly workspace: TestWorkspace;
    /** What test effects sent. */
    readonly sent: EffectLog["sent"];
    /** Workflows that others may call, by their id. */
    readonly called: Map<string, TestWorkflow>;
    store(plan: Plan): Promise<TestWorkflow>;
    start(plan: Plan, inputs?: { readonly [key: string]: Json }): Promise<string>;
    signal(id: string, signal: Signal, dedupe_key?: string): Promise<SignalOutcome>;
    facts(id: string): Promise<Fact[]>;
    /** Until the log says so. */
    until(id: string, is: (facts: readonly Fact[]) => boolean, ms?: number): Promise<Fact[]>;
    /** Its log is whole: gapless, folds, one end, nothing settled twice. */
    ended(id: string, plan: Plan, ms?: number): Promise<readonly Fact[]>;
    /** Of each run of the workflow, oldest first. */
    histories(id: string): Promise<Recorded[]>;
    stop(): Promise<void>;
}

/** Where there is no server no test asks for it. */
export function present(lab: Lab | null): Lab {
    if (lab === null) throw new Error("There is no Temporal.");
    return lab;
}

export interface Recorded {
    readonly run_id: string;
    readonly status: string;
    readonly events: number;
    /** As the server counts them. */
    readonly bytes: number;
    readonly json: string;
}

export async function openLab(
    database: TestDatabase,
    env: TemporalEnv,
    given: {
        readonly limits?: Limits;
        readonly hasWorker?: boolean;
        readonly build_id?: string;
    } = {}
): Promise<Lab> {
    const sent: EffectLog["sent"] = [];
    const called = new Map<string, TestWorkflow>();
    const own = testExecutors({ sent });
    const runnable: Runnable = ({ workflow_id }) => {
        const workflow = called.get(workflow_id);
        if (workflow === undefined) throw new Error("Nobody knows it.");
        return Promise.resolve({ ok: true, runs: workflow.request, inputs: {} });
    };
    const test = await testTemporalEngine(
        database.address,
        env,
        { get: (type) => own.get(type) ?? executors.get(type) },
        {
            runnable,
            callable: () => Promise.resolve({ ok: true, version: 1 }),
            ...given
        }
    );
    const workspace = await database.createWorkspace();
    return {
        ...looking(database, test),
        called,
        sent,
        workspace,
        ...starting(database, test, workspace)
    };
}

function starting(
    database: TestDatabase,
    { engine }: TestTemporal,
    workspace: TestWorkspace
): Pick<Lab, "store" | "start" | "signal"> {
    const { workspace_id } = workspace;
    return {
        store: (plan) => storeWorkflow(database.admin, workspace, plan),
        start: async (plan, inputs = {}) => {
            const workflow = await storeWorkflow(database.admin, workspace, plan);
            const execution_id = newId();
            await engine.start({ ...workflow.request, execution_id, inputs });
            return execution_id;
        },
        signal: (execution_id, signal, dedupe_key = newId()) =>
            engine.signal({ execution_id, workspace_id, dedupe_key, signal })
    };
}

type Looking = Pick<Lab, "test" | "client" | "facts" | "until" | "ended" | "histories" | "stop">;

function looking(database: TestDatabase, test: TestTemporal): Looking {
    const { data, link } = test;
    const facts = (id: string): Promise<Fact[]> => data.rows.facts(id);
    const until: Lab["until"] = async (id, is, ms = 30_000) => {
        const end = performance.now() + ms;
        for (;;) {
            const now = await facts(id);
            if (is(now)) return now;
            if (performance.now() > end)
                throw new Error(`It hangs after ${now.length} facts: ${now.at(-1)?.kind}.`);
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    };
    return {
        test,
        client: link.client,
        facts,
        until,
        ended: async (id, plan, ms) => {
            const log = await until(id, (now) => isOver(now.at(-1)), ms);
            checkLog(plan, log);
            await checkRows(database, id, log);
            return log;
        },
        histories: (id) => historiesOf(link.client, id),
        stop: () => test.stop()
    };
}

export function isOver(fact: Fact | undefined): boolean {
    return /^execution:(completed|failed|cancelled|timed_out)$/.test(fact?.kind ?? "");
}

/** It folds, nothing follows its end, and nothing settled twice. */
export function checkLog(plan: Plan, log: readonly Fact[]): void {
    const state = initial(plan);
    const settled = new Set<string>();
    for (const fact of log) {
        expect(state.ended).toBeNull();
        evolve(plan, state, fact);
        if (fact.kind !== "node:completed" && fact.kind !== "node:failed") continue;
        expect(settled.has(fact.instance), `${fact.instance} settled twice`).toBe(false);
        settled.add(fact.instance);
    }
    expect(state.seq).toBe(log.length);
    expect(`execution:${state.ended}`).toBe(log.at(-1)?.kind);
}

/** Rows follow each other without a gap, and the execution's own says what the log does. */
async function checkRows(database: TestDatabase, id: string, log: readonly Fact[]): Promise<void> {
    const { rows } = await database.admin.query<{ seq: number; n: number }>(
        "select seq, n from execution_log where execution_id = $1 order by seq",
        [id]
    );
    let next = 1;
    for (const { seq, n } of rows) {
        expect(seq).toBe(next);
        next = seq + n;
    }
    expect(next).toBe(log.length + 1);
    const { rows: own } = await database.admin.query<{ status: string }>(
        "select status from executions where id = $1",
        [id]
    );
    expect(`execution:${own[0]?.status}`).toBe(log.at(-1)?.kind);
}

async function historiesOf(client: Client, id: string): Promise<Recorded[]> {
    const runs = [];
    for await (const run of client.workflow.list({ query: `WorkflowId = "${id}"` })) runs.push(run);
    runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
    const recorded: Recorded[] = [];
    for (const { runId, status } of runs) {
        const handle = client.workflow.getHandle(id, runId);
        const history = await handle.fetchHistory();
        const { raw } = await handle.describe();
        recorded.push({
            run_id: runId,
            status: status.name,
            events: history.events?.length ?? 0,
            bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
            json: nameless(historyJson(history))
        });
    }
    return recorded;
}

/** Who ran it, and where its files lie, is nobody's business later. */
function nameless(json: string): string {
    return json
        .replace(/"(?:identity|stackTrace)":"(?:[^"\\]|\\.)*"/g, (text) =>
            text.startsWith('"i') ? '"identity":"worker"' : '"stackTrace":""'
        )
        .replace(/"\d+@[^"]*"/g, '"worker"');
}
