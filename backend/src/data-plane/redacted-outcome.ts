import type { PlanSecret } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Result } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Hint, NodeLog } from "./context.ts";
import type { AttemptOutcome } from "./runner.ts";
import type { Secrecy } from "./secrecy.ts";

/** What a run said beside its data, without the secrets of its execution. */
export function redactedOutcome(
    outcome: AttemptOutcome,
    secrecy: Secrecy,
    secret: PlanSecret | undefined
): AttemptOutcome {
    return {
        ...outcome,
        result: redactedResult(outcome.result, secrecy, secret),
        logs: outcome.logs.map((log) => redactedLog(log, secrecy))
    };
}

export function redactedHint(hint: Hint, secrecy: Secrecy): Hint {
    if (hint.kind === "stream") return { ...hint, chunk: secrecy.redactText(hint.chunk) };
    return hint.message === undefined
        ? hint
        : { ...hint, message: secrecy.redactText(hint.message) };
}

function redactedResult(result: Result, secrecy: Secrecy, secret: PlanSecret | undefined): Result {
    if (result.kind === "failed")
        return { ...result, error: secrecy.redactError(result.error, secret) };
    if (result.kind !== "done" || result.because === undefined) return result;
    return { ...result, because: secrecy.redactBecause(result.because, secret) };
}

function redactedLog(log: NodeLog, secrecy: Secrecy): NodeLog {
    const metadata = JSON.stringify(secrecy.redact(JSON.parse(log.metadata) as Json));
    return { ...log, message: secrecy.redactText(log.message), metadata };
}
