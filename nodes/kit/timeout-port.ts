import { z } from "zod";
import type { Port } from "@flowmaestro/shared/workflow/catalogue.ts";
import { TIMEOUT_PORT } from "./definition.ts";
import { describeSeconds } from "./duration.ts";

const drawn = z.object({ timeout_seconds: z.number() });

/** The port `timeout`, which says after how long where that is written as a number. */
export function timeoutPort(settings: unknown, otherwise?: number): Port {
    const seconds = drawn.safeParse(settings).data?.timeout_seconds ?? otherwise;
    return seconds === undefined
        ? TIMEOUT_PORT
        : { ...TIMEOUT_PORT, hint: `after ${describeSeconds(seconds)}` };
}
