import { derivedId } from "../platform/ids.ts";

/** An instance asks once, so its question is known by it: also to whoever only has the fact. */
export function requestId(execution_id: string, instance: string): string {
    return derivedId(execution_id, `request ${instance}`);
}

/** An instance calls once, so a call that is made again after a crash meets the child of the first. */
export function childId(execution_id: string, instance: string): string {
    return derivedId(execution_id, `child ${instance}`);
}
