import { z } from "zod";
import type { Json } from "../orchestrator/values.ts";

/** Any JSON, for what is JSON already and has to be there: it is not walked again. */
export const jsonValue = z.custom<Json>((value) => value !== undefined, { error: "Required." });
