import { evolve } from "../evolve.ts";
import type { Event } from "../events.ts";
import type { Fact } from "../facts.ts";
import type { Plan } from "../plan.ts";
import { initial, type State } from "../state.ts";
import { step } from "../step.ts";
import { buildPlan } from "./plan-builder.ts";
import { hostOf, speak } from "./host.ts";

/**
 * What the core costs, by hand: `node shared/src/orchestrator/testing/bench.ts`. Medians of several
 * runs; an engine adds bytes and the disk to it.
 */
function chain(n: number): Plan {
    return buildPlan(Array.from({ length: n }, (_, at) => `n${at}`).join(" -> "));
}

function fan(n: number, concurrency: number): Plan {
    const lines = Array.from({ length: n }, (_, at) => `n${at} -> end`);
    return buildPlan(lines.join("\n"), { settings: { concurrency } });
}

const LOOP = buildPlan("each { body }");
const NESTED = buildPlan("each { inner { body } }");

/** Answers whatever is open, in the order it was opened. */
function run(plan: Plan, turns: number, concurrency: number) {
    const state = initial(plan);
    const log: Fact[] = [];
    const open: string[] = [];
    let peak = 0;
    let events = 0;
    const take = (event: Event) => {
        events += 1;
        for (const fact of step(plan, state, event)) {
            log.push(fact);
            if (fact.kind === "node:started") open.push(fact.instance);
            else if (fact.kind === "scope:collecting") open.push(`${fact.instance}/collect`);
        }
        if (events % 97 === 0) peak = Math.max(peak, JSON.stringify(state).length);
    };
    take({ kind: "start", at: 1, trigger: "bench", inputs: { json: null } });
    for (const id of open) take(settled(id, turns, concurrency));
    return { state, log, events, peak };
}

function settled(id: string, turns: number, concurrency: number): Event {
    const loops = /(^|\/)(each|inner)$/.test(id);
    return {
        kind: "settled",
        at: 2,
        id,
        attempts: 1,
        started_at: 1,
        ended_at: 2,
        result: loops
            ? { kind: "loop", turns, concurrency, on_item_error: "stop" }
            : { kind: "done", port: "out", output: { json: id.length } }
    };
}

function measure(name: string, plan: Plan, { turns = 0, concurrency = 1, times = 15 } = {}): void {
    const took: number[] = [];
    let last = run(plan, turns, concurrency);
    for (let at = 0; at < times; at += 1) {
        const began = performance.now();
        last = run(plan, turns, concurrency);
        took.push(performance.now() - began);
    }
    const refolds = Array.from({ length: times }, () => {
        const began = performance.now();
        refold(plan, last.log);
        return performance.now() - began;
    });
    if (last.state.ended !== "completed") throw new Error(`${name} ended ${last.state.ended}`);
    const ms = median(took);
    const columns = [
        name.padEnd(34),
        `${ms.toFixed(2)} ms`.padStart(11),
        `${((ms * 1000) / last.events).toFixed(2)} µs/event`.padStart(15),
        `${last.log.length} facts`.padStart(13),
        `refold ${median(refolds).toFixed(2)} ms`.padStart(16),
        `state ≤ ${last.peak} B`.padStart(18)
    ];
    process.stdout.write(`${columns.join(" ")}\n`);
}

function refold(plan: Plan, log: readonly Fact[]): State {
    const state = initial(plan);
    for (const fact of log) evolve(plan, state, fact);
    return state;
}

function median(numbers: number[]): number {
    return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

measure("five in a chain", chain(5), { times: 500 });
measure("chain of 100", chain(100), { times: 100 });
measure("chain of 10 000", chain(10_000), { times: 5 });
measure("1 000 branches joined, cap 10", fan(1000, 10));
measure("1 000 branches joined, no cap", fan(1000, 1000));
measure("for-each 10 000, width 1", LOOP, { turns: 10_000 });
measure("for-each 10 000, width 50", LOOP, { turns: 10_000, concurrency: 50 });
measure("100 × 100 nested", NESTED, { turns: 100, concurrency: 2 });

// Building the index belongs to the first fact of a plan.
const fresh = fan(1000, 10);
const began = performance.now();
speak(hostOf(fresh)).start();
process.stdout.write(
    `index and start of 1 001 nodes: ${(performance.now() - began).toFixed(2)} ms\n`
);
