import { conditional, draw, echo, input, node, output, rule, variable } from "../scenario.ts";
import type { NodeDraft, Scenario } from "../scenario.ts";

/** `nodes.md` 5, to the letter. */
const example = draw(
    "order -> vip, vip:true -> fast, vip:false -> slow, fast -> ship, slow -> ship, ship -> each, each -> done",
    {
        order: input({
            lines: { type: "array", required: true },
            tier: { type: "string", default: "basic" }
        }),
        vip: conditional("${order.output.tier}", "equals", "gold"),
        fast: echo("express"),
        slow: echo("standard"),
        ship: node("merge", { mode: "first" }),
        each: node("loop", { mode: "each", items: "${order.output.lines}", concurrency: 5 }),
        line: {
            ...echo({ sku: "${each.item.sku}", by: "${ship.output}", n: "${each.index}" }),
            parentId: "each"
        },
        done: node("output", { name: "lines", output: "${each.output}" })
    }
);

function tiers(mode: string): NodeDraft {
    return node("switch", {
        mode,
        value: "${inputs.tier}",
        cases: [
            { id: "gold", equals: "gold" },
            { id: "silver", equals: "silver" },
            { id: "precious", condition: rule("${inputs.tier}", "in", ["gold", "platinum"]) }
        ]
    });
}

