import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { drive } from "@flowmaestro/shared/orchestrator/testing/drive.ts";
import { hostOf } from "@flowmaestro/shared/orchestrator/testing/host.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { answersOf, randomPlan } from "@flowmaestro/shared/orchestrator/testing/random-plan.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { Results } from "./results.ts";
import type { TurnResult } from "./results.ts";

/**
 * The same by reading the whole log from the beginning for every question: slow, without a fold, and
 * obviously what the facts say.
 */
class Reading {
    private readonly plan: Plan;
    private readonly log: readonly Fact[];

    constructor(plan: Plan, log: readonly Fact[]) {
        this.plan = plan;
        this.log = log;
    }

    /** Live scopes: begun and not ended. */
    scopes(): string[] {
        const all = new Set([""]);
        for (const fact of this.log) {
            if (fact.kind === "turn:started") all.add(`${fact.container}[${fact.index}]`);
            if (fact.kind === "turn:completed" || fact.kind === "turn:cancelled")
                all.delete(`${fact.container}[${fact.index}]`);
        }
        return [...all];
    }

    end(instance: string) {
        return this.log.findLast(
            (fact) =>
                (fact.kind === "node:completed" ||
                    fact.kind === "node:failed" ||
                    fact.kind === "node:skipped" ||
                    fact.kind === "node:cancelled") &&
                fact.instance === instance
        );
    }

    output(instance: string): Json | undefined {
        const end = this.end(instance);
        if (end?.kind === "node:completed" && "json" in end.output) return end.output.json;
        if (end?.kind === "node:failed" && end.handled === "continue") return null;
        return undefined;
    }

    /** Containers that opened and have not ended. */
    loops(): string[] {
        return this.log.flatMap((fact) =>
            fact.kind === "scope:opened" && this.end(fact.instance) === undefined
                ? [fact.instance]
                : []
        );
    }

    turns(container: string): [number, Json][] {
        return this.log.flatMap((fact): [number, Json][] => {
            if (fact.kind !== "turn:completed" || fact.container !== container) return [];
            if (fact.error !== undefined) {
                const { code, message } = fact.error;
                return [[fact.index, { error: { code, message } }]];
            }
            return [[fact.index, this.turn(container, `${container}[${fact.index}]`)]];
        });
    }

    private turn(container: string, scope: string): Json {
        const ends = this.members(container).filter(({ outs }) => outs.length === 0);
        const read = ends.map(({ id }) => [id, this.output(`${scope}/${id}`)] as const);
        if (ends.length === 1) return read[0]?.[1] ?? null;
        return Object.fromEntries(
            read.flatMap(([id, json]) => (json === undefined ? [] : [[id, json] as const]))
        );
    }

    members(container: string): PlanNode[] {
        const id = container.slice(container.lastIndexOf("/") + 1);
        const body = this.plan.nodes.find((node) => node.id === id)?.body ?? -1;
        return this.plan.nodes.filter(({ scope }) => scope === body);
    }
}

function jsonOf(result: TurnResult): Json {
    if ("json" in result) return result.json;
    if ("parts" in result)
        return Object.fromEntries(result.parts.map(([id, value]) => [id, jsonOf(value)]));
    return null;
}

/** All that one can ask, in one shape. */
function picture(plan: Plan, log: readonly Fact[], results: Results) {
    const reading = new Reading(plan, log);
    const scopes = reading.scopes();
    const instances = scopes.flatMap((scope) => {
        const container = scope === "" ? "" : scope.slice(0, scope.lastIndexOf("["));
        const members =
            scope === ""
                ? plan.nodes.filter((node) => node.scope === 0)
                : reading.members(container);
        return members.map(({ id }) => (scope === "" ? id : `${scope}/${id}`));
    });
    return {
        expected: {
            outputs: instances.map((instance) => reading.output(instance)),
            absent: instances.map((instance) => ABSENT[told(reading.end(instance))]),
            loops: reading.loops().map((id) => reading.turns(id).sort(([a], [b]) => a - b))
        },
        actual: {
            outputs: instances.map((instance) => {
                const output = results.of(instance)?.output;
                return output !== undefined && "json" in output ? output.json : undefined;
            }),
            absent: instances.map((instance) => results.absence(instance)),
            loops: reading
                .loops()
                .map((id) =>
                    [...(results.loop(id)?.results.entries() ?? [])].flatMap(([index, result]) =>
                        result === undefined ? [] : [[index, jsonOf(result)]]
                    )
                )
        }
    };
}

