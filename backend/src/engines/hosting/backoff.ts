import { hash } from "node:crypto";
import type { RetryPolicy } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * How long to wait before the next attempt. Jitter comes from the ids, not from chance: after a crash
 * the same attempt waits as long as before, and two engines agree.
 */
export function backoffMs(policy: RetryPolicy, attempt: number, seed: string): number {
    const { initial_ms, multiplier, max_ms, jitter } = policy;
    const exact = Math.min(initial_ms * multiplier ** (attempt - 1), max_ms);
    if (!jitter) return Math.round(exact);
    const draw = Number.parseInt(hash("sha1", `${seed}:${attempt}`).slice(0, 8), 16) / 2 ** 32;
    return Math.round(exact * (0.5 + draw / 2));
}

/** Milliseconds the other side wants us to leave it alone (`Retry-After`): no attempt comes sooner. */
export function askedToWait({ details }: NodeError): number {
    const asked = details?.["retry_after_ms"];
    return typeof asked === "number" && asked > 0 ? asked : 0;
}
