import { z } from "zod";

/**
 * Places where a test lets the process die as by `kill -9`: `FM_CRASHPOINT=name:nth`, honoured only
 * with FM_TEST=1 and never in production (env.ts). Elsewhere a call is one comparison.
 *
 * This is the one piece of state a module of ours holds: what ends the process belongs to it alone.
 */
export const CRASH_POINTS = [
    /** A start is about to be committed. */
    "accept_before_commit",
    /** A start is on disk; its sender does not know yet. */
    "accept_after_commit",
    /** What a dead process left is being taken over. */
    "claim_before_commit",
    "claim_after_commit",
    /** A node may run; nothing has left. */
    "node_before_effect",
    /** A service outside has answered; nobody here knows. */
    "effect_sent",
    /** A result is known; it is not on its way to the disk. */
    "before_record",
    /** Facts are on their way to the disk. */
    "record_commit_sent",
    /** Facts are on disk; nobody has seen them. */
    "after_record_before_publish",
    /** Facts of some executions of a batch are shown, of others not. */
    "mid_fanout",
    /** A deadline rang. */
    "timer_due",
    /** An answer or signal is settled on disk; its sender does not know yet. */
    "answer_after_commit",
    /** The last fact of an execution is about to be committed. */
    "before_terminal",
    "after_terminal_before_ack",
    /** The process was asked to end. */
    "drain_mid"
] as const;

/** Those that only a worker of the Temporal engine passes. */
const WORKER_CRASH_POINTS = [
    /** A turn is about to decide; nothing is stored. */
    "turn_begun",
    /** A turn is stored and shown; its workflow does not know. */
    "turn_answered",
    /** A run has ended and its values are stored; Temporal does not know. */
    "run_answered"
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number] | (typeof WORKER_CRASH_POINTS)[number];

export interface CrashPlace {
    readonly name: CrashPoint;
    /** Which time it is passed, from 1. */
    readonly nth: number;
}

/** As a variable says it: `effect_sent:3`. */
export const crashPlaceSchema: z.ZodType<CrashPlace, string> = z
    .string()
    .transform((text) => {
        const [name, nth] = text.split(":");
        return { name, nth: Number(nth) };
    })
    .pipe(
        z.object({ name: z.enum([...CRASH_POINTS, ...WORKER_CRASH_POINTS]), nth: z.int().min(1) })
    );

let armed: { readonly name: CrashPoint; left: number } | null = null;

export function armCrashPoint({ name, nth }: CrashPlace): void {
    armed = { name, left: nth };
}

export function isCrashArmed(): boolean {
    return armed !== null;
}

export function crashPoint(name: CrashPoint): void {
    if (armed?.name !== name) return;
    armed.left -= 1;
    if (armed.left === 0) process.kill(process.pid, "SIGKILL");
}
