import type {
    Json,
    JsonObject,
    NodeError,
    Usage
} from "@flowmaestro/shared/orchestrator/values.ts";
import { own } from "@flowmaestro/shared/schema/json.ts";
import { prepareConfig } from "@flowmaestro/shared/workflow/config/prepare-config.ts";
import { scopeOf } from "@flowmaestro/shared/workflow/templates/scope.ts";
import type { Boundary, Incoming, NodeContext, NodeResult } from "./context.ts";
import type { Executor } from "./executor.ts";

export interface RunOptions {
    /** Of the execution. */
    readonly inputs?: JsonObject;
    /** What other nodes put out, by id. */
    readonly outputs?: JsonObject;
    readonly vars?: JsonObject;
    /** What a container offers inside: `index`, `count`, `item`, `last`, by its id. */
    readonly containers?: JsonObject;
    readonly boundary?: Boundary;
    /** What the live edges bring. */
    readonly incoming?: readonly Incoming[];
    /** Milliseconds; the node's clock stands still. */
    readonly now?: number;
    readonly fetch?: typeof globalThis.fetch;
    readonly attempt?: number;
    readonly signal?: AbortSignal;
}

export interface Ran {
    /** An error before the executor (a reference, the schema) is a failed result too. */
    readonly result: NodeResult;
    /** Time that passed on the node's own clock: nobody really waits. */
    readonly slept_ms: number;
    readonly logs: readonly { readonly level: string; readonly message: string }[];
    readonly progress: readonly number[];
    readonly streamed: string;
    readonly usage: readonly Usage[];
}

/**
 * One attempt of a node, for tests: references and schema are the real ones, only the clock is not.
 *
 *     const { result } = await runNode(echo, { value: "${a.output}" }, { outputs: { a: 1 } });
 */
export async function runNode<Config>(
    executor: Executor<Config>,
    data: JsonObject,
    options: RunOptions = {}
): Promise<Ran> {
    const inputs = options.inputs ?? {};
    const heard = { slept_ms: 0, streamed: "" };
    const logs: { level: string; message: string }[] = [];
    const progress: number[] = [];
    const usage: Usage[] = [];
    const signal = options.signal ?? new AbortController().signal;
    const context: NodeContext = {
        execution: EXECUTION,
        node_id: "node",
        instance: "node",
        attempt: options.attempt ?? 1,
        effect_key: `fm:${EXECUTION.id}:node`,
        inputs,
        boundary: options.boundary ?? null,
        incoming: options.incoming ?? [],
        now: () => options.now ?? Date.parse(EXECUTION.started_at),
        variable: (name) => own(options.vars ?? {}, name),
        fetch: options.fetch ?? noNetwork,
        signal,
        sleep: async (ms) => {
            signal.throwIfAborted();
            heard.slept_ms += ms;
            await Promise.resolve();
            signal.throwIfAborted();
        },
        log: (level, message) => void logs.push({ level, message }),
        progress: (percent) => void progress.push(percent),
        stream: (chunk) => void (heard.streamed += chunk),
        usage: (used) => void usage.push(used)
    };
    const { label: _label, ...config } = data;
    const prepared = prepareConfig(
        executor.definition,
        config,
        scope(inputs, options),
        options.boundary?.kind ?? "run"
    );
    const result = prepared.ok
        ? await executor.run(prepared.config, context)
        : failure(prepared.error);
    return { result, ...heard, logs, progress, usage };
}

const EXECUTION: NodeContext["execution"] = {
    id: "00000000-0000-7000-8000-000000000001",
    workflow_id: "00000000-0000-7000-8000-000000000002",
    workflow_name: "Test",
    version: 1,
    trigger: "test",
    started_at: "2026-01-01T00:00:00.000Z"
};

function scope(inputs: JsonObject, { outputs = {}, containers = {}, vars = {} }: RunOptions) {
    const nodes = Object.entries(outputs).map(([id, output]): [string, Json] => [id, { output }]);
    return scopeOf({
        ...Object.fromEntries(nodes),
        ...containers,
        inputs,
        vars,
        execution: { ...EXECUTION }
    });
}

const noNetwork: typeof globalThis.fetch = () =>
    Promise.reject(new Error("This test gave the node no network: pass `fetch`."));

function failure(error: NodeError): NodeResult {
    return { kind: "failed", error };
}
