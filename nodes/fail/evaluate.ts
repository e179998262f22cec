import { failed } from "../kit/context.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import type { FailConfig } from "./definition.ts";

/** Trying again would not change what was meant. */
export const evaluate: Evaluate<FailConfig> = ({ code, message }) => failed({ code, message });
