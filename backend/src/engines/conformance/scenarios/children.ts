import {
    after,
    calls,
    conditional,
    draw,
    echo,
    fails,
    input,
    node,
    output,
    rule,
    within
} from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

const double = draw("in -> out", {
    in: input({ n: { type: "number", required: true } }),
    out: node("output", { name: "twice", output: ["${in.output.n}", "${inputs.n}"] })
});

/** Workflows that run others. */
export const children: readonly Scenario[] = [
    //  a ─▶ call( in ─▶ out ) ─▶ out
    {
        name: "a called workflow gets its inputs and gives its outputs",
        definition: draw("a -> call, call -> out", {
            a: echo(4),
            call: calls("double", { inputs: { n: "${a.output}" } }),
            out: output("${call.output}")
        }),
        others: { double },
        expect: {
            status: "completed",
            outputs: { out: { twice: [4, 4] } },
            nodes: { call: "completed", out: "completed" },
            order: [
                ["node:started call", "child:opened call"],
                ["child:opened call", "node:completed call"]
            ]
        }
    },
    //  call( slow ) ─▶ out        not awaited
    {
        name: "one that is not awaited is known by its execution id",
        definition: draw("call -> q, q:true -> out", {
            call: calls("endless", { wait: false }),
            q: node("conditional", {
                condition: rule("${call.output.execution_id}", "is_not_empty")
            }),
            out: output("went on")
        }),
        others: { endless: draw("", { slow: echo(1, { delay_ms: 300 }) }) },
        expect: {
            status: "completed",
            outputs: { out: "went on" },
            nodes: { call: "completed", out: "completed" }
        }
    },
    //  call( no ✗ ) ✗ ─error▶ out
    {
        name: "a called workflow that fails, fails its call with its own code",
        definition: draw("call:error -> q, q:true -> out", {
            call: calls("broken"),
            q: node("conditional", {
                condition: rule("${call.error.details.child_execution_id}", "exists")
            }),
            out: output("${call.error.code}: ${call.error.message}")
        }),
        others: { broken: draw("", { no: fails({ code: "CARD_DECLINED" }) }) },
        expect: {
            status: "completed",
            outputs: { out: "CARD_DECLINED: As asked." },
            nodes: { call: "failed", out: "completed" }
        }
    },
    {
        name: "what is not there cannot be called",
        definition: draw("", { call: calls("nobody") }),
        expect: { status: "failed", error: "NOT_FOUND", nodes: { call: "failed" } }
    },
    //  call( call( call( … )))
    {
        name: "workflows call each other ten deep, and no deeper",
        definition: draw("call:error -> out", {
            call: calls("itself"),
            out: output("${call.error.code}")
        }),
        others: {
            itself: draw("call -> out", { call: calls("itself"), out: output("${call.output}") })
        },
        expect: {
            status: "completed",
            outputs: { out: "RECURSION_LIMIT" },
            nodes: { call: "failed", out: "completed" }
        }
    },
    //  each[ call( in ─▶ out ) ]  three at once
    {
        name: "turns call side by side, each for itself",
        definition: draw("call -> twice, each -> out", {
            each: node("loop", { mode: "each", items: [1, 2, 3], concurrency: 3 }),
            ...within("each", {
                call: calls("double in turns", { inputs: { n: "${each.item}" } }),
                twice: echo("${call.output.twice[1]}")
            }),
            out: output("${each.output}")
        }),
        others: { "double in turns": double },
        expect: {
            status: "completed",
            outputs: { out: [1, 2, 3] },
            nodes: { "each[0]/call": "completed", "each[2]/twice": "completed" }
        }
    },
    //  call( wait ) ⊘ ─▶ out ○        cancelled while it waits
    {
        name: "a call ends when its caller is cancelled",
        definition: draw("call -> out", { call: calls("patient"), out: output("never") }),
        others: {
            patient: draw("", { w: node("wait", { mode: "duration", seconds: 86_400 }) })
        },
        acts: [{ when: after("child:opened call"), deed: { kind: "cancel" } }],
        expect: { status: "cancelled", nodes: { call: "cancelled", out: "skipped" } }
    },
    //  a(400 ms) ─▶ call( in ─▶ out ) ─▶ out        paused while a runs
    {
        name: "a pause begins no call; it begins when the execution is resumed",
        definition: draw("a -> call, call -> out", {
            a: echo(2, { delay_ms: 400 }),
            call: calls("double after a pause", { inputs: { n: "${a.output}" } }),
            out: output("${call.output.twice[0]}")
        }),
        others: { "double after a pause": double },
        acts: [
            { when: after("node:started a"), deed: { kind: "pause" } },
            { when: after("node:completed a", "execution:paused"), deed: { kind: "resume" } }
        ],
        expect: {
            status: "completed",
            outputs: { out: 2 },
            nodes: { call: "completed" },
            order: [["execution:resumed", "child:opened call"]]
        }
    },
    //  each[ call( in ─▶ ok ┬▶ out | no ✗ ) ] collect
    {
        name: "a loop collects the failures of what its turns call",
        definition: draw("each -> codes", {
            each: node("loop", { mode: "each", items: [1, 2], on_item_error: "collect" }),
            call: {
                ...calls("fussy", { inputs: { n: "${each.item}" } }),
                parentId: "each"
            },
            codes: output(["${each.output[0].out}", "${each.output[1].error.code}"])
        }),
        others: {
            fussy: draw("in -> ok, ok:true -> out, ok:false -> no", {
                in: input({ n: { type: "number", required: true } }),
                ok: conditional("${in.output.n}", "less_than", 2),
                out: output("${in.output.n}"),
                no: fails({ code: "TOO_MANY" })
            })
        },
        expect: {
            status: "completed",
            outputs: { codes: [1, "TOO_MANY"] },
            nodes: { "each[0]/call": "completed", "each[1]/call": "failed", each: "completed" }
        }
    }
];
