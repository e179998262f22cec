import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { answersOf, randomPlan } from "@flowmaestro/shared/orchestrator/testing/random-plan.ts";
import type { Answer } from "@flowmaestro/shared/orchestrator/testing/reference.ts";
import { interpret } from "@flowmaestro/shared/orchestrator/testing/reference.ts";
import { Dice, hash } from "./dice.ts";

/**
 * One execution to simulate: a random plan, and what each of its runs does, as functions of the run's
 * id. So no order of things, no crash and no retry can change what *should* come out.
 */
export interface Program {
    readonly execution_id: string;
    readonly workspace_id: string;
    readonly plan: Plan;
    readonly plan_hash: string;
    readonly answer: (id: string) => Answer;
    /** Attempts that fail before one counts. */
    readonly flaky: (id: string) => number;
    /** How a run goes about its answer. */
    readonly way: (id: string) => Way;
    /** What a run of way "call" calls. */
    readonly callee: (id: string) => Callee;
    /** Nothing in it depends on who comes first, so the reference knows how it ends. */
    readonly isForetold: boolean;
    /** One of its values is one that the store refuses. */
    readonly unstorable: string | null;
}

export type Way = "at-once" | "timer" | "event" | "question" | "call";

/** Another workflow: its own program is a function of its id. */
export interface Callee {
    readonly seed: number;
    readonly fails: boolean;
}

export function workflowOf({ seed, fails }: Callee): string {
    return `call-${seed}-${fails ? "fails" : "works"}`;
}

/** The program of a called workflow: the first of some that ends as its caller says it does. */
export function calledProgram(workflow_id: string, execution_id: string): Program | null {
    const [, seed, fails] = /^call-(\d+)-(\w+)$/.exec(workflow_id) ?? [];
    if (seed === undefined) return null;
    for (let at = 0; at < 1_000; at += 1) {
        const number = (Number(seed) + at) % 1_000_003;
        const program = drawProgram(new Dice(number), number, execution_id, true);
        if (!program.isForetold) continue;
        const { failing } = interpret(program.plan, program.answer);
        if (failing.has("") === (fails === "fails")) {
            return { ...program, plan_hash: `plan-${workflow_id}` };
        }
    }
    throw new Error(`No program ends as ${workflow_id} should.`);
}

export function drawProgram(
    dice: Dice,
    seed: number,
    execution_id: string,
    isCalled = false
): Program {
    const numbers = Array.from({ length: dice.between(5, 90) }, () => dice.below(10_000));
    const losers = dice.chance(25);
    const budgets = dice.chance(10);
    const drawn = randomPlan(numbers, { losers, budgets, cleanup: dice.chance(20), maxNodes: 9 });
    const plan = asEffects(drawn, seed);
    const answer = answersOf(plan, seed);
    const unstorable = dice.chance(3)
        ? (plan.nodes[dice.below(plan.nodes.length)]?.id ?? null)
        : null;
    // Some do little but wait for people and for time.
    const sides = dice.chance(30) ? 4 : 12;
    const way = (id: string): Way => wayOf(id, { seed, sides, isCalled }, answer(id));
    return {
        execution_id,
        workspace_id: `workspace-${dice.below(3)}`,
        plan,
        plan_hash: `plan-${execution_id}`,
        answer,
        flaky: (id) => (isEffect(plan, id) && way(id) !== "call" ? flakiness(seed, id) : 0),
        way,
        callee: (id) => ({
            seed: hash(`callee:${seed}:${id}`) % 1_000_003,
            fails: answer(id).kind === "failed"
        }),
        isForetold: !losers && !budgets && unstorable === null,
        unstorable
    };
}

/** Some nodes reach out: they are sent only from the disk, and may be tried again. */
function asEffects(plan: Plan, seed: number): Plan {
    const nodes = plan.nodes.map((node) => {
        const dice = hash(`lane:${seed}:${node.id}`);
        const base = { ...node, type: "sim", reads: [] };
        if (node.body !== null || dice % 5 < 2) return base;
        const retry = { attempts: 4, initial_ms: 100, multiplier: 2, max_ms: 400, jitter: true };
        return { ...base, lane: "io" as const, effect: "write" as const, retry };
    });
    return { ...plan, nodes };
}

function isEffect(plan: Plan, id: string): boolean {
    if (isBoundary(id)) return false;
    const name = id.slice(id.lastIndexOf("/") + 1);
    return plan.nodes.some((node) => node.id === name && node.lane === "io");
}

/** `x?3` and `x/collect`; but `x[0]/collect` is a node of that name. */
function isBoundary(id: string): boolean {
    return id.includes("?") || (id.endsWith("/collect") && !id.endsWith("]/collect"));
}

/** Always less than the attempts there are. */
function flakiness(seed: number, id: string): number {
    return hash(`flaky:${seed}:${id}`) % 4 === 0 ? hash(`times:${id}`) % 3 : 0;
}

function wayOf(
    id: string,
    { seed, sides, isCalled }: { seed: number; sides: number; isCalled: boolean },
    answer: Answer
): Way {
    if (isBoundary(id)) return "at-once";
    const isOut = answer.kind === "done" && answer.ports.length === 1 && answer.ports[0] === "out";
    const mayCall = !isCalled && (isOut || answer.kind === "failed");
    if (mayCall && hash(`call:${seed}:${id}`) % 8 === 0) return "call";
    if (answer.kind !== "done" || answer.ports.length > 1) return "at-once";
    const dice = hash(`way:${seed}:${id}`) % sides;
    // What ends by its time leaves by `out` where no edge leaves from another port.
    if (dice === 0 && answer.ports[0] === "out") return "timer";
    if (dice === 1) return "event";
    return dice === 2 ? "question" : "at-once";
}
