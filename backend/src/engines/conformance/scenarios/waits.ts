import { after, draw, echo, node, output, within } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

/** Time and events. */
export const waits: readonly Scenario[] = [
    //  a ─▶ w(50 ms) ─▶ out
    {
        name: "a wait ends when its time has come, and never before",
        definition: draw("w -> out", {
            w: node("wait", { mode: "duration", seconds: 0.05 }),
            out: output("waited")
        }),
        expect: {
            status: "completed",
            outputs: { out: "waited" },
            nodes: { w: "completed", out: "completed" },
            order: [
                ["node:waiting w", "node:completed w"],
                ["node:completed w", "node:started out"]
            ]
        }
    },
    {
        name: "a time that has passed ends a wait at once",
        definition: draw("w -> out", {
            w: node("wait", { mode: "until", at: "2020-02-29T12:00:00+02:00" }),
            out: output("${w.output.waited_until}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "2020-02-29T10:00:00.000Z" },
            nodes: { w: "completed" },
            never: ["node:waiting w"]
        }
    },
    //  w(paid) ─▶ out        a signal comes
    {
        name: "an event ends the wait for it, and no other",
        definition: draw("w -> out, x -> other", {
            w: node("wait", { mode: "event", name: "paid-${inputs.order}" }),
            out: output("${w.output.event.amount}"),
            x: node("wait", { mode: "event", name: "cancelled" }),
            other: output("${x.output.event}")
        }),
        inputs: { order: 7 },
        acts: [
            {
                when: after("node:waiting w", "node:waiting x"),
                deed: { kind: "signal", name: "paid-7", data: { amount: 5 } }
            },
            {
                when: after("node:completed out"),
                deed: { kind: "signal", name: "cancelled", data: null }
            }
        ],
        expect: {
            status: "completed",
            outputs: { out: 5, other: null },
            nodes: { w: "completed", x: "completed" },
            order: [
                ["signal:received w", "node:completed w"],
                ["node:completed out", "signal:received x"]
            ]
        }
    },
    //  w(paid, 30 ms) ┬out▶ a ○
    //                 └timeout▶ b
    {
        name: "an event that does not come leaves by timeout",
        definition: draw("w -> a, w:timeout -> b", {
            w: node("wait", {
                mode: "event",
                name: "paid",
                timeout_seconds: 0.03,
                on_timeout: "continue"
            }),
            a: output("paid"),
            b: output("late")
        }),
        expect: {
            status: "completed",
            outputs: { b: "late" },
            nodes: { w: "completed", a: "skipped", b: "completed" }
        }
    },
    {
        name: "without an edge for it a timeout goes on by the default port, without an event",
        definition: draw("w -> out", {
            w: node("wait", {
                mode: "event",
                name: "paid",
                timeout_seconds: 0.03,
                on_timeout: "continue"
            }),
            out: output('${w.output.event ?? "nothing"}')
        }),
        expect: { status: "completed", outputs: { out: "nothing" }, nodes: { w: "completed" } }
    },
    //  w(paid, 30 ms) ✗ ─error▶ out
    {
        name: "an event that does not come fails the wait, unless it is told otherwise",
        definition: draw("w:error -> out", {
            w: node("wait", { mode: "event", name: "paid", timeout_seconds: 0.03 }),
            out: output("${w.error.code}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "NODE_TIMEOUT" },
            nodes: { w: "failed", out: "completed" }
        }
    },
    //  a, b, c wait; d runs        at most one at a time
    {
        name: "what waits takes nobody's place",
        definition: draw(
            "a -> out, b -> out, c -> out, d -> out",
            {
                a: node("wait", { mode: "event", name: "go" }),
                b: node("wait", { mode: "event", name: "go" }),
                c: node("wait", { mode: "event", name: "go" }),
                d: echo("d", { delay_ms: 5 }),
                out: output(["${a.output.event}", "${b.output.event}", "${c.output.event}"])
            },
            { concurrency: 1 }
        ),
        acts: [
            {
                when: after(
                    "node:waiting a",
                    "node:waiting b",
                    "node:waiting c",
                    "node:completed d"
                ),
                deed: { kind: "signal", name: "go", data: 1 }
            }
        ],
        expect: {
            status: "completed",
            outputs: { out: [1, 1, 1] },
            nodes: { a: "completed", b: "completed", c: "completed", d: "completed" }
        }
    },
    //  each[ w ] three at once
    {
        name: "turns wait side by side, each for itself",
        definition: draw("w -> a, each -> out", {
            each: node("loop", { mode: "each", items: [3, 2, 1], concurrency: 3 }),
            ...within("each", {
                w: node("wait", { mode: "duration", seconds: 0.02 }),
                a: echo("${each.item}")
            }),
            out: output("${each.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [3, 2, 1] },
            nodes: { "each[0]/w": "completed", "each[2]/w": "completed" },
            order: [
                ["node:waiting each[2]/w", "node:completed each[0]/w"],
                ["node:waiting each[0]/w", "turn:completed each[2]"]
            ]
        }
    },
    //  w(forever) ⊘ ─▶ out ○        cancelled while it waits
    {
        name: "a wait ends at once when it is cancelled",
        definition: draw("w -> out", {
            w: node("wait", { mode: "duration", seconds: 86_400 }),
            out: output("never")
        }),
        acts: [{ when: after("node:waiting w"), deed: { kind: "cancel" } }],
        expect: {
            status: "cancelled",
            nodes: { w: "cancelled", out: "skipped" },
            reasons: { w: "cancelled", out: "cancelled" }
        }
    }
];
