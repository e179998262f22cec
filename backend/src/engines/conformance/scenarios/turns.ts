import { after, conditional, draw, echo, fails, node, output, rule, within } from "../scenario.ts";
import type { NodeDraft, Scenario } from "../scenario.ts";

/** A node `a` that gives the item, but for the one that is bad: there `no` fails instead. */
function failsAt(bad: number, code: string, loop = "each"): { readonly [id: string]: NodeDraft } {
    return {
        ok: conditional(`\${${loop}.item}`, "not_equals", bad),
        a: echo(`\${${loop}.item}`),
        no: fails({ code, message: `Not ${bad}.` })
    };
}

/** What becomes of a turn: its result, its failure, the turns inside it. */
export const turns: readonly Scenario[] = [
    //  each[ a ✗ at 1 ] stop
    {
        name: "a turn that fails stops the loop with its code and its index",
        definition: draw("ok:true -> a, ok:false -> no, a -> b, no -> b, each:error -> out", {
            each: node("loop", { mode: "each", items: [1, 2, 3] }),
            ...within("each", { ...failsAt(2, "BAD_ITEM"), b: echo("${a.output ?? null}") }),
            out: output({ code: "${each.error.code}", at: "${each.error.details.index}" })
        }),
        expect: {
            status: "completed",
            outputs: { out: { code: "BAD_ITEM", at: 1 } },
            nodes: {
                "each[0]/b": "completed",
                "each[1]/no": "failed",
                "each[1]/b": "skipped",
                each: "failed"
            },
            counts: { "turn:started": 2 }
        }
    },
    //  each[ a(30 s) ⊘ | ✗ ] three at once
    {
        name: "a turn that stops the loop stops the turns beside it",
        definition: draw("c:true -> slow, c:false -> no", {
            each: node("loop", { mode: "each", items: [1, 2, 3], concurrency: 3 }),
            ...within("each", {
                c: conditional("${each.item}", "not_equals", 2),
                slow: echo(1, { delay_ms: 30_000 }),
                no: fails({ code: "BAD_ITEM" })
            })
        }),
        expect: {
            status: "failed",
            error: "BAD_ITEM",
            nodes: {
                "each[0]/slow": "cancelled",
                "each[1]/no": "failed",
                "each[2]/slow": "cancelled",
                each: "failed"
            }
        }
    },
    //  each[ ✗ at 1 ] collect
    {
        name: "a loop that collects puts the error in the turn's place, and completes",
        definition: draw("ok:true -> a, ok:false -> no, each -> out", {
            each: node("loop", {
                mode: "each",
                items: [1, 2, 3],
                on_item_error: "collect",
                result_node: "a"
            }),
            ...within("each", failsAt(2, "BAD_ITEM")),
            out: output("${each.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [1, { error: { code: "BAD_ITEM", message: "Not 2." } }, 3] },
            nodes: { "each[1]/no": "failed", each: "completed", out: "completed" }
        }
    },
    //  outer[ inner[ c ─▶ a | ✗ ] ─▶ sum ]   two by two, collecting inside
    {
        name: "loops in loops, the inner one collecting its errors, side by side",
        definition: draw("ok:true -> a, ok:false -> no, inner -> sum, outer -> out", {
            outer: node("loop", { mode: "each", items: [[1, 2], [], [2, 3]], concurrency: 2 }),
            ...within("outer", {
                inner: node("loop", {
                    mode: "each",
                    items: "${outer.item}",
                    concurrency: 2,
                    on_item_error: "collect",
                    result_node: "a"
                }),
                sum: echo({ row: "${outer.index}", got: "${inner.output}" })
            }),
            ...within("inner", failsAt(2, "BAD_ITEM", "inner")),
            out: output("${outer.output}")
        }),
        expect: {
            status: "completed",
            outputs: {
                out: [
                    { row: 0, got: [1, { error: { code: "BAD_ITEM", message: "Not 2." } }] },
                    { row: 1, got: [] },
                    { row: 2, got: [{ error: { code: "BAD_ITEM", message: "Not 2." } }, 3] }
                ]
            },
            nodes: {
                "outer[0]/inner[1]/no": "failed",
                "outer[2]/inner[0]/no": "failed",
                "outer[1]/inner": "completed",
                outer: "completed"
            }
        }
    },
    //  a[ b[ c[ d ] ] ] two turns each
    {
        name: "three loops deep, results nest as the loops do",
        definition: draw("a -> out", {
            a: node("loop", { mode: "times", times: 2 }),
            b: { ...node("loop", { mode: "times", times: 2, concurrency: 2 }), parentId: "a" },
            c: { ...node("loop", { mode: "times", times: 2 }), parentId: "b" },
            d: { ...echo("${a.index}${b.index}${c.index}"), parentId: "c" },
            out: output("${a.output}")
        }),
        expect: {
            status: "completed",
            outputs: {
                out: [
                    [
                        ["000", "001"],
                        ["010", "011"]
                    ],
                    [
                        ["100", "101"],
                        ["110", "111"]
                    ]
                ]
            },
            nodes: { "a[1]/b[1]/c[1]/d": "completed" },
            counts: { "turn:started": 14 }
        }
    },
    //  e[ w[ t[ ok ┬true▶ a
    //             └false▶ no ✗ ] ] ─▶ sum ]        each beside each other, a while, times
    {
        name: "three loops deep, failures are collected where they happen, a while stays in order",
        definition: draw("ok:true -> a, ok:false -> no, w -> sum, e -> out", {
            e: node("loop", { mode: "each", items: "${inputs.items}", concurrency: 3 }),
            ...within("e", {
                w: node("loop", {
                    mode: "while",
                    condition: rule("${w.index}", "less_than", "${e.item}")
                }),
                sum: echo({ i: "${e.index}", got: "${w.output}" })
            }),
            t: {
                ...node("loop", {
                    mode: "times",
                    times: 2,
                    concurrency: 2,
                    on_item_error: "collect",
                    result_node: "a"
                }),
                parentId: "w"
            },
            ...within("t", {
                ok: conditional("${t.index}", "less_than", "${w.index}"),
                a: echo("${e.index}${w.index}${t.index}", { delay_ms: 3 }),
                no: node("fail", { message: "${w.index}${t.index}", code: "INNER" })
            }),
            out: output("${e.output}")
        }),
        inputs: { items: [0, 2] },
        expect: {
            status: "completed",
            outputs: {
                out: [
                    { i: 0, got: [] },
                    {
                        i: 1,
                        got: [
                            [
                                { error: { code: "INNER", message: "00" } },
                                { error: { code: "INNER", message: "01" } }
                            ],
                            ["110", { error: { code: "INNER", message: "11" } }]
                        ]
                    }
                ]
            },
            nodes: { "e[1]/w[1]/t[0]/a": "completed", "e[1]/w[0]/t[1]/no": "failed" },
            counts: { "turn:started": 8 },
            order: [["turn:completed e[1]/w[0]", "turn:started e[1]/w[1]"]]
        }
    },
    //  t[ a ─▶ b , c ]     b and c are ends
    {
        name: "a turn with several ends gives an object, one that is skipped apart",
        definition: draw("a -> b, q:true -> c, t -> out", {
            t: node("loop", { mode: "times", times: 2 }),
            ...within("t", {
                a: echo("a"),
                b: echo("${a.output}b"),
                q: conditional("${t.index}", "equals", 0),
                c: echo("c")
            }),
            out: output("${t.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [{ b: "ab", c: "c" }, { b: "ab" }] },
            nodes: { "t[0]/c": "completed", "t[1]/c": "skipped" }
        }
    },
    {
        name: "a named node gives the result of a turn; an end that was skipped gives null",
        definition: draw("a -> b, q:true -> c, t -> out, u -> other", {
            t: node("loop", { mode: "times", times: 1, result_node: "a" }),
            ...within("t", { a: echo("a"), b: echo("b") }),
            out: output("${t.output}"),
            u: node("loop", { mode: "times", times: 2 }),
            ...within("u", { q: conditional("${u.index}", "equals", 0), c: echo("c") }),
            other: output("${u.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: ["a"], other: ["c", null] },
            nodes: { "u[1]/c": "skipped" }
        }
    },
    //  t[ c ┬▶ a ┬▶ m ]
    //        └▶ b ┘
    {
        name: "branches and merges inside a turn are that turn's own",
        definition: draw("c:true -> a, c:false -> b, a -> m, b -> m, t -> out", {
            t: node("loop", { mode: "times", times: 3, concurrency: 3 }),
            ...within("t", {
                c: conditional("${t.index}", "equals", 1),
                a: echo("one", { delay_ms: 5 }),
                b: echo("other ${t.index}"),
                m: node("merge", { mode: "object" })
            }),
            out: output("${t.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [{ b: "other 0" }, { a: "one" }, { b: "other 2" }] },
            nodes: { "t[0]/a": "skipped", "t[1]/b": "skipped", "t[2]/m": "completed" }
        }
    },
    //  t[ a ] 1 000 turns, twenty at once
    {
        name: "a thousand turns",
        definition: draw("t -> out", {
            t: node("loop", { mode: "times", times: 1_000, concurrency: 20 }),
            a: { ...echo("${t.index}"), parentId: "t" },
            out: output({ first: "${t.output[0]}", last: "${t.output[-1]}" })
        }),
        expect: {
            status: "completed",
            outputs: { out: { first: 0, last: 999 } },
            nodes: { t: "completed" },
            counts: { "turn:completed": 1_000 }
        }
    },
    //  t[ a(30 s) ⊘ ]        cancelled in turn 1
    {
        name: "cancel reaches into turns",
        definition: draw("c:true -> slow, t -> out", {
            t: node("loop", { mode: "times", times: 3 }),
            ...within("t", {
                c: conditional("${t.index}", "equals", 1),
                slow: echo(1, { delay_ms: 30_000 })
            }),
            out: output("${t.output}")
        }),
        acts: [{ when: after("node:started t[1]/slow"), deed: { kind: "cancel" } }],
        expect: {
            status: "cancelled",
            nodes: { "t[1]/slow": "cancelled", t: "cancelled", out: "skipped" },
            never: ["turn:started t[2]"]
        }
    },
    //  each[ risky ✗ ─error▶ fix ┐
    //             └out─▶ fine ───┴▶ m ]
    {
        name: "a failure handled inside its turn is that turn's business",
        definition: draw(
            "ok:true -> a, ok:false -> no, no:error -> fix, a -> m, fix -> m, each -> out",
            {
                each: node("loop", { mode: "each", items: [1, 2, 3], concurrency: 3 }),
                ...within("each", {
                    ...failsAt(2, "BAD_ITEM"),
                    fix: echo("${no.error.code} at ${each.index}"),
                    m: node("merge")
                }),
                out: output("${each.output}")
            }
        ),
        expect: {
            status: "completed",
            outputs: { out: [1, "BAD_ITEM at 1", 3] },
            nodes: { "each[1]/no": "failed", "each[1]/fix": "completed", "each[0]/fix": "skipped" }
        }
    },
    //  each[ no ✗(go on) ─▶ next ]
    {
        name: "continue goes on inside a turn too",
        definition: draw("no -> next, each -> out", {
            each: node("loop", { mode: "times", times: 2 }),
            ...within("each", {
                no: fails({ code: "SKIPPED_OVER" }, { on_error: "continue" }),
                next: echo({ was: '${no.output ?? "nothing"}', code: "${no.error.code}" })
            }),
            out: output("${each.output}")
        }),
        expect: {
            status: "completed",
            outputs: {
                out: [
                    { was: "nothing", code: "SKIPPED_OVER" },
                    { was: "nothing", code: "SKIPPED_OVER" }
                ]
            },
            nodes: { "each[0]/no": "failed", "each[1]/next": "completed", each: "completed" }
        }
    },
    //  each ✗(go on) ─▶ out
    {
        name: "a loop that fails may be continued from like any node",
        definition: draw("ok:true -> a, ok:false -> no, each -> out", {
            each: node("loop", { mode: "each", items: [2, 1] }, { on_error: "continue" }),
            ...within("each", failsAt(2, "BAD_ITEM")),
            out: output({ list: '${each.output ?? "none"}', code: "${each.error.code}" })
        }),
        expect: {
            status: "completed",
            outputs: { out: { list: "none", code: "BAD_ITEM" } },
            nodes: { each: "failed", out: "completed" },
            counts: { "turn:started": 1 }
        }
    },
    //  outer[ inner[ ✗ ] ✗ ] collect outside
    {
        name: "a failure goes up through loops until one collects it",
        definition: draw("ok:true -> a, ok:false -> no, outer -> out", {
            outer: node("loop", {
                mode: "each",
                items: [[1], [1, 2, 3], [3]],
                on_item_error: "collect"
            }),
            inner: {
                ...node("loop", { mode: "each", items: "${outer.item}", result_node: "a" }),
                parentId: "outer"
            },
            ...within("inner", failsAt(2, "BAD_ITEM", "inner")),
            out: output("${outer.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [[1], { error: { code: "BAD_ITEM", message: "Not 2." } }, [3]] },
            nodes: {
                "outer[1]/inner": "failed",
                "outer[1]/inner[1]/no": "failed",
                outer: "completed"
            },
            never: ["turn:started outer[1]/inner[2]"]
        }
    },
    //  each[ a ┐        any, per turn
    //        b ┴▶(any, cancel) m ]
    {
        name: "joins that cancel their losers do so within their turn",
        definition: draw("a -> m, b -> m, each -> out", {
            each: node("loop", { mode: "times", times: 2, concurrency: 2 }),
            ...within("each", {
                a: echo("slow", { delay_ms: 30_000 }),
                b: echo("fast ${each.index}", { delay_ms: 5 }),
                m: node("merge", { mode: "list" }, { join: "any", losers: "cancel" })
            }),
            out: output("${each.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [["fast 0"], ["fast 1"]] },
            nodes: { "each[0]/a": "cancelled", "each[1]/a": "cancelled", each: "completed" },
            reasons: { "each[0]/a": "lost" }
        }
    }
];
