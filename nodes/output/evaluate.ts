import { done } from "../kit/context.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import type { OutputConfig } from "./definition.ts";

export const evaluate: Evaluate<OutputConfig> = ({ output }) => done(output);
