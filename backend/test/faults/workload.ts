import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * What is run while processes die: one definition for each way an execution can be caught, with all
 * that has to come of it. `n` is its input, another one for each execution.
 */
export interface Work {
    readonly name: string;
    readonly definition: (sink: string, others: ReadonlyMap<string, string>) => JsonObject;
    readonly status: "completed" | "cancelled";
    readonly outputs: (n: number) => Json;
    /** Instances that reach the outside; of a cancelled one, those that may have. */
    readonly effects: (n: number) => readonly string[];
    /** What a client does once it is started. */
    readonly follow?: "answer" | "signal" | "cancel";
}

type Edge = string | readonly [from: string, port: string, to: string];

function graph(nodes: { readonly [id: string]: JsonObject }, edges: readonly Edge[]): JsonObject {
    const start = { type: "input", data: { schema: { n: { type: "number", required: true } } } };
    const all: [string, JsonObject][] = [["start", start], ...Object.entries(nodes)];
    return {
        nodes: Object.fromEntries(
            all.map(([id, node]) => [id, { id, position: { x: 0, y: 0 }, data: {}, ...node }])
        ),
        edges: edges.map((edge, index): JsonObject => {
            const [source = "", target = ""] = typeof edge === "string" ? edge.split(" > ") : [];
            if (typeof edge === "string") return { id: `e${index}`, source, target };
            return { id: `e${index}`, source: edge[0], sourceHandle: edge[1], target: edge[2] };
        })
    };
}

/** Attempts enough to outlive what the sink does to one key; refusals are not retried. */
const RETRY = {
    retry: { attempts: 6, initial_ms: 100, multiplier: 1, max_ms: 200, jitter: false }
};

const effect = (sink: string, value: Json, path = "ok", more: JsonObject = {}): JsonObject => ({
    type: "http",
    data: { method: "POST", url: `${sink}/${path}`, body: { value } },
    policy: RETRY,
    ...more
});
const echo = (value: Json): JsonObject => ({ type: "echo", data: { value } });
const output = (value: Json): JsonObject => ({
    type: "output",
    data: { name: "result", output: value }
});
const N = "${start.output.n}";
const valueOf = (id: string) => `\${${id}.output.body.value}`;

