import { applyDefaults } from "@flowmaestro/shared/schema/inputs.ts";
import { done } from "../kit/context.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import type { InputConfig } from "./definition.ts";

/** What was sent has been checked before the execution began. */
export const evaluate: Evaluate<InputConfig> = ({ schema }, { inputs }) =>
    done(applyDefaults(schema, inputs));
