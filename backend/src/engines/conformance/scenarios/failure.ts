import { draw, echo, fails, node, output } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

/** What fails, and who handles it. */
export const failure: readonly Scenario[] = [
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
    //  a ─▶ no ✗ ─▶ (nothing)
    {
        name: "a Fail node fails the execution with its own code, and is not tried again",
        definition: draw("a -> no", {
            a: echo("tea"),
            no: node(
                "fail",
                { message: "No ${a.output}.", code: "NO_STOCK" },
                { retry: { attempts: 5 } }
            )
        }),
        expect: {
            status: "failed",
            error: "NO_STOCK",
            nodes: { a: "completed", no: "failed" },
            attempts: { no: 1 }
        }
    },
    //  no ✗ ─error▶ out
    {
        name: "a Fail node may be handled like every failure",
        definition: draw("no:error -> out", {
            no: node("fail", { message: "No." }),
            out: output("${no.error.code}: ${no.error.message}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "FAILED: No." },
            nodes: { no: "failed", out: "completed" }
        }
    },
    //  a ✗(branch, nothing there) ─▶ b ○ ; c ─▶ out
    {
        name: "branch without an error edge counts as handled, and what follows is skipped",
        definition: draw("a -> b, c -> out", {
            a: fails({}, { on_error: "branch" }),
            b: echo(1),
            c: echo(2),
            out: output("${c.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: 2 },
            nodes: { a: "failed", b: "skipped", out: "completed" },
            reasons: { b: "not_taken" }
        }
    },
    //  a ✗ ─error▶ h ✗
    {
        name: "a failure while a failure is handled is one of its own",
        definition: draw("a:error -> h, h -> out", {
            a: fails({ code: "FIRST" }),
            h: fails({ code: "SECOND" }),
            out: output("never")
        }),
        expect: {
            status: "failed",
            error: "SECOND",
            nodes: { a: "failed", h: "failed", out: "skipped" },
            reasons: { out: "scope_failed" }
        }
    }
];
