import { conditional, draw, echo, fails, input, output } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

/**
 * What every host has to do alike. Above each: the graph; `✗` fails, `○` is skipped, `⊘` is
 * cancelled. A control that works on one engine only does not ship.
 */
const QUICK = { attempts: 3, initial_ms: 100, multiplier: 1, jitter: false };

export const scenarios: readonly Scenario[] = [
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
    //  a(60 ms) ─┐
    //  b(1 ms)  ─┴▶(any) first ─▶ out
    {
        name: "any starts at the first live edge, once; the loser runs on",
        definition: draw("a -> first, b -> first, first -> out", {
            a: echo("slow", { delay_ms: 60 }),
            b: echo("fast", { delay_ms: 1 }),
            first: echo("${b.output}", {}, { join: "any" }),
            out: output("${first.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "fast" },
            nodes: { a: "completed", b: "completed", first: "completed", out: "completed" },
            order: [["node:started first", "node:completed a"]]
        }
    },
    //  a(30 s) ⊘ ─┐
    //  b        ─┴▶(any, losers: cancel) out
    {
        name: "a join that cancels its losers",
        definition: draw("a -> out, b -> out", {
            a: echo("slow", { delay_ms: 30_000 }),
            b: echo("fast", { delay_ms: 1 }),
            out: output("${b.output ?? null}", { join: "any", losers: "cancel" })
        }),
        expect: {
            status: "completed",
            outputs: { out: "fast" },
            nodes: { a: "cancelled", b: "completed", out: "completed" },
            reasons: { a: "lost" }
        }
    },
    //  a ───────┐
    //  b ───────┼▶(2 of 3) out
    //  c ─▶ d ○ ┘
    {
        name: "at least two of three",
        definition: draw("a -> out, b -> out, c:true -> d, d -> out", {
            a: echo("a"),
            b: echo("b", { delay_ms: 20 }),
            c: conditional(1, "equals", 2),
            d: echo("d"),
            out: output(["${a.output}", "${b.output}"], { join: { at_least: 2 } })
        }),
        expect: {
            status: "completed",
            outputs: { out: ["a", "b"] },
            nodes: { a: "completed", b: "completed", d: "skipped", out: "completed" }
        }
    },
    //  a ──────────┐
    //  c ─true▶ d ○┴▶(2 of 2) out ○
    {
        name: "a join that can no longer be reached is skipped",
        definition: draw("a -> out, c:true -> d, d -> out", {
            a: echo("a"),
            c: conditional(1, "equals", 2),
            d: echo("d"),
            out: output("never", { join: { at_least: 2 } })
        }),
        expect: {
            status: "completed",
            outputs: {},
            nodes: { a: "completed", d: "skipped", out: "skipped" },
            reasons: { out: "join_short" }
        }
    },
    //  a ✗ ─▶ b ○
    //  c(30 s) ⊘
    {
        name: "an unhandled failure stops what runs and skips the rest",
        definition: draw("a -> b", {
            a: fails(),
            b: echo(1),
            c: echo("slow", { delay_ms: 30_000 })
        }),
        expect: {
            status: "failed",
            error: "ECHO_FAILED",
            nodes: { a: "failed", b: "skipped", c: "cancelled" },
            reasons: { b: "scope_failed", c: "scope_failed" }
        }
    },
    //  a ✗ ─error▶ handle ─▶ out
    //     └out───▶ b ○
    {
        name: "an error port handles a failure, and the execution is completed",
        definition: draw("a:error -> handle, a -> b, handle -> out", {
            a: fails({ code: "CARD_DECLINED" }),
            b: echo(1),
            handle: echo("${a.error.code}: ${a.error.message}"),
            out: output("${handle.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "CARD_DECLINED: As asked." },
            nodes: { a: "failed", b: "skipped", handle: "completed", out: "completed" },
            reasons: { b: "not_taken" }
        }
    },
    //  a ✗(continue) ─▶ out
    {
        name: "continue goes on by the default port with null",
        definition: draw("a -> out", {
            a: fails({}, { on_error: "continue" }),
            out: output({ value: '${a.output ?? "none"}', code: "${a.error.code}" })
        }),
        expect: {
            status: "completed",
            outputs: { out: { value: "none", code: "ECHO_FAILED" } },
            nodes: { a: "failed", out: "completed" }
        }
    },
    //  a ✗✗✓ ─▶ out
    {
        name: "a retryable failure is tried again until it succeeds",
        definition: draw("a -> out", {
            a: echo(
                "at last",
                { fail: { message: "no", times: 2, retryable: true } },
                { retry: QUICK }
            ),
            out: output("${a.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "at last" },
            nodes: { a: "completed", out: "completed" },
            attempts: { a: 3, out: 1 }
        }
    },
    //  a ✗✗✗
    {
        name: "attempts end, and the last failure counts",
        definition: draw("", {
            a: fails({ retryable: true }, { retry: QUICK })
        }),
        expect: {
            status: "failed",
            error: "ECHO_FAILED",
            nodes: { a: "failed" },
            attempts: { a: 3 }
        }
    },
    //  a ✗
    {
        name: "a failure that cannot be retried is not, whatever the policy says",
        definition: draw("", { a: fails({ retryable: false }, { retry: QUICK }) }),
        expect: {
            status: "failed",
            error: "ECHO_FAILED",
            nodes: { a: "failed" },
            attempts: { a: 1 }
        }
    },
    //  a(30 s) ✗ timeout 0.1 s ─error▶ out
    {
        name: "an attempt's time is up",
        definition: draw("a:error -> out", {
            a: echo(1, { delay_ms: 30_000 }, { timeout_seconds: 0.1, retry: { attempts: 1 } }),
            out: output("${a.error.code}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "NODE_TIMEOUT" },
            nodes: { a: "failed", out: "completed" }
        }
    },
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
        act: {
            when: (facts) =>
                facts.some((fact) => fact.kind === "node:started" && fact.instance === "b"),
            signal: "cancel"
        },
        expect: {
            status: "cancelled",
            nodes: { a: "completed", b: "cancelled", c: "skipped" },
            reasons: { c: "cancelled" }
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
    }
];
