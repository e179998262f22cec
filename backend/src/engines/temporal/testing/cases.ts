import proto from "@temporalio/proto";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Signal } from "../../engine.ts";
import { childId } from "../../derived-ids.ts";
import type { Lab } from "./lab.ts";
import {
    asks,
    calls,
    chain,
    effect,
    fails,
    grid,
    light,
    plan,
    slow,
    times,
    waits
} from "./plans.ts";

/** Executions whose histories are kept: every way a workflow can go. */
export interface Case {
    readonly name: string;
    readonly plan: (lab: Lab) => Promise<Plan> | Plan;
    /** A run goes on as a new one after so few events that this happens here. */
    readonly isShort?: true;
    /** What is done to it from outside. */
    readonly drive?: (lab: Lab, id: string) => Promise<unknown>;
    readonly ends: "completed" | "failed" | "cancelled" | "timed_out";
    /** Its own history is not what is kept, but that of the execution it calls. */
    readonly keeps?: (id: string) => string;
}

const RETRY = { attempts: 3, initial_ms: 50, multiplier: 1, max_ms: 50, jitter: false };

const has =
    (kind: Fact["kind"], instance?: string) =>
    (facts: readonly Fact[]): boolean =>
        facts.some(
            (fact) =>
                fact.kind === kind &&
                (instance === undefined || ("instance" in fact && fact.instance === instance))
        );

const answer = (id: string, value = 1): Signal => ({
    kind: "answer",
    id,
    answer: { port: "out", output: { json: value }, by: "somebody" }
});

const pause: Signal = { kind: "pause", by: "tester" };
const resume: Signal = { kind: "resume", by: "tester" };
const cancel: Signal = { kind: "cancel", by: "tester" };

async function callee(lab: Lab, of: Plan): Promise<string> {
    const workflow = await lab.store(of);
    lab.called.set(workflow.request.workflow_id, workflow);
    return workflow.request.workflow_id;
}

const straight: readonly Case[] = [
    { name: "chain-of-effects", plan: () => chain(5, () => effect()), ends: "completed" },
    { name: "grid-all-light", plan: () => grid(6, 6, () => light()), ends: "completed" },
    {
        name: "grid-half-light",
        plan: () => grid(5, 5, (layer) => (layer % 2 === 0 ? light() : effect())),
        ends: "completed"
    },
    {
        name: "loop-of-effects",
        plan: () => plan("each { a -> b }", { each: times(6, 3), a: effect(), b: light() }),
        ends: "completed"
    },
    {
        name: "loop-of-light-turns",
        plan: () => plan("each { a }", { each: times(120, 10), a: light() }),
        ends: "completed"
    },
    {
        name: "join-that-cancels",
        plan: () =>
            plan("a -> j(any cancel); b -> j", { a: effect(), b: slow(20_000), j: light() }),
        ends: "completed"
    },
    {
        name: "failure",
        plan: () => plan("a -> b; c", { a: fails(9, false), b: light(), c: slow(20_000) }),
        ends: "failed"
    },
    {
        name: "retry",
        plan: () =>
            plan("a -> b", {
                a: fails(2, true, { retry: RETRY }),
                b: fails(1, true, { lane: "inline", retry: RETRY })
            }),
        ends: "completed"
    },
    {
        name: "timeout",
        plan: () => plan("a", { a: slow(60_000) }, { timeout_ms: 600 }),
        ends: "timed_out"
    }
];

const waiting: readonly Case[] = [
    {
        name: "waits",
        plan: () =>
            plan("a -> b -> c(continue)", {
                a: waits({ mode: "duration", seconds: 0.2 }),
                b: effect(),
                c: waits({ mode: "event", name: "never", timeout_seconds: 0.2 })
            }),
        ends: "completed"
    },
    {
        name: "question-answered",
        plan: () => plan("a -> b", { a: asks(), b: effect() }),
        drive: async (lab, id) => {
            await lab.until(id, has("user:input:required"));
            await Promise.all([1, 2, 3].map((value) => lab.signal(id, answer("a", value))));
        },
        ends: "completed"
    },
    {
        name: "question-lost",
        plan: () => plan("a -> b; c -> d", { a: asks(), b: slow(500), c: asks(), d: light() }),
        drive: async (lab, id) => {
            await lab.until(id, has("user:input:required", "c"));
            await lab.signal(id, answer("a"));
            await lab.signal(id, answer("a", 2));
            await lab.signal(id, answer("nobody"));
            await lab.signal(id, answer("c"));
        },
        ends: "completed"
    },
    {
        name: "waits-one-after-another",
        plan: () =>
            plan("a -> b -> q", {
                a: waits({ mode: "duration", seconds: 0.3 }),
                b: light(),
                q: asks()
            }),
        drive: async (lab, id) => {
            await lab.until(id, has("user:input:required"));
            await lab.signal(id, answer("q"));
        },
        ends: "completed"
    },
    {
        name: "question-timed-out",
        plan: () => plan("a(continue) -> b", { a: asks(1), b: light() }),
        ends: "completed"
    },
    {
        name: "pause-and-resume",
        plan: () => plan("a -> b -> c", { a: slow(300), b: effect(), c: light() }),
        drive: async (lab, id) => {
            await lab.until(id, has("node:started", "a"));
            await lab.signal(id, pause);
            await lab.until(id, has("node:completed", "a"));
            await lab.signal(id, resume);
        },
        ends: "completed"
    },
    {
        name: "cancel",
        plan: () => plan("a -> b; c", { a: slow(30_000), b: light(), c: asks() }),
        drive: async (lab, id) => {
            await lab.until(id, has("user:input:required"));
            await lab.signal(id, cancel);
        },
        ends: "cancelled"
    },
    {
        name: "cancel-native",
        plan: () => plan("a; z(cleanup)", { a: slow(30_000), z: effect("cleaned") }),
        drive: async (lab, id) => {
            await lab.until(id, has("node:started", "a"));
            await lab.client.workflow.getHandle(id).cancel();
        },
        ends: "cancelled"
    }
];

