/**
 * The least that can be called a workflow engine: nodes with in-degrees, a queue, and a line of text
 * for all that happened. No joins, no retries, no templates beyond a function, nothing checked.
 */
export interface ToyNode {
    readonly id: string;
    readonly run: (outputs: ReadonlyMap<string, unknown>, inputs: unknown) => unknown;
}

export interface ToyPlan {
    readonly nodes: readonly ToyNode[];
    /** Indexes of the nodes behind each node. */
    readonly next: readonly (readonly number[])[];
    readonly before: readonly number[];
}

export interface Walk {
    readonly outputs: ReadonlyMap<string, unknown>;
    readonly facts: string[];
}

export function toyPlan(nodes: readonly ToyNode[], edges: readonly [string, string][]): ToyPlan {
    const index = new Map(nodes.map(({ id }, at) => [id, at]));
    const next: number[][] = nodes.map(() => []);
    const before: number[] = nodes.map(() => 0);
    for (const [source, target] of edges) {
        const to = index.get(target) ?? 0;
        next[index.get(source) ?? 0]?.push(to);
        before[to] = (before[to] ?? 0) + 1;
    }
    return { nodes, next, before };
}

/** `step` is called with each fact; it may wait for the disk. Without it nothing is waited for. */
export async function walkAwaiting(
    plan: ToyPlan,
    inputs: unknown,
    step: (fact: string) => Promise<void>
): Promise<Walk> {
    const outputs = new Map<string, unknown>();
    const facts: string[] = [];
    for (const at of order(plan)) {
        const fact = perform(plan, at, outputs, inputs);
        facts.push(fact);
        await step(fact);
    }
    return { outputs, facts };
}

export function walk(plan: ToyPlan, inputs: unknown): Walk {
    const outputs = new Map<string, unknown>();
    const facts = [JSON.stringify({ kind: "execution:started", at: Date.now(), inputs })];
    for (const at of order(plan)) facts.push(perform(plan, at, outputs, inputs));
    facts.push(JSON.stringify({ kind: "execution:completed", at: Date.now() }));
    return { outputs, facts };
}

function* order({ next, before }: ToyPlan): Generator<number> {
    const left = [...before];
    const ready = left.flatMap((count, at) => (count === 0 ? [at] : []));
    for (let head = 0; head < ready.length; head += 1) {
        const at = ready[head] ?? 0;
        yield at;
        for (const to of next[at] ?? []) {
            left[to] = (left[to] ?? 0) - 1;
            if (left[to] === 0) ready.push(to);
        }
    }
}

function perform(
    plan: ToyPlan,
    at: number,
    outputs: Map<string, unknown>,
    inputs: unknown
): string {
    const node = plan.nodes[at];
    if (node === undefined) throw new Error("No such node.");
    const output = node.run(outputs, inputs);
    outputs.set(node.id, output);
    return JSON.stringify({ kind: "node:completed", at: Date.now(), node: node.id, output });
}
