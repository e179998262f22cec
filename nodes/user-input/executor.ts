import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { jsonSize } from "@flowmaestro/shared/schema/json.ts";
import { failed } from "../kit/context.ts";
import type { Asking, Failed, NodeResult } from "../kit/context.ts";
import { implementNode } from "../kit/executor.ts";
import { outputOf, readResponse } from "./answer.ts";
import { definition } from "./definition.ts";
import type { UserInputConfig } from "./definition.ts";
import { requestOf } from "./request.ts";

/** A question is part of the log, and everybody who is asked loads it. */
const MAX_REQUEST = 1_000_000;

/** Who "answered" where nobody did. */
const BY_TIMEOUT = "timeout";

const QUARTER_HOUR = 15 * 60_000;

export default implementNode(definition, (config, { now }): NodeResult => {
    const request = requestOf(config);
    if (jsonSize(request, MAX_REQUEST) > MAX_REQUEST) return tooLarge();
    const asked = now();
    const time = Math.round(config.timeout_seconds * 1000);
    const until = asked + time;
    const onTimeout = timeoutOf(config, request, until);
    if ("error" in onTimeout) return onTimeout;
    const warn_at = until - Math.min(QUARTER_HOUR, Math.round(time / 4));
    return { kind: "ask", request, until, warn_at, ...onTimeout };
});

type OnTimeout = Pick<Asking, "on_timeout" | "timeout_output" | "timeout_port">;

function timeoutOf(
    { timeout_action, default_response = null }: UserInputConfig,
    request: JsonObject,
    at: number
): OnTimeout | Failed {
    switch (timeout_action) {
        case "fail":
            return { on_timeout: "fail" };
        case "continue":
            return {
                on_timeout: "continue",
                timeout_output: { timed_out: true },
                timeout_port: "timeout"
            };
        case "default_response":
            return defaultOf(request, default_response, at);
    }
}

/** What references brought may be no answer: better known before anybody is asked. */
function defaultOf(request: JsonObject, given: Json, at: number): OnTimeout | Failed {
    const read = readResponse(request, given);
    if (read.ok) {
        return {
            on_timeout: "default",
            timeout_output: outputOf(read.response, { by: BY_TIMEOUT, at }),
            timeout_port: read.port
        };
    }
    const field_errors = read.problems.map(({ field, message }) => ({
        field: field.replace(/^response/, "data.default_response"),
        message
    }));
    return failed({
        code: "INVALID_CONFIG",
        message: `The default answer would be refused: ${read.problems[0]?.message ?? ""}`,
        details: { field_errors, solution: "Check what the references in it bring in." }
    });
}

function tooLarge(): Failed {
    return failed({
        code: "OUTPUT_TOO_LARGE",
        message: `The question is larger than ${MAX_REQUEST / 1_000_000} MB.`,
        details: { solution: "Show only the part of the value that people have to see." }
    });
}
