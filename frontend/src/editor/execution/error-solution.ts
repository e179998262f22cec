import { z } from "zod";
import { ERROR_HELP } from "@flowmaestro/shared/contract/error-help.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";

const known = z.looseObject({ solution: z.string().optional() });

/** How to fix it: what the failure says itself, or what is said of its code. */
export function solutionOf(error: NodeError): string | undefined {
    const own = known.safeParse(error.details ?? {}).data?.solution;
    if (own !== undefined) return own;
    return Object.entries(ERROR_HELP).find(([code]) => code === error.code)?.[1].solution;
}
