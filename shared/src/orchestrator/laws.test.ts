import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evolve } from "./evolve.ts";
import { placeOf } from "./instance.ts";
import type { Open } from "./open.ts";
import { pending } from "./pending.ts";
import type { Plan } from "./plan.ts";
import { initial, type State } from "./state.ts";
import { status } from "./status.ts";
import { step } from "./step.ts";
import { answersOf, type PlanOptions, randomPlan } from "./testing/random-plan.ts";
import { drive, type World } from "./testing/drive.ts";
import { apply, type Host, hostOf } from "./testing/host.ts";
import { brokenLaws } from "./testing/laws.ts";
import { interpret } from "./testing/reference.ts";

const RUNS = Number(process.env["FM_CORE_RUNS"] ?? 400);

interface Case {
    readonly plan: Plan;
    readonly seed: number;
    readonly dice: readonly number[];
    readonly cancelAt: number;
    readonly timeoutAt: number;
    readonly pauses: boolean;
    readonly waits: boolean;
}

function plans(options: PlanOptions): fc.Arbitrary<Plan> {
    return fc
        .array(fc.nat(9999), { maxLength: 150, size: "max" })
        .map((numbers) => randomPlan(numbers, options));
}

function cases(options: PlanOptions & { readonly quiet?: boolean }): fc.Arbitrary<Case> {
    const never = fc.constant(-1);
    const sometimes = options.quiet === true ? never : fc.oneof(never, never, fc.nat(12));
    return fc.record({
        plan: plans(options),
        seed: fc.nat(1_000_000),
        dice: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }),
        cancelAt: sometimes,
        timeoutAt: sometimes,
        pauses: fc.boolean(),
        waits: fc.boolean()
    });
}

function play({ plan, seed, ...world }: Case, watch?: (host: Host) => World["watch"]): Host {
    const host = hostOf(plan);
    drive(host, { answer: answersOf(plan, seed), ...world, watch: watch?.(host) });
    return host;
}

const ANY = cases({ cleanup: true, budgets: true });
const check = (arbitrary: fc.Arbitrary<Case>, law: (c: Case) => void) =>
    fc.assert(fc.property(arbitrary, law), { numRuns: RUNS });

describe("for any plan, any order of things, any interference", () => {
    test("the laws hold on the log, and the execution ends", () => {
        check(ANY, (c) => {
            const host = play(c);
            expect(brokenLaws(c.plan, host.log)).toEqual([]);
            expect(host.log.at(-1)?.kind).toBe(`execution:${host.state.ended}`);
        });
    });

    test("folding the deltas gives what is pending, after every event and however the log is cut", () => {
        check(ANY, (c) => {
            const host = play(c, (watched) => () => {
                expect(sorted(watched.open.values())).toEqual(
                    sorted(pending(c.plan, watched.state))
                );
            });
            for (const size of [1, 7, host.log.length]) {
                const open = new Map<string, Open>();
                const state = initial(c.plan);
                for (let at = 0; at < host.log.length; at += size) {
                    const facts = host.log.slice(at, at + size);
                    apply(c.plan, open, facts);
                    for (const fact of facts) evolve(c.plan, state, fact);
                    expect(sorted(open.values())).toEqual(sorted(pending(c.plan, state)));
                }
            }
        });
    });

    test("refolding the log gives the same state, byte for byte", () => {
        check(ANY, (c) => {
            const { state, log } = play(c);
            expect(text(refold(c.plan, log))).toBe(text(state));
        });
    });

    test("a state that went through JSON at every step decides the same", () => {
        check(ANY, (c) => {
            const events: Parameters<typeof step>[2][] = [];
            const host = play(c, () => (event) => events.push(event));
            let state = initial(c.plan);
            const start = host.log[0];
            const first = { kind: "start" as const, at: start?.at ?? 0, trigger: "test" };
            const again = step(c.plan, state, { ...first, inputs: { json: {} } });
            for (const event of events) {
                state = JSON.parse(text(state)) as State;
                again.push(...step(c.plan, state, event));
            }
            expect(text(again)).toBe(text(host.log));
        });
    });

    test("an end is an end: no news changes a terminal state", () => {
        check(ANY, (c) => {
            const host = play(c);
            const before = text(host.state);
            for (const kind of ["pause", "resume", "cancel"] as const) {
                expect(host.feed({ kind, at: host.now, by: "ann" })).toEqual([]);
            }
            expect(host.feed({ kind: "due", at: 9e12, id: "" })).toEqual([]);
            expect(text(host.state)).toBe(before);
            expect([host.state.runs, host.state.checks, host.state.waits]).toEqual([0, 0, 0]);
            expect(host.state.queue.items.length).toBe(host.state.queue.head);
            expect(host.state.locks).toEqual({});
            expect(Object.keys(host.state.frames)).toEqual([""]);
        });
    });

    test("waiting means that nothing runs or is ready and something waits", () => {
        check(ANY, (c) => {
            play(c, (host) => () => {
                const open = pending(c.plan, host.state);
                const kinds = new Set(open.map((each) => each.kind));
                const waits = kinds.has("wait") || kinds.has("ask") || kinds.has("child");
                const waiting = status(host.state) === "waiting";
                expect(waiting && (kinds.has("run") || !waits)).toBe(false);
                kinds.delete("clock");
                const idle = host.state.ended !== null || host.state.paused;
                expect(idle || kinds.size > 0).toBe(true);
            });
        });
    });
});

