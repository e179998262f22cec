import { evaluateCondition } from "@flowmaestro/shared/workflow/conditions/evaluate.ts";
import { done } from "../kit/context.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import type { ConditionalConfig } from "./definition.ts";

export const evaluate: Evaluate<ConditionalConfig> = ({ condition }, { regex }) => {
    const answer = evaluateCondition(condition, regex);
    if (!answer.ok) return { kind: "failed", error: answer.error };
    return done({ result: answer.result }, answer.result ? "true" : "false", answer.because);
};
