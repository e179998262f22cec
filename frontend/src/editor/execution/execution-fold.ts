import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import { toFact } from "@flowmaestro/shared/contract/frames.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact, Reason } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { ExecutionStatus } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * An execution as a page shows it: the core's own state, folded by the core's own `evolve`, and beside
 * it what the frames say of each instance in words and values. One owner, changed in place; what an
 * instance looks like is one object that is replaced when it changes, so views compare identities.
 */
export type RunStatus =
    | "pending"
    | "held"
    | "running"
    | "stopping"
    | "retrying"
    | "waiting"
    | "completed"
    | "failed"
    | "timed_out"
    | "skipped"
    | "cancelled"
    /** Its scope closed before anything could reach it. */
    | "unreached";

export interface Run {
    readonly instance: string;
    readonly status: RunStatus;
    /** Ready since, but not yet allowed to start. */
    readonly heldAt?: number;
    readonly startedAt?: number;
    readonly endedAt?: number;
    readonly attempts?: number;
    /** The ports that are live: several only for a switch that takes all. */
    readonly took?: readonly string[];
    readonly output?: unknown;
    readonly hasOutput?: boolean;
    readonly isTruncated?: boolean;
    readonly outputUrl?: string;
    readonly because?: unknown;
    readonly error?: NodeError;
    readonly handled?: "fail" | "continue" | "branch";
    readonly reason?: Reason;
    /** A wait's or a question's end, a retry's next try. */
    readonly until?: number;
    /** What has been streamed so far. */
    readonly text?: string;
    readonly percent?: number;
}

export const PENDING: Run = { instance: "", status: "pending" };

export class ExecutionFold {
    readonly plan: Plan;
    readonly state: State;
    readonly #runs = new Map<string, Run>();
    /** The instance a card shows: the latest of its node. */
    readonly #latest = new Map<string, string>();
    readonly #nodes: ReadonlySet<string>;
    #unreached: Run | null = null;
    #startedAt: number | null = null;
    #outputs: { readonly [name: string]: unknown } | null = null;
    #error: NodeError | null = null;

    constructor(plan: Plan) {
        this.plan = plan;
        this.state = initial(plan);
        this.#nodes = new Set(plan.nodes.map(({ id }) => id));
    }

    get seq(): number {
        return this.state.seq;
    }

    get status(): ExecutionStatus {
        return status(this.state);
    }

    get startedAt(): number | null {
        return this.#startedAt;
    }

    get at(): number {
        return this.state.at;
    }

    get outputs(): { readonly [name: string]: unknown } | null {
        return this.#outputs;
    }

    get error(): NodeError | null {
        return this.#error;
    }

    get runs(): ReadonlyMap<string, Run> {
        return this.#runs;
    }

    /** Not so for what was drawn after the execution, or was disabled when it ran. */
    ran(node: string): boolean {
        return this.#nodes.has(node);
    }

    /** What the card of a node shows. */
    runOf(node: string): Run {
        const instance = this.#latest.get(node);
        const run = instance === undefined ? undefined : this.#runs.get(instance);
        if (run !== undefined && run.status !== "held") return run;
        return this.#unreached ?? run ?? PENDING;
    }

    /** Folds the next frame; false for one that is out of turn (repeated, or after a gap). */
    apply(frame: Frame): boolean {
        const fact = toFact(frame);
        if (fact === null) {
            this.#hint(frame);
            return true;
        }
        if (frame.seq !== this.state.seq + 1) return false;
        evolve(this.plan, this.state, fact);
        this.#tell(fact, frame);
        return true;
    }

    settled(): number {
        let count = 0;
        for (const { instance, status: is } of this.#runs.values()) {
            if (!instance.includes("/") && SETTLED.has(is)) count += 1;
        }
        return count;
    }

    #tell(fact: Fact, frame: Frame): void {
        if (fact.kind === "execution:started") this.#startedAt = fact.at;
        else if (fact.kind === "execution:completed") this.#outputs = shownOutputs(frame);
        else if (fact.kind === "execution:failed" || fact.kind === "execution:timed_out") {
            this.#error = fact.error;
        }
        if (this.state.ended !== null) this.#close();
        const change = changeOf(fact, frame);
        if (change !== null && "instance" in fact && fact.instance !== undefined) {
            this.#update(fact.instance, change);
        }
    }

    /** What nothing reached says why, by the one fact that closed its scope. */
    #close(): void {
        const closing = this.state.frames[""]?.closing;
        this.#unreached = {
            instance: "",
            status: "unreached",
            ...(closing === null || closing === undefined ? {} : { reason: closing.reason })
        };
    }

    #hint(frame: Frame): void {
        const { instance, data = {} } = frame;
        if (instance === undefined || this.state.ended !== null) return;
        const run = this.#runs.get(instance);
        if (run === undefined || SETTLED.has(run.status)) return;
        if (frame.type === "node:stream" && typeof frame["chunk"] === "string") {
            this.#update(instance, { text: (run.text ?? "") + frame["chunk"] });
        } else if (frame.type === "node:progress" && typeof data["percent"] === "number") {
            this.#update(instance, { percent: data["percent"] });
        } else if (frame.type === "node:retry") {
            this.#update(instance, retryOf(frame));
        }
    }

    #update(instance: string, change: Partial<Run>): void {
        const before = this.#runs.get(instance);
        this.#runs.set(instance, { instance, status: "pending", ...before, ...change });
        this.#latest.set(nodeIn(instance), instance);
    }
}

