import { conditional, draw, echo, fails, node, output } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

/** Where ways meet. */
export const joins: readonly Scenario[] = [
    //  a(300 ms) ┐
    //  b(1 ms)  ─┴▶(any) first ─▶ out
    {
        name: "any starts at the first live edge, once; the loser runs on",
        definition: draw("a -> first, b -> first, first -> out", {
            a: echo("slow", { delay_ms: 300 }),
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
    //  p ──┬▶ x ─▶(any) out         x has half of what it needs when its join goes ahead
    //  a ──┘         ▲
    //  b ────────────┘
    {
        name: "a loser that was half reached never starts",
        definition: draw("p -> x, a -> x, x -> out, b -> out", {
            p: echo("p"),
            a: echo("slow", { delay_ms: 30_000 }),
            x: echo("x"),
            b: echo("fast", { delay_ms: 1 }),
            out: output("${b.output ?? null}", { join: "any", losers: "cancel" })
        }),
        expect: {
            status: "completed",
            outputs: { out: "fast" },
            nodes: { p: "completed", a: "cancelled", x: "skipped", out: "completed" },
            reasons: { a: "lost", x: "lost" },
            never: ["node:started x"]
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
    //  c ┬true▶──────────┐
    //    └false▶ a ○ ────┴▶(all) m ─▶ out
    {
        name: "a merge fed by a condition itself runs, though its other way is dead",
        definition: draw("c:true -> m, c:false -> a, a -> m, m -> out", {
            c: conditional(1, "equals", 1),
            a: echo("a"),
            m: node("merge", { mode: "list" }),
            out: output("${m.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [{ result: true }] },
            nodes: { c: "completed", a: "skipped", m: "completed", out: "completed" }
        }
    },
    {
        name: "and runs when it is the other way round",
        definition: draw("c:true -> m, c:false -> a, a -> m, m -> out", {
            c: conditional(1, "equals", 2),
            a: echo("a"),
            m: node("merge"),
            out: output("${m.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "a" },
            nodes: { c: "completed", a: "completed", m: "completed", out: "completed" }
        }
    },
    //  slow(40 ms) ─1─┐
    //  fast ───────2──┴▶(all) m ─▶ out
    {
        name: "a merge gives the first by the order of its edges; who arrives first never counts",
        definition: draw("slow -> m, fast -> m, m -> out", {
            slow: echo("slow", { delay_ms: 40 }),
            fast: echo("fast"),
            m: node("merge", { mode: "first" }),
            out: output("${m.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "slow" },
            nodes: { slow: "completed", fast: "completed", m: "completed", out: "completed" },
            order: [["node:completed fast", "node:completed slow"]]
        }
    },
    //  slow(300 ms) ┐
    //  fast ────────┴▶(any) m ─▶ pause(100 ms) ─▶ out
    {
        name: "a merge that did not wait for all knows nothing of who comes later",
        definition: draw("slow -> m, fast -> m, m -> later, slow -> later, later -> out", {
            slow: echo("slow", { delay_ms: 300 }),
            fast: echo("fast", { delay_ms: 1 }),
            m: node("merge", { mode: "object" }, { join: "any" }),
            later: node("merge", { mode: "object" }),
            out: output("${later.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: { m: { fast: "fast" }, slow: "slow" } },
            nodes: { slow: "completed", fast: "completed", m: "completed", later: "completed" },
            order: [["node:completed m", "node:completed slow"]]
        }
    },
    //  a ✗ ─error▶──┐
    //  b ✗(go on) ─┐│
    //  c ──────────┴┴▶(all) m
    {
        name: "what failed and was handled arrives at a merge as null",
        definition: draw("a:error -> m, b -> m, c -> m, m -> out", {
            a: fails(),
            b: fails({}, { on_error: "continue" }),
            c: echo("c"),
            m: node("merge", { mode: "list" }),
            out: output("${m.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [null, null, "c"] },
            nodes: { a: "failed", b: "failed", c: "completed", m: "completed" }
        }
    },
    //  a ─▶ (b) ─▶ m        b is disabled: a stands in its place
    //  c ────────▶ m
    {
        name: "where a disabled node was joined, a merge knows its source",
        definition: draw("a -> b, c -> m, b -> m, m -> out", {
            a: echo("a"),
            b: { ...echo("b"), disabled: true },
            c: echo("c"),
            m: node("merge", { mode: "object" }),
            out: output("${m.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: { c: "c", a: "a" } },
            nodes: { a: "completed", c: "completed", m: "completed" }
        }
    },
    //  c ─true▶ a ○ ┐
    //  d ─true▶ b ○ ┴▶(all) m ○ ─▶ out ○
    {
        name: "a merge with no live edge is skipped, and so is what follows",
        definition: draw("c:true -> a, d:true -> b, a -> m, b -> m, m -> out", {
            c: conditional(1, "equals", 2),
            d: conditional(1, "equals", 2),
            a: echo("a"),
            b: echo("b"),
            m: node("merge"),
            out: output("${m.output}")
        }),
        expect: {
            status: "completed",
            outputs: {},
            nodes: { a: "skipped", b: "skipped", m: "skipped", out: "skipped" },
            reasons: { m: "not_taken" }
        }
    },
    //  a ──────┐
    //  b ──────┼▶(2 of 3) m        c comes too late
    //  c(300 ms)┘
    {
        name: "a merge of at least two gives two",
        definition: draw("a -> m, b -> m, c -> m, m -> out, c -> late", {
            a: echo("a"),
            b: echo("b", { delay_ms: 5 }),
            c: echo("c", { delay_ms: 300 }),
            m: node("merge", { mode: "object" }, { join: { at_least: 2 } }),
            out: output("${m.output}"),
            late: output("${c.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: { a: "a", b: "b" }, late: "c" },
            nodes: { m: "completed", c: "completed" }
        }
    },
    //  c ┬true▶ m        s ┬a▶ k (2 of 2)
    //    └false▶ m         └b▶ k
    {
        name: "two ports of one node are two edges of a join, however many of them are live",
        definition: draw("c:true -> m, c:false -> m, s:a -> k, s:b -> k, m -> out, k -> both", {
            c: conditional(1, "equals", 1),
            m: node("merge", { mode: "list" }),
            out: output("${m.output}"),
            s: node("switch", {
                mode: "all",
                value: 1,
                cases: [
                    { id: "a", equals: 1 },
                    { id: "b", equals: 1 }
                ]
            }),
            k: node("merge", { mode: "list" }, { join: { at_least: 2 } }),
            both: output("${k.output[1].matched}")
        }),
        expect: {
            status: "completed",
            outputs: { out: [{ result: true }], both: ["a", "b"] },
            nodes: { m: "completed", k: "completed" }
        }
    }
];
