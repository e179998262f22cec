import { done, failed } from "../kit/context.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import type { EchoConfig } from "./definition.ts";

/** The outcome of an attempt; the time it takes is the executor's. */
export const evaluate: Evaluate<EchoConfig> = ({ value, fail }, { attempt }) => {
    if (fail === undefined || attempt > fail.times) return done(value);
    return failed({
        code: fail.code,
        message: fail.message,
        details: { attempt, times: fail.times },
        is_retryable: fail.retryable
    });
};
