import { draw, echo, node, output, variable } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

/** How much at a time, and how much in all; who writes what. */
export const caps: readonly Scenario[] = [
    //  a ┐
    //  b ┼▶ out        at most one at a time
    //  c ┘
    {
        name: "the execution's concurrency holds nodes back, first in first out",
        definition: draw(
            "a -> out, b -> out, c -> out",
            {
                a: echo("a", { delay_ms: 20 }),
                b: echo("b", { delay_ms: 20 }),
                c: echo("c", { delay_ms: 20 }),
                out: output("${a.output}${b.output}${c.output}")
            },
            { concurrency: 1 }
        ),
        expect: {
            status: "completed",
            outputs: { out: "abc" },
            nodes: { a: "completed", b: "completed", c: "completed", out: "completed" },
            order: [
                ["node:completed a", "node:started b"],
                ["node:completed b", "node:started c"]
            ]
        }
    },
    //  a ┐
    //  b ┼▶(all) out        each: n += 1
    //  c ┘
    {
        name: "writers of one variable never overlap: no increment is lost",
        definition: draw("each -> out", {
            each: node("loop", { mode: "times", times: 40, concurrency: 20 }),
            inc: { ...variable("increment", "n", 2), parentId: "each" },
            out: output("${vars.n}")
        }),
        expect: { status: "completed", outputs: { out: 80 }, nodes: { each: "completed" } }
    },
    {
        name: "names that objects are born with are variables like others",
        definition: draw("a -> b, b -> out", {
            a: variable("increment", "constructor"),
            b: variable("append", "__proto__", 1),
            out: output({
                a: "${vars.constructor}",
                b: '${vars["__proto__"]}',
                c: '${vars.toString ?? "none"}'
            })
        }),
        expect: {
            status: "completed",
            outputs: { out: { a: 1, b: [1], c: "none" } },
            nodes: { a: "completed", b: "completed" }
        }
    },
    //  t[ u[ a ] ]        seven turns in all
    {
        name: "the budget of turns counts those of all loops",
        definition: draw(
            "t -> out",
            {
                t: node("loop", { mode: "times", times: 3, on_item_error: "stop" }),
                u: { ...node("loop", { mode: "times", times: 3 }), parentId: "t" },
                a: { ...echo(1), parentId: "u" },
                out: output("${t.output}")
            },
            { budget: { turns: 7 } }
        ),
        expect: {
            status: "failed",
            error: "BUDGET_EXCEEDED",
            nodes: { out: "skipped" },
            counts: { "turn:started": 7 }
        }
    },
    //  each[ a ] four at once in the loop, two at once in all
    {
        name: "the execution's concurrency holds for turns too",
        definition: draw(
            "each -> out",
            {
                each: node("loop", { mode: "each", items: [15, 400, 15, 15], concurrency: 4 }),
                a: { ...echo("${each.index}", { delay_ms: "${each.item}" }), parentId: "each" },
                out: output("${each.output}")
            },
            { concurrency: 2 }
        ),
        expect: {
            status: "completed",
            outputs: { out: [0, 1, 2, 3] },
            nodes: { each: "completed" },
            order: [
                ["turn:started each[3]", "node:completed each[0]/a"],
                ["node:completed each[0]/a", "node:started each[2]/a"]
            ]
        }
    }
];
