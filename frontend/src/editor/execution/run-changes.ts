import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Run } from "./run.ts";

type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { kind: Kind }>;

/** What one fact changes of what an instance looks like; null for a fact that is not about one. */
export function changeOf(fact: Fact, frame: Frame, before: Run | undefined): Partial<Run> | null {
    switch (fact.kind) {
        case "node:started":
            return { status: "running", startedAt: fact.at, reason: undefined };
        case "node:held":
            return { status: "held", reason: fact.reason, heldAt: fact.at };
        case "node:stopping":
            return { status: "stopping", reason: fact.reason };
        case "node:waiting":
            return {
                ...waiting(fact),
                waitsFor: fact.event === undefined ? "time" : "event",
                event: fact.event
            };
        case "user:input:required":
            return { ...waiting(fact), waitsFor: "answer", question: asked(fact, frame) };
        case "child:opened":
            return called(fact, frame);
        case "node:completed":
            return completed(fact, frame);
        case "node:failed":
            return failed(fact);
        case "node:skipped":
            return { status: "skipped", reason: fact.reason, endedAt: fact.at };
        case "node:cancelled":
            return { status: "cancelled", reason: fact.reason, endedAt: fact.at };
        default:
            return answered(fact, before);
    }
}

/** What reaches something that waits. */
function answered(fact: Fact, before: Run | undefined): Partial<Run> | null {
    if (fact.kind === "signal:received") return { signalledBy: fact.by };
    const question = before?.question;
    if (question === undefined) return null;
    if (fact.kind === "user:input:warning") return { question: { ...question, isWarned: true } };
    if (fact.kind === "user:input:response") {
        return { question: { ...question, answeredBy: fact.by, answeredAt: fact.at } };
    }
    return null;
}

function waiting(fact: FactOf<"node:waiting" | "user:input:required">): Partial<Run> {
    return {
        status: "waiting",
        startedAt: fact.started_at,
        attempts: fact.attempts,
        until: fact.until,
        onTimeout: fact.on_timeout,
        reason: undefined
    };
}

function asked(fact: FactOf<"user:input:required">, frame: Frame) {
    return {
        request: fact.request,
        requestId: textIn(frame, "request_id"),
        askedAt: fact.at,
        warnAt: fact.warn_at,
        isWarned: false
    };
}

function called(fact: FactOf<"child:opened">, frame: Frame): Partial<Run> {
    return {
        status: "waiting",
        startedAt: fact.started_at,
        attempts: fact.attempts,
        until: undefined,
        waitsFor: "child",
        reason: undefined,
        child: {
            workflowId: fact.workflow_id,
            version: fact.version,
            isDetached: fact.detached,
            executionId: textIn(frame, "child_execution_id")
        }
    };
}

function completed(fact: FactOf<"node:completed">, frame: Frame): Partial<Run> {
    return {
        status: "completed",
        startedAt: fact.started_at,
        endedAt: fact.ended_at,
        attempts: fact.attempts,
        took: fact.ports ?? [fact.port],
        output: frame["output"],
        hasOutput: true,
        isTruncated: frame["truncated"] === true,
        outputUrl: textIn(frame, "output_url"),
        because: fact.because,
        isReused: fact.reused === true,
        until: undefined,
        reason: undefined
    };
}

const LIVE_AFTER_FAILURE = { fail: [], continue: ["out"], branch: ["error"] } as const;

function failed(fact: FactOf<"node:failed">): Partial<Run> {
    return {
        status: fact.error.code === "NODE_TIMEOUT" ? "timed_out" : "failed",
        startedAt: fact.started_at,
        endedAt: fact.ended_at,
        attempts: fact.attempts,
        took: LIVE_AFTER_FAILURE[fact.handled],
        error: fact.error,
        handled: fact.handled,
        boundary: fact.run,
        until: undefined,
        reason: undefined
    };
}

/** What a hint says of the next try. */
export function retryOf(frame: Frame): Partial<Run> {
    const attempt = frame["attempt"] ?? frame.data?.["attempt"];
    const next = frame["next_at"] ?? frame.data?.["next_at"];
    return {
        status: "retrying",
        ...(typeof attempt === "number" ? { attempts: attempt } : {}),
        ...(typeof next === "string" ? { until: Date.parse(next) } : { until: undefined })
    };
}

function textIn(frame: Frame, field: string): string | undefined {
    const value = frame[field];
    return typeof value === "string" ? value : undefined;
}
