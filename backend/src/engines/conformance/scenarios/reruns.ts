import {
    conditional,
    draw,
    echo,
    fails,
    node,
    output,
    rule,
    variable,
    within
} from "../scenario.ts";
import { answers } from "./questions.ts";
import type { Scenario } from "../scenario.ts";

/** What is run again, and what is taken over (`*`). */
export const reruns: readonly Scenario[] = [
    //  a* ─▶ b ─▶ out        again from b
    {
        name: "again from a node: what came before is taken over, what follows runs",
        definition: draw("a -> b, x -> out, b -> out", {
            a: echo("x".repeat(400), { delay_ms: 2 }),
            x: echo("beside"),
            b: echo("${a.output}!"),
            out: output("${b.output}")
        }),
        again: { from: ["b"] },
        expect: {
            status: "completed",
            outputs: { out: `${"x".repeat(400)}!` },
            nodes: { a: "completed", b: "completed", out: "completed" },
            reused: ["a", "x"]
        }
    },
    //  c* ┬true▶ a* ┐
    //     └false▶ b ○ ─┴▶ m ─▶ out        again from m
    {
        name: "skips come out of what was taken over, as they did before",
        definition: draw("c:true -> a, c:false -> b, a -> m, b -> m, m -> out", {
            c: conditional(1, "equals", 1),
            a: echo("a"),
            b: echo("b"),
            m: node("merge", { mode: "object" }),
            out: output("${m.output}")
        }),
        again: { from: ["m"] },
        expect: {
            status: "completed",
            outputs: { out: { a: "a" } },
            nodes: { a: "completed", b: "skipped", m: "completed" },
            reused: ["c", "a"]
        }
    },
    //  a* ─▶ no ✗ ─▶ out ○        again with another output of no
    {
        name: "what failed is run again, or given",
        definition: draw("a -> no, no -> out", {
            a: echo("a"),
            no: fails(),
            out: output("${a.output} and ${no.output}")
        }),
        again: { from: ["no"], given: { no: "given" } },
        expect: {
            status: "completed",
            outputs: { out: "a and given" },
            nodes: { a: "completed", no: "completed", out: "completed" },
            reused: ["a"]
        }
    },
    //  no* ✗ ─error▶ h ─▶ out        again from h
    {
        name: "a failure that its error edge took is taken over like a success",
        definition: draw("no:error -> h, h -> out", {
            no: fails({ code: "KNOWN" }),
            h: echo("${no.error.code}"),
            out: output("${h.output}")
        }),
        again: { from: ["h"] },
        expect: {
            status: "completed",
            outputs: { out: "KNOWN" },
            nodes: { no: "failed", h: "completed", out: "completed" },
            reused: [],
            counts: { "node:failed": 1 }
        }
    },
    //  outer[ inner[ a ─▶ b ] ]        again from one turn's a
    {
        name: "again inside a turn of a loop in a loop: the other turns are kept",
        definition: draw("a -> b, outer -> out", {
            outer: node("loop", { mode: "each", items: [1, 2], concurrency: 2 }),
            inner: { ...node("loop", { mode: "each", items: ["x", "y"] }), parentId: "outer" },
            ...within("inner", {
                a: echo("${outer.item}${inner.item}"),
                b: echo("${a.output}!")
            }),
            out: output("${outer.output}")
        }),
        again: { from: ["outer[1]/inner[0]/a"], given: { "outer[1]/inner[0]/a": "new" } },
        expect: {
            status: "completed",
            outputs: {
                out: [
                    ["1x!", "1y!"],
                    ["new!", "2y!"]
                ]
            },
            nodes: { "outer[1]/inner[0]/b": "completed", outer: "completed" },
            reused: [
                "outer[0]/inner",
                "outer[0]/inner[0]/a",
                "outer[0]/inner[0]/b",
                "outer[0]/inner[1]/a",
                "outer[0]/inner[1]/b",
                "outer[1]/inner[1]/a",
                "outer[1]/inner[1]/b"
            ]
        }
    },
    //  w[ inc ] while; again from turn 1: the later turns depend on it
    {
        name: "turns of a while after the first that runs again run again too",
        definition: draw("w -> out", {
            w: node("loop", { mode: "while", condition: rule("${w.last ?? 0}", "less_than", 3) }),
            inc: { ...variable("increment", "n"), parentId: "w" },
            out: output("${w.output}")
        }),
        again: { from: ["w[1]/inc"] },
        expect: {
            status: "completed",
            outputs: { out: [1, 2, 3] },
            nodes: { "w[0]/inc": "completed", "w[2]/inc": "completed" },
            reused: ["w[0]/inc"]
        }
    },
    //  ask* ─▶ b ─▶ out        again from b
    {
        name: "nobody is asked again what was answered",
        definition: draw("ask -> b, b -> out", {
            ask: node("user-input", { interaction: "input", prompt: "?" }),
            b: echo("${ask.output.response.n}"),
            out: output("${b.output}")
        }),
        acts: [answers("ask", { n: 7 })],
        again: { from: ["b"] },
        expect: {
            status: "completed",
            outputs: { out: 7 },
            nodes: { ask: "completed", b: "completed" },
            reused: ["ask"],
            never: ["user:input:required ask"]
        }
    },
    //  a ─▶ b ─▶ out        again from a
    {
        name: "again from the first node runs all of it",
        definition: draw("a -> b, b -> out", {
            a: echo(1),
            b: echo("${a.output}"),
            out: output("${b.output}")
        }),
        again: { from: ["a"] },
        expect: { status: "completed", outputs: { out: 1 }, nodes: { b: "completed" }, reused: [] }
    }
];