export const WORKLOAD: readonly Work[] = [
    {
        name: "line",
        definition: (sink) =>
            graph(
                {
                    a: effect(sink, N),
                    b: echo(valueOf("a")),
                    c: effect(sink, "${b.output}"),
                    end: output(valueOf("c"))
                },
                ["start > a", "a > b", "b > c", "c > end"]
            ),
        status: "completed",
        outputs: (n) => ({ result: n }),
        effects: () => ["a", "c"]
    },
    {
        name: "light",
        definition: () =>
            graph(
                {
                    a: echo(N),
                    b: echo("${a.output}"),
                    c: echo("${b.output}"),
                    end: output("${c.output}")
                },
                ["start > a", "a > b", "b > c", "c > end"]
            ),
        status: "completed",
        outputs: (n) => ({ result: n }),
        effects: () => []
    },
    {
        name: "choice and join",
        definition: (sink) =>
            graph(
                {
                    even: {
                        type: "conditional",
                        data: {
                            condition: {
                                combinator: "and",
                                rules: [
                                    { left: "${inputs.n}", operator: "less_than", right: 1_000_000 }
                                ]
                            }
                        }
                    },
                    yes: effect(sink, N),
                    no: effect(sink, N),
                    both: effect(sink, N, "slow"),
                    join: { type: "merge", data: { mode: "object" } },
                    end: output("${join.output.yes.body.value}")
                },
                [
                    "start > even",
                    ["even", "true", "yes"],
                    ["even", "false", "no"],
                    "start > both",
                    "yes > join",
                    "no > join",
                    "both > join",
                    "join > end"
                ]
            ),
        status: "completed",
        outputs: (n) => ({ result: n }),
        effects: () => ["yes", "both"]
    },
    {
        name: "loop over items",
        definition: (sink) =>
            graph(
                {
                    each: {
                        type: "loop",
                        data: { mode: "each", items: ["${inputs.n}", 2, 3, 4], concurrency: 2 }
                    },
                    send: effect(sink, "${each.item}", "ok", { parentId: "each" }),
                    keep: { ...echo(valueOf("send")), parentId: "each" },
                    end: output("${each.output}")
                },
                ["start > each", "send > keep", "each > end"]
            ),
        status: "completed",
        outputs: (n) => ({ result: [n, 2, 3, 4] }),
        effects: () => [0, 1, 2, 3].map((index) => `each[${index}]/send`)
    },
    {
        name: "wait",
        definition: (sink) =>
            graph(
                {
                    a: effect(sink, N),
                    sleep: { type: "wait", data: { mode: "duration", seconds: 0.7 } },
                    b: effect(sink, valueOf("a")),
                    end: output(valueOf("b"))
                },
                ["start > a", "a > sleep", "sleep > b", "b > end"]
            ),
        status: "completed",
        outputs: (n) => ({ result: n }),
        effects: () => ["a", "b"]
    },
    {
        name: "question",
        definition: (sink) =>
            graph(
                {
                    a: effect(sink, N),
                    ask: {
                        type: "user-input",
                        data: { interaction: "approval", prompt: "Go on?", timeout_seconds: 3_600 }
                    },
                    b: effect(sink, "${ask.output.response.comment}"),
                    end: output(valueOf("b"))
                },
                ["start > a", "a > ask", ["ask", "approved", "b"], "b > end"]
            ),
        status: "completed",
        // Says which of the answers was taken: exactly the acknowledged one (check.ts).
        outputs: () => null,
        effects: () => ["a", "b"],
        follow: "answer"
    },
    {
        name: "signal",
        definition: (sink) =>
            graph(
                {
                    a: effect(sink, N),
                    hold: {
                        type: "wait",
                        data: { mode: "event", name: "go", timeout_seconds: 3_600 }
                    },
                    b: effect(sink, N),
                    end: output(valueOf("b"))
                },
                ["start > a", "a > hold", "hold > b", "b > end"]
            ),
        status: "completed",
        outputs: (n) => ({ result: n }),
        effects: () => ["a", "b"],
        follow: "signal"
    },
    {
        name: "trouble outside",
        definition: (sink) =>
            graph(
                {
                    flaky: effect(sink, N, "flaky"),
                    dropped: effect(sink, N, "dropped"),
                    bad: effect(sink, N, "bad"),
                    mend: effect(sink, "${bad.error.code}"),
                    end: output(valueOf("mend"))
                },
                [
                    "start > flaky",
                    "flaky > dropped",
                    "dropped > bad",
                    ["bad", "error", "mend"],
                    "mend > end"
                ]
            ),
        status: "completed",
        outputs: () => ({ result: "HTTP_STATUS" }),
        effects: () => ["flaky", "dropped", "bad", "mend"]
    },
    {
        name: "call",
        definition: (sink, others) =>
            graph(
                {
                    call: {
                        type: "workflow",
                        data: {
                            workflow_id: others.get("line") ?? "",
                            inputs: { n: N },
                            wait: true
                        }
                    },
                    b: effect(sink, "${call.output.result}"),
                    end: output(valueOf("b"))
                },
                ["start > call", "call > b", "b > end"]
            ),
        status: "completed",
        outputs: (n) => ({ result: n }),
        effects: () => ["b"]
    },
    {
        name: "cancelled",
        definition: (sink) =>
            graph(
                {
                    a: effect(sink, N, "slow"),
                    sleep: { type: "wait", data: { mode: "duration", seconds: 3_600 } },
                    b: effect(sink, N)
                },
                ["start > a", "a > sleep", "sleep > b"]
            ),
        status: "cancelled",
        outputs: () => null,
        effects: () => ["a"],
        follow: "cancel"
    }
];
