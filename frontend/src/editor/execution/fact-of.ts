import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import { toFact } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";

const known = new WeakMap<Frame, Fact | null>();

/** A frame is kept and read by several, and again with every look back: its fact is made once. */
export function factOf(frame: Frame): Fact | null {
    const before = known.get(frame);
    if (before !== undefined) return before;
    const fact = toFact(frame);
    known.set(frame, fact);
    return fact;
}
