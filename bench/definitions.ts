/** The workflows that are measured, drawn by hand or made by length. */
interface Node {
    readonly id: string;
    readonly type: string;
    readonly data: { readonly [key: string]: unknown };
    readonly parentId?: string;
}

interface Edge {
    readonly source: string;
    readonly target: string;
    readonly sourceHandle?: string;
}

function definition(nodes: readonly Node[], edges: readonly Edge[]): object {
    return {
        nodes: Object.fromEntries(
            nodes.map((node, at) => [node.id, { ...node, position: { x: at * 200, y: 0 } }])
        ),
        edges: edges.map((edge, at) => ({ id: `e${at}`, ...edge }))
    };
}

const INPUT: Node = {
    id: "start",
    type: "input",
    data: { schema: { n: { type: "number", required: true }, name: { type: "string" } } }
};

function output(value: unknown): Node {
    return { id: "end", type: "output", data: { name: "answer", output: value } };
}

//  input ─ conditional ─true▶ set ─ set ─ output
export const LIGHT_5 = definition(
    [
        INPUT,
        {
            id: "check",
            type: "conditional",
            data: {
                condition: {
                    combinator: "and",
                    rules: [{ left: "${start.output.n}", operator: "greater_than", right: -1 }]
                }
            }
        },
        {
            id: "a",
            type: "echo",
            data: { value: { n: "${start.output.n}", text: "Hello ${start.output.name}" } }
        },
        {
            id: "b",
            type: "echo",
            data: { value: { n: "${a.output.n}", text: "${a.output.text}!" } }
        },
        output({ n: "${b.output.n}", text: "${b.output.text}" })
    ],
    [
        { source: "start", target: "check" },
        { source: "check", sourceHandle: "true", target: "a" },
        { source: "a", target: "b" },
        { source: "b", target: "end" }
    ]
);

/** `length` nodes in a row, the first being the input and the last the output. */
function chain(length: number, between: (at: number, before: string) => Node): object {
    const nodes: Node[] = [INPUT];
    const edges: Edge[] = [];
    for (let at = 1; at < length - 1; at += 1) {
        const before = nodes.at(-1)?.id ?? "start";
        nodes.push(between(at, before));
        edges.push({ source: before, target: `n${at}` });
    }
    const last = nodes.at(-1)?.id ?? "start";
    nodes.push(output({ n: `\${${last}.output.n}` }));
    edges.push({ source: last, target: "end" });
    return definition(nodes, edges);
}

export function lightChain(length: number): object {
    return chain(length, (at, before) => ({
        id: `n${at}`,
        type: "echo",
        data: { value: { n: `\${${before}.output.n}` } }
    }));
}

/** A run that leaves this process's own thread of work: `node:started` is on disk before it is sent. */
function effect(id: string, before: string, parentId?: string): Node {
    return {
        id,
        type: "echo",
        // A time that comes from elsewhere is not known to be none: such an echo runs outside.
        data: { value: { n: `\${${before}.output.n}` }, delay_ms: "${inputs.ms}" },
        ...(parentId === undefined ? {} : { parentId })
    };
}

/** An input, `effects` runs outside one after the other, an output. */
export function effectChain(effects: number): object {
    return chain(effects + 2, (at, before) => effect(`n${at}`, before));
}

const LOOP_INPUT: Node = {
    id: "start",
    type: "input",
    data: { schema: { times: { type: "number", required: true } } }
};

/** A loop of so many turns as it is told, each with one light node. */
export const LIGHT_LOOP = definition(
    [
        LOOP_INPUT,
        {
            id: "again",
            type: "loop",
            data: { mode: "times", times: "${start.output.times}", max_turns: 100_000 }
        },
        { id: "turn", type: "echo", data: { value: "${again.index}" }, parentId: "again" },
        output({ done: true })
    ],
    [
        { source: "start", target: "again" },
        { source: "again", target: "end" }
    ]
);

/** A loop whose turns take some time each: a stream of events for who watches. */
export const SLOW_LOOP = definition(
    [
        LOOP_INPUT,
        {
            id: "again",
            type: "loop",
            data: { mode: "times", times: "${start.output.times}", max_turns: 100_000 }
        },
        {
            id: "turn",
            type: "echo",
            data: { value: "${again.index}", delay_ms: "${inputs.ms}" },
            parentId: "again"
        },
        output({ done: true })
    ],
    [
        { source: "start", target: "again" },
        { source: "again", target: "end" }
    ]
);

/** So many branches side by side, joined by one node. */
export function branches(count: number): object {
    const ids = Array.from({ length: count }, (_, at) => `b${at}`);
    return definition(
        [
            INPUT,
            ...ids.map((id): Node => ({ id, type: "echo", data: { value: "${start.output.n}" } })),
            { id: "join", type: "merge", data: { mode: "first" } },
            output({ n: "${join.output}" })
        ],
        [
            ...ids.map((target): Edge => ({ source: "start", target })),
            ...ids.map((source): Edge => ({ source, target: "join" })),
            { source: "join", target: "end" }
        ]
    );
}

/** Waits until it is told a name, or until a time it is given. */
export const WAIT_FOR_EVENT = definition(
    [
        { id: "start", type: "input", data: { schema: {} } },
        { id: "pause", type: "wait", data: { mode: "event", name: "go" } },
        output({ done: true })
    ],
    [
        { source: "start", target: "pause" },
        { source: "pause", target: "end" }
    ]
);

export const WAIT_UNTIL = definition(
    [
        {
            id: "start",
            type: "input",
            data: { schema: { at: { type: "string", required: true } } }
        },
        { id: "pause", type: "wait", data: { mode: "until", at: "${start.output.at}" } },
        output({ done: true })
    ],
    [
        { source: "start", target: "pause" },
        { source: "pause", target: "end" }
    ]
);
