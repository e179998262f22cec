import type {
    ChildResult,
    Result,
    VariableWrite
} from "@flowmaestro/shared/orchestrator/events.ts";
import type { PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, NodeError, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type {
    Answer,
    AskAnswer,
    ChildAnswer,
    DoneAnswer,
    LoopAnswer,
    WaitAnswer
} from "./answer.ts";
import type { Callable } from "./callable.ts";
import { crashed } from "./node-error.ts";
import { plainJson } from "./plain-json.ts";
import { preview } from "./preview.ts";
import type { Results } from "./results.ts";
import type { ExecutionInfo } from "./scope.ts";
import type { Sealing, Secrecy } from "./secrecy.ts";
import { soon } from "./soon.ts";
import type { Soon } from "./soon.ts";
import { turnsSize } from "./turn-size.ts";
import { tooLarge, VALUE_BYTES } from "./values.ts";
import type { Encoded, ValueRow, Values } from "./values.ts";

/**
 * What a run answered, as the core takes it: data is encoded as values, whose rows are written before
 * or together with the fact that names them; a call of another workflow gets its version.
 */
export interface Kept {
    readonly result: Result;
    readonly rows: readonly ValueRow[];
}

export interface KeepRequest {
    readonly execution: ExecutionInfo;
    readonly node: PlanNode;
    readonly instance: string;
    readonly results: Results;
    /** Null where the execution has no secrets. */
    readonly secrecy: Secrecy | null;
}

export interface KeeperOptions {
    readonly values: Values;
    readonly callable: Callable;
}

const BECAUSE_BYTES = 1_024;

export class Keeper {
    private readonly options: KeeperOptions;

    constructor(options: KeeperOptions) {
        this.options = options;
    }

    keep(request: KeepRequest, answer: Answer): Soon<Kept> {
        switch (answer.kind) {
            case "failed":
                return refused(answer.error);
            case "done":
                return this.keepDone(request, answer);
            case "wait":
                return this.keepWait(request, answer);
            case "ask":
                return this.keepQuestion(request, answer);
            case "child":
                return this.keepChild(request, answer);
            case "loop":
                return this.keepLoop(request, answer);
            case "collected":
                return this.collect(request);
        }
    }

    private keepDone(request: KeepRequest, answer: DoneAnswer): Soon<Kept> {
        const { port, ports, vars = [] } = answer;
        if (ports === undefined && vars.length === 0 && answer.because === undefined)
            return this.keepOutput(request, port, answer.output);
        const because = boundedBecause(answer.because);
        const data = [answer.output, ...vars.map(({ value }) => value)];
        // A variable is given what its node puts out, or a part of that.
        return this.encode(request, data, ([output = NULL, ...written]) => ({
            kind: "done",
            port,
            ...(ports === undefined ? {} : { ports }),
            output,
            ...(because === undefined ? {} : { because }),
            ...(vars.length === 0 ? {} : { vars: writes(vars, written) })
        }));
    }

    /** Most answers: one output, one port. */
    private keepOutput(request: KeepRequest, port: string, output: unknown): Soon<Kept> {
        const sealing = sealingOf(request, request.node.secret?.output === true);
        const encoded = this.options.values.encode(request.execution.id, output, sealing);
        return soon(encoded, (done) => {
            if (!done.ok) return refused(unkept(done));
            const { value, row } = done;
            return {
                result: { kind: "done", port, output: value },
                rows: row === null ? NO_ROWS : [row]
            };
        });
    }

    private keepWait(request: KeepRequest, answer: WaitAnswer): Soon<Kept> {
        const { kind, timeout_output, ...rest } = answer;
        const data = timeout_output === undefined ? [] : [timeout_output];
        return this.encode(request, data, ([output]) => ({
            kind,
            ...present(rest),
            ...timeoutOutput(output)
        }));
    }

    /** The core carries what is asked as it is: here a value, which `requestOf` reads back. */
    private keepQuestion(request: KeepRequest, answer: AskAnswer): Soon<Kept> {
        const { kind: _kind, timeout_output, ...rest } = answer;
        const asked = askedInPublic(request, answer.request);
        const data = timeout_output === undefined ? [asked] : [asked, timeout_output];
        return this.encode(request, data, ([question = NULL, output]) => ({
            kind: "wait",
            ...present(rest),
            request: { ...question },
            ...timeoutOutput(output)
        }));
    }

    private keepChild(request: KeepRequest, answer: ChildAnswer): Soon<Kept> {
        const { workflow_id, version, input, detached } = answer;
        const { execution, results } = request;
        const found = this.options.callable({
            workspace_id: execution.workspace_id,
            workflow_id,
            ...(version === undefined ? {} : { version }),
            published_before: results.startedAt
        });
        return soon(found, (called): Soon<Kept> => {
            if (!called.ok) return refused(called.error);
            return this.encode(
                request,
                [input],
                ([value = NULL]): ChildResult => ({
                    kind: "child",
                    workflow_id,
                    version: called.version,
                    input: value,
                    detached
                }),
                takesSecret(request)
            );
        });
    }

    private keepLoop(request: KeepRequest, answer: LoopAnswer): Soon<Kept> {
        const { kind, items, ...rest } = answer;
        return this.encode(
            request,
            items === undefined ? [] : [items],
            ([value]) => ({
                kind,
                ...present(rest),
                ...(value === undefined ? {} : { items: value })
            }),
            takesSecret(request)
        );
    }

    /** An ordinary value from here on: nobody has to know that it was made of turns. */
    private collect(request: KeepRequest): Soon<Kept> {
        const loop = request.results.loop(request.instance);
        if (loop === undefined) return refused(crashed("it collected turns of nothing"));
        const size = turnsSize(loop.results);
        if (size > VALUE_BYTES) return refused(unkept(tooLarge(size)));
        return soon(this.options.values.readTurns(loop.results), (list) =>
            this.encode(request, [list], ([output = NULL]) => ({
                kind: "done",
                port: "out",
                output
            }))
        );
    }

    private encode(
        request: KeepRequest,
        data: readonly unknown[],
        result: (values: readonly Value[]) => Result,
        isSecret = request.node.secret?.output === true
    ): Soon<Kept> {
        const { execution } = request;
        const sealing = sealingOf(request, isSecret);
        const encoding = { values: [] as Value[], rows: [] as ValueRow[] };
        const encodeFrom = (first: number): Soon<Kept> => {
            for (let at = first; at < data.length; at += 1) {
                const encoded = this.options.values.encode(execution.id, data[at], sealing);
                if (encoded instanceof Promise)
                    return encoded.then((done) => take(encoding, done) ?? encodeFrom(at + 1));
                const refusal = take(encoding, encoded);
                if (refusal !== null) return refusal;
            }
            return { result: result(encoding.values), rows: encoding.rows };
        };
        return encodeFrom(0);
    }
}

/** Adds what was encoded; what cannot be kept is the node's failure. */
function take(
    { values, rows }: { readonly values: Value[]; readonly rows: ValueRow[] },
    encoded: Encoded
): Kept | null {
    if (!encoded.ok) return refused(unkept(encoded));
    values.push(encoded.value);
    if (encoded.row !== null) rows.push(encoded.row);
    return null;
}

/** By where the plan says that secrets flow, and by what stands in it. */
function sealingOf({ secrecy }: KeepRequest, isSecret: boolean): Sealing | undefined {
    if (secrecy === null) return undefined;
    return { applies: (text) => isSecret || secrecy.isIn(text), mark: true };
}

function takesSecret({ node }: KeepRequest): boolean {
    return node.secret?.fields !== undefined;
}

/** People who are asked are no more meant to see secrets than others. */
function askedInPublic({ secrecy, node }: KeepRequest, asked: AskAnswer["request"]): unknown {
    if (secrecy === null) return asked;
    const plain = plainJson(asked);
    return plain.ok ? secrecy.redactConfig(plain.json, node.secret) : asked;
}

const NULL: Value = { json: null };
const NO_ROWS: readonly ValueRow[] = [];

export function refused(error: NodeError): Kept {
    return { result: { kind: "failed", error }, rows: [] };
}

function writes(
    vars: readonly { readonly name: string }[],
    values: readonly Value[]
): VariableWrite[] {
    return vars.map(({ name }, at) => ({ name, value: values[at] ?? NULL }));
}

function timeoutOutput(output: Value | undefined) {
    return output === undefined ? {} : { timeout_output: output };
}

/** Absent is absent: a fact has no field that says nothing. */
function present<T extends object>(fields: T): T {
    const said = Object.entries(fields).filter(([, value]) => value !== undefined);
    return Object.fromEntries(said) as T;
}

function boundedBecause(because: unknown): Json | undefined {
    if (because === undefined) return undefined;
    const plain = plainJson(because);
    if (!plain.ok) return undefined;
    return Buffer.byteLength(plain.text) <= BECAUSE_BYTES ? plain.json : preview(plain.json);
}

function unkept(encoded: { readonly code: string; readonly message: string }): NodeError {
    const solution =
        encoded.code === "OUTPUT_TOO_LARGE"
            ? "Pass on only the part that later nodes need."
            : "A node's output has to be plain JSON data.";
    const { code, message } = encoded;
    return { code, message, details: { solution }, is_retryable: false };
}
