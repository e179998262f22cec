import { parseTime } from "@flowmaestro/shared/workflow/conditions/time.ts";
import { done, failed } from "../kit/context.ts";
import type { NodeResult } from "../kit/context.ts";
import { implementNode } from "../kit/executor.ts";
import { definition, isoOf } from "./definition.ts";
import type { WaitConfig } from "./definition.ts";

/** The deadline is a point in time from the start: a restart in between does not prolong it. */
export default implementNode(definition, (config, { now }) => {
    switch (config.mode) {
        case "duration":
            return until(now() + Math.round((config.seconds ?? 0) * 1000), now());
        case "until": {
            const at = parseTime(config.at ?? "");
            return at === null ? noTime(config.at) : until(at, now());
        }
        case "event":
            return forEvent(config, now());
    }
});

function until(deadline: number, now: number): NodeResult {
    const output = { waited_until: isoOf(deadline) };
    if (deadline <= now) return done(output);
    return { kind: "wait", until: deadline, on_timeout: "continue", timeout_output: output };
}

function forEvent({ name = "", timeout_seconds, on_timeout }: WaitConfig, now: number): NodeResult {
    if (timeout_seconds === undefined) return { kind: "wait", event: name, on_timeout };
    const deadline = now + Math.round(timeout_seconds * 1000);
    return {
        kind: "wait",
        event: name,
        until: deadline,
        on_timeout,
        timeout_output: { waited_until: isoOf(deadline) },
        timeout_port: "timeout"
    };
}

function noTime(at = ""): NodeResult {
    return failed({
        code: "INVALID_CONFIG",
        message: `${JSON.stringify(at.slice(0, 60))} is no time to wait until.`,
        details: {
            field: "data.at",
            solution: "Give an ISO date or time, as in 2026-01-31T09:30:00+01:00."
        }
    });
}