const SETTLED: ReadonlySet<RunStatus> = new Set([
    "completed",
    "failed",
    "timed_out",
    "skipped",
    "cancelled"
]);

export function isSettledRun(run: Run): boolean {
    return SETTLED.has(run.status) || run.status === "unreached";
}

function nodeIn(instance: string): string {
    return instance.slice(instance.lastIndexOf("/") + 1);
}

function changeOf(fact: Fact, frame: Frame): Partial<Run> | null {
    switch (fact.kind) {
        case "node:started":
            return { status: "running", startedAt: fact.at, reason: undefined };
        case "node:held":
            return { status: "held", reason: fact.reason, heldAt: fact.at };
        case "node:stopping":
            return { status: "stopping", reason: fact.reason };
        case "node:waiting":
        case "user:input:required":
        case "child:opened": {
            const until = "until" in fact ? fact.until : undefined;
            return { status: "waiting", startedAt: fact.started_at, until };
        }
        case "node:completed":
            return completed(fact, frame);
        case "node:failed":
            return failed(fact);
        case "node:skipped":
            return { status: "skipped", reason: fact.reason, endedAt: fact.at };
        case "node:cancelled":
            return { status: "cancelled", reason: fact.reason, endedAt: fact.at };
        default:
            return null;
    }
}

function completed(fact: Extract<Fact, { kind: "node:completed" }>, frame: Frame): Partial<Run> {
    return {
        status: "completed",
        startedAt: fact.started_at,
        endedAt: fact.ended_at,
        attempts: fact.attempts,
        took: fact.ports ?? [fact.port],
        output: frame["output"],
        hasOutput: true,
        isTruncated: frame["truncated"] === true,
        outputUrl: typeof frame["output_url"] === "string" ? frame["output_url"] : undefined,
        because: fact.because,
        until: undefined,
        reason: undefined
    };
}

const LIVE_AFTER_FAILURE = { fail: [], continue: ["out"], branch: ["error"] } as const;

function failed(fact: Extract<Fact, { kind: "node:failed" }>): Partial<Run> {
    return {
        status: fact.error.code === "NODE_TIMEOUT" ? "timed_out" : "failed",
        startedAt: fact.started_at,
        endedAt: fact.ended_at,
        attempts: fact.attempts,
        took: LIVE_AFTER_FAILURE[fact.handled],
        error: fact.error,
        handled: fact.handled,
        until: undefined,
        reason: undefined
    };
}

function retryOf(frame: Frame): Partial<Run> {
    const attempt = frame["attempt"] ?? frame.data?.["attempt"];
    const next = frame["next_at"] ?? frame.data?.["next_at"];
    return {
        status: "retrying",
        ...(typeof attempt === "number" ? { attempts: attempt } : {}),
        ...(typeof next === "string" ? { until: Date.parse(next) } : { until: undefined })
    };
}

function shownOutputs(frame: Frame): { readonly [name: string]: unknown } {
    const outputs = frame["outputs"];
    return typeof outputs === "object" && outputs !== null ? { ...outputs } : {};
}

export type EdgeState = "idle" | "taken" | "active" | "waiting" | "bad" | "off";

/** How an edge looks: what its source decided, and what its target made of it. */
export function edgeStateOf(
    fold: ExecutionFold,
    edge: { readonly source: string; readonly port: string; readonly target: string }
): EdgeState {
    if (!fold.ran(edge.target)) return "idle";
    const source = fold.runOf(edge.source);
    if (!isSettledRun(source)) return "idle";
    if (!(source.took ?? []).includes(edge.port)) return "off";
    const target = fold.runOf(edge.target);
    switch (target.status) {
        case "running":
        case "retrying":
        case "stopping":
            return "active";
        case "waiting":
            return "waiting";
        case "failed":
        case "timed_out":
            return "bad";
        default:
            return "taken";
    }
}