/** Which way an execution goes, and what its nodes see. */
export const paths: readonly Scenario[] = [
    //  in ─▶ greet ─▶ out
    {
        name: "a straight line, references typed and mixed",
        definition: draw("in -> greet, greet -> out", {
            in: input({ who: { type: "string", default: "world" }, n: { type: "number" } }),
            greet: echo({ text: "Hello ${in.output.who}", n: "${inputs.n}" }),
            out: output("${greet.output}")
        }),
        inputs: { n: 3 },
        expect: {
            status: "completed",
            outputs: { out: { text: "Hello world", n: 3 } },
            nodes: { in: "completed", greet: "completed", out: "completed" },
            order: [
                ["node:completed in", "node:started greet"],
                ["node:completed greet", "node:started out"]
            ]
        }
    },
    //        ┌true▶ a ─┐
    //  c ────┤         ├▶(all) out
    //        └false▶ b ○┘
    {
        name: "a branch not taken is skipped, a join of all goes on with the live one",
        definition: draw("c:true -> a, c:false -> b, a -> out, b -> out", {
            c: conditional("${inputs.n}", "greater_than", 5),
            a: echo("high"),
            b: echo("low"),
            out: output("${a.output ?? b.output}")
        }),
        inputs: { n: 9 },
        expect: {
            status: "completed",
            outputs: { out: "high" },
            nodes: { c: "completed", a: "completed", b: "skipped", out: "completed" },
            reasons: { b: "not_taken" }
        }
    },
    //  c ─true▶ a ○ ─▶ b ○ ─▶ out ○
    {
        name: "a dead path ends everything behind it, and the execution is completed",
        definition: draw("c:true -> a, a -> b, b -> out", {
            c: conditional("a", "equals", "b"),
            a: echo(1),
            b: echo(2),
            out: output("${b.output ?? null}")
        }),
        expect: {
            status: "completed",
            outputs: {},
            nodes: { c: "completed", a: "skipped", b: "skipped", out: "skipped" }
        }
    },
    //  a ─▶ out        ${inputs.nothing} is not there
    {
        name: "a reference that leads nowhere fails its node and names what is missing",
        definition: draw("a -> out", {
            a: echo("${inputs.nothing}"),
            out: output("${a.output}")
        }),
        inputs: { something: 1 },
        expect: {
            status: "failed",
            error: "UNRESOLVED_REFERENCE",
            nodes: { a: "failed", out: "skipped" }
        }
    },
    //  a ─▶ (b) ─▶ out        b is disabled: a is joined to out
    {
        name: "a disabled node is not there, and what reads it reads its source",
        definition: draw("a -> b, b -> out", {
            a: echo("from a"),
            b: { ...echo("from b"), disabled: true },
            out: output("${b.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "from a" },
            nodes: { a: "completed", out: "completed" }
        }
    },
    //  order ─▶ vip ┬true▶ fast ○ ┐
    //               └false▶ slow ─┴▶ ship ─▶ each[ line ] ─▶ done
    {
        name: "the example of the contract: a branch, a merge, a loop over lines side by side",
        definition: example,
        inputs: { lines: [{ sku: "a" }, { sku: "b" }] },
        expect: {
            status: "completed",
            outputs: {
                lines: [
                    { sku: "a", by: "standard", n: 0 },
                    { sku: "b", by: "standard", n: 1 }
                ]
            },
            nodes: {
                fast: "skipped",
                slow: "completed",
                ship: "completed",
                each: "completed",
                "each[0]/line": "completed",
                "each[1]/line": "completed",
                done: "completed"
            },
            reasons: { fast: "not_taken" }
        }
    },
    {
        name: "the same with gold and no lines",
        definition: example,
        inputs: { lines: [], tier: "gold" },
        expect: {
            status: "completed",
            outputs: { lines: [] },
            nodes: { fast: "completed", slow: "skipped", each: "completed", done: "completed" },
            counts: { "turn:started": 0 }
        }
    },
    //       ┌gold▶──── a
    //  s ───┼silver▶── b ○
    //       └default▶─ c ○
    {
        name: "a switch takes the first case that matches, and only that",
        definition: draw(
            "s:gold -> a, s:silver -> b, s:default -> c, a -> out, b -> out, c -> out",
            {
                s: tiers("first"),
                a: echo("a"),
                b: echo("b"),
                c: echo("c"),
                out: output({ way: "${s.output.matched}", got: "${a.output}" })
            }
        ),
        inputs: { tier: "gold" },
        expect: {
            status: "completed",
            outputs: { out: { way: ["gold"], got: "a" } },
            nodes: { a: "completed", b: "skipped", c: "skipped", out: "completed" },
            reasons: { b: "not_taken", c: "not_taken" }
        }
    },
    //       ┌gold▶──── a ───┐
    //  s ───┼precious▶ b ───┼▶(all) m
    //       ├silver▶── c ○ ─┤
    //       └default▶─ d ○ ─┘
    {
        name: "a switch of all cases takes every one that matches, and they run side by side",
        definition: draw(
            "s:gold -> a, s:precious -> b, s:silver -> c, s:default -> d, a -> m, b -> m, c -> m, d -> m, m -> out",
            {
                s: tiers("all"),
                a: echo("a", { delay_ms: 20 }),
                b: echo("b"),
                c: echo("c"),
                d: echo("d"),
                m: node("merge", { mode: "object" }),
                out: output({ way: "${s.output.matched}", got: "${m.output}" })
            }
        ),
        inputs: { tier: "gold" },
        expect: {
            status: "completed",
            outputs: { out: { way: ["gold", "precious"], got: { a: "a", b: "b" } } },
            nodes: { a: "completed", b: "completed", c: "skipped", d: "skipped", m: "completed" }
        }
    },
    //       ┌gold▶──── a ○
    //  s ───┤
    //       └default▶─ b
    {
        name: "a switch without a match goes by default",
        definition: draw("s:gold -> a, s:default -> b, b -> out", {
            s: tiers("all"),
            a: echo("a"),
            b: echo("b"),
            out: output("${s.output.matched}")
        }),
        inputs: { tier: "Gold" },
        expect: {
            status: "completed",
            outputs: { out: [] },
            nodes: { a: "skipped", b: "completed", out: "completed" }
        }
    },
    //  a ─▶ s(append) ─▶ r(get) ─▶ out        vars.list
    {
        name: "a variable is written in the order of the log and read by whoever follows",
        definition: draw("a -> b, b -> c, c -> d, d -> out", {
            a: variable("set", "list", ["first"]),
            b: variable("append", "list", "${a.output[0]}, too"),
            c: variable("increment", "n", 5),
            d: variable("get", "nobody", "a default"),
            out: output({ list: "${vars.list}", n: "${vars.n}", got: "${d.output}" })
        }),
        expect: {
            status: "completed",
            outputs: { out: { list: ["first", "first, too"], n: 5, got: "a default" } },
            nodes: { a: "completed", b: "completed", c: "completed", d: "completed" }
        }
    }
];
