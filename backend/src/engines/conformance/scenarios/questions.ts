import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { after, conditional, draw, echo, fails, node, output, within } from "../scenario.ts";
import type { Act, Scenario } from "../scenario.ts";

/** As soon as it, and these beside it, are open. */
export function answers(instance: string, response: Json, ...beside: readonly string[]): Act {
    const open = [instance, ...beside].map((id) => `user:input:required ${id}`);
    return { when: after(...open), deed: { kind: "answer", instance, response } };
}

const selection = (options: Json): JsonObject => ({
    interaction: "selection",
    prompt: "Which?",
    options
});

/** What people are asked. */
export const questions: readonly Scenario[] = [
    //  ask ┬approved▶ yes
    //      └rejected▶ no ○
    {
        name: "an approval leaves by what was decided",
        definition: draw("ask:approved -> yes, ask:rejected -> no", {
            ask: node("user-input", { interaction: "approval", prompt: "Pay ${inputs.total}?" }),
            yes: output("${ask.output.response.comment} by ${ask.output.responded_by}"),
            no: output("no")
        }),
        inputs: { total: 5 },
        acts: [answers("ask", { approved: true, comment: "fine" })],
        expect: {
            status: "completed",
            outputs: { yes: "fine by tester" },
            nodes: { ask: "completed", yes: "completed", no: "skipped" },
            order: [
                ["user:input:required ask", "user:input:response ask"],
                ["user:input:response ask", "node:completed ask"]
            ]
        }
    },
    //  ask ┬approved▶ yes ○
    //      └rejected▶ no
    {
        name: "a rejection is no failure",
        definition: draw("ask:approved -> yes, ask:rejected -> no", {
            ask: node("user-input", { interaction: "approval", prompt: "Pay?" }),
            yes: output("yes"),
            no: output("no")
        }),
        acts: [answers("ask", { approved: false })],
        expect: {
            status: "completed",
            outputs: { no: "no" },
            nodes: { ask: "completed", yes: "skipped", no: "completed" }
        }
    },
    //  a ─▶ ask (fields) ─▶ out
    {
        name: "an answer has the fields that were asked for, defaults applied",
        definition: draw("ask -> out", {
            ask: node("user-input", {
                interaction: "input",
                prompt: "Where to?",
                fields: {
                    city: { type: "string", required: true },
                    days: { type: "integer", default: 2 }
                }
            }),
            out: output("${ask.output.response}")
        }),
        acts: [answers("ask", { city: "Rome" })],
        expect: {
            status: "completed",
            outputs: { out: { city: "Rome", days: 2 } },
            nodes: { ask: "completed" }
        }
    },
    //  one ┐
    //  two ┴▶(all) out        both open; the second is answered first
    {
        name: "two questions are open at a time, and no answer is lost",
        definition: draw("one -> out, two -> out", {
            one: node("user-input", selection("${inputs.options}")),
            two: node("user-input", { ...selection("${inputs.options}"), multiple: true }),
            out: output({ one: "${one.output.response}", two: "${two.output.response}" })
        }),
        inputs: {
            options: [
                { id: "a", label: "A" },
                { id: "b", label: "B" }
            ]
        },
        acts: [answers("two", ["b", "a"], "one"), answers("one", "a")],
        expect: {
            status: "completed",
            outputs: { out: { one: "a", two: ["b", "a"] } },
            nodes: { one: "completed", two: "completed", out: "completed" },
            order: [["user:input:response two", "user:input:response one"]]
        }
    },
    //  each[ ask ─▶ note ]  three at once, answered from the last to the first
    {
        name: "each turn has a question of its own; answers in reverse stand in the order of turns",
        definition: draw("ask -> keep, each -> out", {
            each: node("loop", { mode: "each", items: ["a", "b", "c"], concurrency: 3 }),
            ...within("each", {
                ask: node("user-input", {
                    interaction: "review",
                    prompt: "Is ${each.item} right?",
                    value: "${each.item}"
                }),
                keep: echo("${each.item}: ${ask.output.response.value}")
            }),
            out: output("${each.output}")
        }),
        acts: [2, 1, 0].map((turn) =>
            answers(
                `each[${turn}]/ask`,
                { approved: true, value: `v${turn}` },
                "each[0]/ask",
                "each[1]/ask"
            )
        ),
        expect: {
            status: "completed",
            outputs: { out: ["a: v0", "b: v1", "c: v2"] },
            nodes: { "each[0]/ask": "completed", "each[2]/keep": "completed" },
            order: [
                ["user:input:response each[2]/ask", "user:input:response each[1]/ask"],
                ["user:input:response each[1]/ask", "user:input:response each[0]/ask"]
            ]
        }
    },
    //  ask ⊘ ─▶ out ○        cancelled while nobody answers
    {
        name: "a question is closed when its execution is cancelled",
        definition: draw("ask -> out", {
            ask: node("user-input", { interaction: "input", prompt: "?" }),
            out: output("never")
        }),
        acts: [{ when: after("user:input:required ask"), deed: { kind: "cancel" } }],
        expect: { status: "cancelled", nodes: { ask: "cancelled", out: "skipped" } }
    },
    //  ask ⊘ , no ✗
    {
        name: "a failure beside a question closes it",
        definition: draw("slow -> no", {
            ask: node("user-input", { interaction: "input", prompt: "?" }),
            slow: echo(1, { delay_ms: 20 }),
            no: fails()
        }),
        expect: {
            status: "failed",
            error: "ECHO_FAILED",
            nodes: { ask: "cancelled", no: "failed" },
            reasons: { ask: "scope_failed" }
        }
    },
    //  each[ ask ┬approved▶ pay ┐
    //            └rejected▶ no ─┴▶ m ]  two at once
    {
        name: "approvals in turns decide the way of their own turn",
        definition: draw(
            "ask:approved -> pay, ask:rejected -> no, pay -> m, no -> m, each -> out",
            {
                each: node("loop", { mode: "each", items: [10, 20], concurrency: 2 }),
                ...within("each", {
                    ask: node("user-input", {
                        interaction: "approval",
                        prompt: "Pay ${each.item}?"
                    }),
                    pay: echo("paid ${each.item}"),
                    no: echo("kept ${each.item}"),
                    m: node("merge")
                }),
                out: output("${each.output}")
            }
        ),
        acts: [
            answers("each[1]/ask", { approved: true }, "each[0]/ask"),
            answers("each[0]/ask", { approved: false })
        ],
        expect: {
            status: "completed",
            outputs: { out: ["kept 10", "paid 20"] },
            nodes: { "each[0]/pay": "skipped", "each[1]/no": "skipped" }
        }
    },
    //  each[ ask ⊘ | no ✗ ]  two at once, stop
    {
        name: "a turn that fails closes the questions of the turns beside it",
        definition: draw("q:true -> ask, q:false -> slow, slow -> no", {
            each: node("loop", { mode: "each", items: [1, 2], concurrency: 2 }),
            ...within("each", {
                q: conditional("${each.item}", "equals", 1),
                ask: node("user-input", { interaction: "input", prompt: "?" }),
                slow: echo(1, { delay_ms: 20 }),
                no: fails({ code: "BAD_ITEM" })
            })
        }),
        expect: {
            status: "failed",
            error: "BAD_ITEM",
            nodes: { "each[0]/ask": "cancelled", "each[1]/no": "failed", each: "failed" }
        }
    }
];