describe("against the reference interpreter", () => {
    const QUIET = cases({ losers: false, quiet: true });

    test("the same instances get the same fates, and the same executions fail", () => {
        check(QUIET, (c) => {
            const host = play(c);
            const { fates, failing, culprits } = interpret(c.plan, answersOf(c.plan, c.seed));
            expect(host.state.ended).toBe(failing.has("") ? "failed" : "completed");
            const last = host.log.at(-1);
            const culprit = last?.kind === "execution:failed" ? (last.instance ?? "") : null;
            expect(culprit === null || culprits.has(culprit)).toBe(true);
            const fails = failsIn(c);
            const expected = new Map([...fates].filter(([instance]) => !fails(instance)));
            const actual = new Map([...fatesOf(host)].filter(([instance]) => !fails(instance)));
            expect(sortedEntries(actual)).toEqual(sortedEntries(expected));
            // Where the execution fails, what ran at the top still ran as the reference says.
            const ran = [...fatesOf(host)].filter(
                ([at, fate]) => !at.includes("/") && (fate === "completed" || fate === "failed")
            );
            expect(ran).toEqual(ran.map(([at]) => [at, fates.get(at)]));
        });
    });

    test("with everything paused now and then, the result is the same", () => {
        check(QUIET, (c) => {
            const plain = play({ ...c, pauses: false });
            const paused = play({ ...c, pauses: true, dice: [...c.dice].reverse() });
            expect(paused.state.ended).toBe(plain.state.ended);
            const fails = failsIn(c);
            const settled = (host: Host) =>
                sortedEntries(new Map([...fatesOf(host)].filter(([at]) => !fails(at))));
            expect(settled(paused)).toEqual(settled(plain));
        });
    });
});

/** Whether time decides if an instance is reached: its scope fails, or the loop around it does. */
function failsIn({ plan, seed }: Case): (instance: string) => boolean {
    const { failing, fates } = interpret(plan, answersOf(plan, seed));
    return (instance) =>
        failing.has("") ||
        scopesOf(instance).some((scope) => {
            const container = scope.slice(0, scope.lastIndexOf("["));
            return failing.has(scope) || fates.get(container) !== "completed";
        });
}

function fatesOf(host: Host): Map<string, string> {
    const fates = new Map<string, string>();
    for (const fact of host.log) {
        const match = /^node:(completed|failed|skipped|cancelled)$/.exec(fact.kind);
        if (match?.[1] !== undefined && "instance" in fact) {
            fates.set(fact.instance ?? "", match[1]);
        }
    }
    return fates;
}

/** `a[1]/b[2]/c` → `a[1]`, `a[1]/b[2]` */
function scopesOf(instance: string): string[] {
    const parts = instance.split("/").slice(0, -1);
    return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

function refold(plan: Plan, log: Host["log"]): State {
    const state = initial(plan);
    for (const fact of log) evolve(plan, state, fact);
    return state;
}

function sorted(open: Iterable<Open>): Open[] {
    return [...open].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function sortedEntries(map: Map<string, string>): [string, string][] {
    return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function text(json: unknown): string {
    return JSON.stringify(json);
}

test("names that are no instances have no place", () => {
    fc.assert(
        fc.property(plans({}), fc.string(), (plan, name) => {
            const place = placeOf(plan, initial(plan), name);
            expect(place === null || plan.nodes.some((node) => node.id === name)).toBe(true);
        })
    );
});
