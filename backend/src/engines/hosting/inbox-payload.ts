import { z } from "zod";
import type { Answer, Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { ChildReport } from "./calls.ts";
import type { Signal, SignalOutcome } from "../engine.ts";

/** What stands in a row of the inbox: what was sent, and what it led to. */
export const outcomeSchema: z.ZodType<Exclude<SignalOutcome, { kind: "pending" }>> =
    z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("accepted"), instances: z.array(z.string()).optional() }),
        z.object({ kind: z.literal("already") }),
        z.object({ kind: z.literal("lost") }),
        z.object({ kind: z.literal("finished"), status: z.string() })
    ]);

/** Encoded by us before it was put there: a value is taken as it stands. */
const answer = z.object({
    port: z.string(),
    output: z.custom<Answer["output"]>((value) => typeof value === "object" && value !== null),
    by: z.string()
});

export const signalSchema: z.ZodType<Signal> = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("cancel"), by: z.string(), reason: z.string().optional() }),
    z.object({ kind: z.literal("pause"), by: z.string() }),
    z.object({ kind: z.literal("resume"), by: z.string() }),
    z.object({ kind: z.literal("answer"), id: z.string(), answer }),
    z.object({
        kind: z.literal("signal"),
        name: z.string(),
        answers: z.array(z.object({ id: z.string(), answer }))
    })
]);

/** Put there by a batch of the child's. */
export const reportSchema: z.ZodType<ChildReport> = z.object({
    kind: z.literal("child"),
    id: z.string(),
    execution_id: z.string(),
    end: z.custom<ChildReport["end"]>((value) => typeof value === "object" && value !== null)
});

export function kindOf(payload: unknown): string {
    return z.object({ kind: z.string() }).parse(payload).kind;
}

export function toEvents(signal: Signal, at: number): Event[] {
    switch (signal.kind) {
        case "cancel": {
            const { by, reason } = signal;
            return [{ kind: "cancel", at, by, ...(reason === undefined ? {} : { reason }) }];
        }
        case "pause":
        case "resume":
            return [{ kind: signal.kind, at, by: signal.by }];
        case "answer":
            return [{ kind: "answer", at, id: signal.id, answer: signal.answer }];
        case "signal":
            return signal.answers.map(({ id, answer: given }) => ({
                kind: "answer",
                at,
                id,
                answer: given
            }));
    }
}
