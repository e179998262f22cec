import { z } from "zod";
import { defineNode, OUT_PORT } from "@flowmaestro/nodes/kit/definition.ts";
import { failed } from "@flowmaestro/nodes/kit/context.ts";
import type { NodeContext, NodeResult } from "@flowmaestro/nodes/kit/context.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { UNSTORABLE } from "./commit.ts";
import { hash } from "./dice.ts";
import type { Library } from "./library.ts";
import { workflowOf } from "./program.ts";
import type { Program } from "./program.ts";
import type { Sink } from "./sink.ts";
import type { SimProcess, World } from "./world.ts";

const definition = defineNode({
    type: "sim",
    version: 1,
    category: "logic",
    name: "Simulated",
    description: "Does what its program says.",
    keywords: [],
    icon: "echo",
    effect: "pure",
    lane: "inline",
    config: z.object({}),
    defaults: {},
    ports: [OUT_PORT],
    accepts_input: true,
    timeout_seconds: null
});

const TICK_MS = 20;

export interface ExecutorOptions {
    readonly world: World;
    readonly process: SimProcess;
    readonly sink: Sink;
    /** How long effects take at most, some this long, some that. */
    readonly spans_ms: readonly [number, ...number[]];
}

/** The one executor of simulated nodes, in one process. */
export function simulated(
    library: Library,
    { world, process, sink, spans_ms }: ExecutorOptions
): Executor {
    // Behind some, answers come together: what one of them ends, another has just done.
    const tick = world.dice.chance(30) ? TICK_MS : 0.1;
    return implementNode(definition, (_config, context) => {
        const program = library.of(context.execution);
        const node = program?.plan.nodes.find(({ id }) => id === context.node_id);
        if (program === null || node === undefined) throw new Error("A stranger's run.");
        const id = runId(context);
        const conclude = (): NodeResult => conclusion(program, id, context);
        // A call is no effect of its own: a pause may put it off, and then it is made again.
        if (node.lane === "inline" || program.way(id) === "call") return conclude();
        const { dice } = world;
        return new Promise((resolve, reject) => {
            // The effect leaves, arrives, and its answer comes back: each may be the last that happens.
            world.in(dice.chance(30) ? 0 : world.latency(20), () => {
                sink.receive(context.effect_key, id);
                const back = world.latency(dice.pick(spans_ms));
                const at = world.now + back;
                world.at(Math.ceil(at / tick) * tick, () => resolve(conclude()), process);
            });
            context.signal.addEventListener("abort", () => reject(context.signal.reason));
        });
    });
}

function runId({ instance, boundary }: NodeContext): string {
    if (boundary === null) return instance;
    return boundary.kind === "check" ? `${instance}?${boundary.index}` : `${instance}/collect`;
}

function conclusion(program: Program, id: string, context: NodeContext): NodeResult {
    if (context.attempt <= program.flaky(id))
        return failed({ code: "FLAKY", message: "Not yet.", is_retryable: true });
    const answer = program.answer(id);
    switch (answer.kind) {
        case "failed":
            return (
                detour(program, id, context) ??
                failed({ code: "ECHO_FAILED", message: "It failed." })
            );
        case "again":
            return { kind: "loop", again: answer.again, concurrency: 1, on_item_error: "stop" };
        case "while":
        case "turns":
            return {
                kind: "loop",
                ...(answer.kind === "turns" ? { turns: answer.turns } : {}),
                concurrency: answer.kind === "turns" ? 1 + (hash(id) % 3) : 1,
                on_item_error: answer.collect ? "collect" : "stop"
            };
        case "done": {
            const [port = "out", ...more] = answer.ports;
            const several = more.length > 0 ? { ports: [port, ...more] } : {};
            return (
                detour(program, id, context) ?? {
                    kind: "done",
                    port,
                    ...several,
                    output: outputOf(program, id)
                }
            );
        }
    }
}

/** Some runs become a wait first; however it ends, it ends as the answer says. */
function detour(program: Program, id: string, context: NodeContext): NodeResult | null {
    const way = program.way(id);
    const answer = program.answer(id);
    if (way === "call") {
        const workflow_id = workflowOf(program.callee(id));
        return { kind: "child", workflow_id, version: 1, input: {}, detached: false };
    }
    if (way === "at-once" || answer.kind !== "done") return null;
    const port = answer.ports[0] ?? "out";
    // Some sleep long enough for memory to forget them.
    const span = hash(`span:${id}`) % 3 === 0 ? 40_000 : 4_000;
    const until = context.now() + 50 + (hash(`until:${id}`) % span);
    if (way === "timer") {
        const timeout_output = outputOf(program, id);
        return { kind: "wait", until, on_timeout: "continue", timeout_output, timeout_port: port };
    }
    // Long enough for people to be back; with nobody there it would fail, and that would show.
    const late = until + 86_400_000;
    if (way === "event") return { kind: "wait", until: late, event: "go", on_timeout: "fail" };
    return { kind: "ask", request: { q: id }, until: late, warn_at: until, on_timeout: "fail" };
}

export function outputOf(program: Program, id: string): string {
    return id === program.unstorable ? UNSTORABLE : `did ${id}`;
}
