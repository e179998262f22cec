import { z } from "zod";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";

const stored = z.object({ values: z.object({ output: z.object({ bytes: z.number() }) }) });

/** How large the output of an instance is, where its fact only names the value. */
export function outputBytes(frames: readonly Frame[], instance: string): number | null {
    const frame = frames.findLast(
        (one) => one.type === "node:completed" && one.instance === instance
    );
    const parsed = stored.safeParse(frame?.data);
    return parsed.success ? parsed.data.values.output.bytes : null;
}
