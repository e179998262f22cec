import { after, draw, echo, fails, node, output } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

/** What people do to an execution, and the time it has. */
export const control: readonly Scenario[] = [
    //  a(30 s) ⊘ ─▶ b ○        execution timeout 1 s
    {
        name: "the execution's time is up",
        definition: draw(
            "a -> b",
            { a: echo(1, { delay_ms: 30_000 }), b: echo(2) },
            { timeout_seconds: 1 }
        ),
        expect: {
            status: "timed_out",
            error: "EXECUTION_TIMED_OUT",
            nodes: { a: "cancelled", b: "skipped" },
            reasons: { b: "timed_out" }
        }
    },
    //  a ─▶ b(30 s) ⊘ ─▶ c ○        cancelled while b runs
    {
        name: "cancel stops what runs, and nothing starts after it",
        definition: draw("a -> b, b -> c", {
            a: echo(1),
            b: echo(2, { delay_ms: 30_000 }),
            c: echo(3)
        }),
        acts: [{ when: after("node:started b"), deed: { kind: "cancel" } }],
        expect: {
            status: "cancelled",
            nodes: { a: "completed", b: "cancelled", c: "skipped" },
            reasons: { c: "cancelled" }
        }
    },
    //  a ✗ ─▶ b ○        then: tidy ─▶ done (cleanup)
    {
        name: "the cleanup lane runs after a failure and changes no status",
        definition: draw(
            "a -> b, tidy -> done",
            { a: fails(), b: echo(1), tidy: echo("tidy"), done: echo("${tidy.output} done") },
            { cleanup: "tidy" }
        ),
        expect: {
            status: "failed",
            error: "ECHO_FAILED",
            nodes: { a: "failed", b: "skipped", tidy: "completed", done: "completed" }
        }
    },
    //  a(400 ms) ─▶ b        paused while a runs, resumed
    {
        name: "a pause lets finish what runs and starts nothing until it is resumed",
        definition: draw("a -> b, b -> out", {
            a: echo("a", { delay_ms: 400 }),
            b: echo("b"),
            out: output("${a.output}${b.output}")
        }),
        acts: [
            { when: after("node:started a"), deed: { kind: "pause" } },
            { when: after("node:completed a", "execution:paused"), deed: { kind: "resume" } }
        ],
        expect: {
            status: "completed",
            outputs: { out: "ab" },
            nodes: { a: "completed", b: "completed" },
            order: [
                ["execution:paused", "node:completed a"],
                ["node:completed a", "execution:resumed"],
                ["execution:resumed", "node:started b"]
            ]
        }
    },
    //  ask ─▶ out        answered in a pause
    {
        name: "a question can be answered in a pause, and takes effect afterwards",
        definition: draw("ask -> out", {
            ask: node("user-input", { interaction: "input", prompt: "?" }),
            out: output("${ask.output.response.n}")
        }),
        acts: [
            { when: after("user:input:required ask"), deed: { kind: "pause" } },
            {
                when: after("execution:paused"),
                deed: { kind: "answer", instance: "ask", response: { n: 1 } }
            },
            { when: after("user:input:response ask"), deed: { kind: "resume" } }
        ],
        expect: {
            status: "completed",
            outputs: { out: 1 },
            nodes: { ask: "completed", out: "completed" },
            order: [
                ["execution:paused", "user:input:response ask"],
                ["execution:resumed", "node:started out"]
            ]
        }
    },
    //  t[ a ] paused in a turn
    {
        name: "a pause starts no turn",
        definition: draw("t -> out", {
            t: node("loop", { mode: "each", items: [400, 1, 1] }),
            a: { ...echo("${t.index}", { delay_ms: "${t.item}" }), parentId: "t" },
            out: output("${t.output}")
        }),
        acts: [
            { when: after("node:started t[0]/a"), deed: { kind: "pause" } },
            { when: after("node:completed t[0]/a", "execution:paused"), deed: { kind: "resume" } }
        ],
        expect: {
            status: "completed",
            outputs: { out: [0, 1, 2] },
            nodes: { t: "completed" },
            order: [["execution:resumed", "turn:started t[1]"]]
        }
    },
    {
        name: "a paused execution can be cancelled",
        definition: draw("a -> b", { a: echo("a", { delay_ms: 400 }), b: echo("b") }),
        acts: [
            { when: after("node:started a"), deed: { kind: "pause" } },
            { when: after("node:completed a"), deed: { kind: "cancel" } }
        ],
        expect: {
            status: "cancelled",
            nodes: { a: "completed", b: "skipped" },
            never: ["node:started b", "execution:resumed"]
        }
    },
    //  w(forever) ⊘        execution timeout 1 s; then: tidy (cleanup)
    {
        name: "a wait does not outlast its execution, and cleaning up comes afterwards",
        definition: draw(
            "tidy -> done",
            {
                w: node("wait", { mode: "event", name: "never" }),
                tidy: echo("tidy", { delay_ms: 5 }),
                done: echo("${tidy.output} done")
            },
            { timeout_seconds: 1, cleanup: "tidy" }
        ),
        expect: {
            status: "timed_out",
            error: "EXECUTION_TIMED_OUT",
            nodes: { w: "cancelled", tidy: "completed", done: "completed" },
            reasons: { w: "timed_out" },
            order: [
                ["execution:timing_out", "cleanup:started"],
                ["cleanup:started", "node:started tidy"]
            ]
        }
    },
    //  a(30 s) ⊘        cancelled; then: tidy[ step ] (cleanup, a loop)
    {
        name: "cleaning up may loop and read what ended before it",
        definition: draw(
            "first -> a",
            {
                first: echo(["x", "y"]),
                a: echo(1, { delay_ms: 30_000 }),
                tidy: node("loop", { mode: "each", items: "${first.output}" }),
                step: { ...echo("removed ${tidy.item}"), parentId: "tidy" }
            },
            { cleanup: "tidy" }
        ),
        acts: [{ when: after("node:started a"), deed: { kind: "cancel" } }],
        expect: {
            status: "cancelled",
            nodes: { a: "cancelled", "tidy[1]/step": "completed", tidy: "completed" }
        }
    },
    //  a ─▶ b        then nothing: tidy ○ (cleanup)
    {
        name: "nothing is cleaned up after success",
        definition: draw("a -> b", { a: echo(1), b: echo(2), tidy: echo(3) }, { cleanup: "tidy" }),
        expect: {
            status: "completed",
            nodes: { a: "completed", b: "completed", tidy: "skipped" },
            never: ["node:started tidy", "cleanup:started"]
        }
    }
];