const calling: readonly Case[] = [
    {
        name: "child-awaited",
        plan: async (lab) =>
            plan("a -> b", {
                a: calls(
                    await callee(
                        lab,
                        chain(2, () => effect())
                    )
                ),
                b: light()
            }),
        ends: "completed"
    },
    {
        name: "child-itself",
        plan: async (lab) =>
            plan("a", {
                a: calls(
                    await callee(
                        lab,
                        chain(2, () => effect())
                    )
                )
            }),
        keeps: (id) => childId(id, "a"),
        ends: "completed"
    },
    {
        name: "child-detached",
        plan: async (lab) =>
            plan("a -> b", {
                a: calls(
                    await callee(
                        lab,
                        chain(1, () => light())
                    ),
                    false
                ),
                b: effect()
            }),
        ends: "completed"
    },
    {
        name: "child-cancelled-with-its-caller",
        plan: async (lab) => plan("a", { a: calls(await callee(lab, plan("q", { q: asks() }))) }),
        drive: async (lab, id) => {
            await lab.until(childId(id, "a"), has("user:input:required"));
            await lab.signal(id, cancel);
        },
        ends: "cancelled"
    }
];

const long: readonly Case[] = [
    {
        name: "continued-loop",
        isShort: true,
        plan: () => plan("each { a }", { each: times(30, 5), a: effect() }),
        ends: "completed"
    },
    {
        name: "continued-with-waits",
        isShort: true,
        plan: () =>
            plan("each { a }; q -> r; w(continue)", {
                each: times(20, 2),
                a: effect(),
                q: asks(),
                r: effect(),
                w: waits({ mode: "event", name: "never", timeout_seconds: 6 })
            }),
        drive: async (lab, id) => {
            await lab.until(id, (facts) => facts.filter(has19).length > 19);
            await lab.signal(id, answer("q"));
        },
        ends: "completed"
    },
    {
        name: "continued-caller",
        isShort: true,
        plan: async (lab) =>
            plan("each { a }; c -> d", {
                each: times(20, 2),
                a: effect(),
                c: calls(await callee(lab, plan("q", { q: asks() }))),
                d: effect()
            }),
        drive: async (lab, id) => {
            await lab.until(id, (facts) => facts.filter(has19).length > 19);
            await lab.signal(childId(id, "c"), answer("q"));
        },
        ends: "completed"
    }
];

const has19 = ({ kind }: Fact): boolean => kind === "turn:completed";

const resets: readonly Case[] = [
    {
        name: "reset-while-it-waits",
        plan: () => plan("a -> b -> q -> c", { a: effect(), b: light(), q: asks(), c: effect() }),
        drive: async (lab, id) => {
            await lab.until(id, has("user:input:required"));
            await resetTo(lab, id, 4);
            await lab.signal(id, answer("q"));
        },
        ends: "completed"
    }
];

/** Everything after that event is forgotten by Temporal, and stands in our log. */
export async function resetTo(lab: Lab, id: string, event: number, runId?: string): Promise<void> {
    const { connection } = lab.client;
    await connection.workflowService.resetWorkflowExecution(
        proto.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest.fromObject({
            namespace: lab.test.link.namespace,
            workflowExecution: { workflowId: id, ...(runId === undefined ? {} : { runId }) },
            workflowTaskFinishEventId: event,
            requestId: `${id}:${event}:${performance.now()}`,
            reason: "a test"
        })
    );
}

export const cases: readonly Case[] = [...straight, ...waiting, ...calling, ...long, ...resets];
