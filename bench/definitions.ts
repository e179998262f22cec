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
