import { draw, echo, node, output, rule, variable, within } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

/** Containers and their turns. */
export const loops: readonly Scenario[] = [
    //  each[ a ─▶ b ]        one after the other
    {
        name: "turns run one after the other, and each sees the result of the one before",
        definition: draw("a -> b, each -> out", {
            each: node("loop", { mode: "each", items: "${inputs.items}" }),
            ...within("each", {
                a: echo("${each.item}", { delay_ms: 3 }),
                b: echo({
                    n: "${a.output}",
                    i: "${each.index}",
                    of: "${each.count}",
                    was: "${each.last.n ?? null}"
                })
            }),
            out: output("${each.output}")
        }),
        inputs: { items: [7, 8, 9] },
        expect: {
            status: "completed",
            outputs: {
                out: [
                    { n: 7, i: 0, of: 3, was: null },
                    { n: 8, i: 1, of: 3, was: 7 },
                    { n: 9, i: 2, of: 3, was: 8 }
                ]
            },
            nodes: { "each[0]/b": "completed", "each[2]/b": "completed", each: "completed" },
            order: [
                ["turn:completed each[0]", "turn:started each[1]"],
                ["turn:completed each[1]", "turn:started each[2]"]
            ]
        }
    },
    //  each[ a ]        three at once; the first takes longest
    {
        name: "turns side by side end in any order; their results stand in that of the items",
        definition: draw("each -> out", {
            each: node("loop", { mode: "each", items: [300, 100, 1, 1], concurrency: 3 }),
            a: { ...echo("${each.index}", { delay_ms: "${each.item}" }), parentId: "each" },
            out: output("${each.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [0, 1, 2, 3] },
            nodes: { each: "completed", "each[0]/a": "completed" },
            order: [
                ["turn:started each[2]", "turn:completed each[0]"],
                ["turn:completed each[2]", "turn:started each[3]"],
                ["turn:completed each[2]", "turn:completed each[0]"]
            ]
        }
    },
    //  each[ a ] over nothing
    {
        name: "a loop over nothing gives an empty list",
        definition: draw("each -> out", {
            each: node("loop", { mode: "each", items: [] }),
            a: { ...echo(1), parentId: "each" },
            out: output("${each.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [] },
            nodes: { each: "completed", out: "completed" },
            counts: { "turn:started": 0 }
        }
    },
    //  each ✗ ─error▶ out
    {
        name: "what is no list cannot be looped over",
        definition: draw("each:error -> out", {
            each: node("loop", { mode: "each", items: "${inputs.items}" }),
            a: { ...echo(1), parentId: "each" },
            out: output("${each.error.code}")
        }),
        inputs: { items: { length: 3 } },
        expect: {
            status: "completed",
            outputs: { out: "TYPE_MISMATCH" },
            nodes: { each: "failed", out: "completed" }
        }
    },
    //  t[ a ] three times, then one time too many
    {
        name: "a number of times, and not one more than it may",
        definition: draw("t -> out, u:error -> over", {
            t: node("loop", { mode: "times", times: 3 }),
            a: { ...echo("${t.index}"), parentId: "t" },
            out: output("${t.output}"),
            u: node("loop", { mode: "times", times: 4, max_turns: 3 }),
            b: { ...echo("${u.index}"), parentId: "u" },
            over: output("${u.error.code}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [0, 1, 2], over: "LOOP_LIMIT" },
            nodes: { t: "completed", u: "failed", over: "completed" }
        }
    },
    //  ┌─────── w: while vars.n < 3 ───────┐
    //  │ inc(n += 1) ─▶ say               │ ─▶ out
    //  └───────────────────────────────────┘
    {
        name: "while is asked before each turn, with variables that the turns change",
        definition: draw("zero -> w, inc -> say, w -> out", {
            zero: variable("set", "n", 0),
            w: node("loop", { mode: "while", condition: rule("${vars.n}", "less_than", 3) }),
            ...within("w", {
                inc: variable("increment", "n"),
                say: echo("turn ${w.index}: ${inc.output}")
            }),
            out: output({ said: "${w.output}", n: "${vars.n}" })
        }),
        expect: {
            status: "completed",
            outputs: { out: { said: ["turn 0: 1", "turn 1: 2", "turn 2: 3"], n: 3 } },
            nodes: { w: "completed", "w[2]/inc": "completed" },
            counts: { "turn:started": 3, "scope:checked": 4 }
        }
    },
    {
        name: "while may take no turn at all",
        definition: draw("w -> out", {
            w: node("loop", { mode: "while", condition: rule("${w.index}", "less_than", 0) }),
            a: { ...echo(1), parentId: "w" },
            out: output("${w.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [] },
            nodes: { w: "completed" },
            counts: { "turn:started": 0, "scope:checked": 1 }
        }
    },
    //  u[ a ] until its last result is large enough
    {
        name: "until is asked after each turn, and takes one at least",
        definition: draw("u -> out, o -> once", {
            u: node("loop", {
                mode: "until",
                condition: rule("${u.last.sum}", "greater_or_equal", 3)
            }),
            a: {
                ...echo({ sum: "${u.index}", before: "${u.last.sum ?? -1}" }),
                parentId: "u"
            },
            out: output("${u.output}"),
            o: node("loop", { mode: "until", condition: rule("${o.index}", "equals", 0) }),
            b: { ...echo("b"), parentId: "o" },
            once: output("${o.output}")
        }),
        expect: {
            status: "completed",
            outputs: {
                out: [
                    { sum: 0, before: -1 },
                    { sum: 1, before: 0 },
                    { sum: 2, before: 1 },
                    { sum: 3, before: 2 }
                ],
                once: ["b"]
            },
            nodes: { u: "completed", o: "completed" }
        }
    },
    {
        name: "while that never ends stops at its limit",
        definition: draw("", {
            w: node("loop", {
                mode: "while",
                condition: rule("${w.index}", "greater_or_equal", 0),
                max_turns: 5
            }),
            a: { ...echo(1), parentId: "w" }
        }),
        expect: {
            status: "failed",
            error: "LOOP_LIMIT",
            nodes: { w: "failed", "w[4]/a": "completed" },
            counts: { "turn:started": 5 }
        }
    }
];