function told(end: Fact | undefined): keyof typeof ABSENT {
    if (end?.kind === "node:failed") return end.handled === "fail" ? "failed" : "read";
    if (end?.kind === "node:skipped") return "skipped";
    return end?.kind === "node:cancelled" ? "cancelled" : "read";
}

const ABSENT = { read: undefined, failed: "failed", skipped: "skipped", cancelled: "cancelled" };

const runs = fc.record({
    plan: fc
        .array(fc.nat(9999), { maxLength: 150, size: "max" })
        .map((numbers) => randomPlan(numbers, { cleanup: true })),
    seed: fc.nat(1_000_000),
    dice: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }),
    cancelAt: fc.oneof(fc.constant(-1), fc.constant(-1), fc.nat(12)),
    pauses: fc.boolean(),
    waits: fc.boolean(),
    cut: fc.double({ min: 0, max: 1, noNaN: true })
});

describe("for any log, cut anywhere", () => {
    it("the fold knows what reading all of it says, also from a snapshot", () => {
        fc.assert(
            fc.property(runs, ({ plan, seed, cut, ...world }) => {
                const host = hostOf(plan);
                drive(host, { answer: answersOf(plan, seed), ...world });
                // The driver gives one value to all: here everybody has their own.
                const log = host.log
                    .slice(0, Math.ceil(host.log.length * cut))
                    .map((fact, seq): Fact =>
                        fact.kind === "node:completed"
                            ? { ...fact, output: value(`${fact.instance} ${seq}`) }
                            : fact
                    );
                let results = new Results(plan);
                for (const [at, fact] of log.entries()) {
                    if (at === log.length >> 1) results = stored(plan, results);
                    results.record(fact);
                }
                const { expected, actual } = picture(plan, log, results);
                expect(actual).toEqual(expected);
            }),
            { numRuns: 200 }
        );
    });
});

function stored(plan: Plan, results: Results): Results {
    return Results.from(plan, JSON.parse(JSON.stringify(results.snapshot())));
}

const at = 1;
const value = (json: Json) => ({ json });

function completed(instance: string, vars: Extract<Fact, { kind: "node:completed" }>["vars"] = []) {
    const times = { attempts: 1, started_at: at, ended_at: at };
    const output = value(instance);
    return { kind: "node:completed", at, instance, ...times, port: "out", output, vars } as const;
}

describe("variables", () => {
    const plan = buildPlan("a -> b -> c, d", {
        nodes: { d: { config: { value: "${vars.x}" } } }
    });

    it("are read as they were when a run began, by all its attempts", () => {
        let results = new Results(plan);
        results.record(completed("a", [{ name: "x", value: value(1) }]));
        results.record({ kind: "node:started", at, instance: "d" });
        results.record(completed("b", [{ name: "x", value: value(2) }]));
        for (const read of [results, (results = stored(plan, results))]) {
            expect(read.variablesFor("d").get("x")).toEqual(value(1));
            expect(read.variablesFor("c").get("x")).toEqual(value(2));
        }
        results.record(completed("c", [{ name: "x", value: value(3) }]));
        expect(results.variablesFor("d").get("x")).toEqual(value(1));
        results.record(completed("d"));
        expect(results.variablesFor("d").get("x")).toEqual(value(3));
    });
});

describe("memory", () => {
    it("grows with the results of turns, and not with what was done in them", () => {
        const plan = buildPlan("each { a -> b -> c }");
        const results = new Results(plan);
        const times = { attempts: 1, started_at: at };
        const more = { turns: 10_000, concurrency: 1, on_item_error: "stop" } as const;
        results.record({ kind: "scope:opened", at, instance: "each", ...times, ...more });
        for (let index = 0; index < 10_000; index += 1) {
            results.record({ kind: "turn:started", at, container: "each", index });
            for (const id of ["a", "b", "c"]) {
                results.record({ kind: "node:started", at, instance: `each[${index}]/${id}` });
                results.record(completed(`each[${index}]/${id}`));
            }
            results.record({ kind: "turn:completed", at, container: "each", index });
        }
        const { loops, ...rest } = results.snapshot();
        expect(JSON.stringify(rest).length).toBeLessThan(500);
        expect(loops[0]?.[1].results).toHaveLength(10_000);
        expect(results.of("each[5]/a")).toBeUndefined();
        results.record({ ...completed("each"), run: "each/collect" });
        expect(JSON.stringify(results.snapshot()).length).toBeLessThan(500);
    });
});
