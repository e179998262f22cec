import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import { requestId } from "../derived-ids.ts";
import type { ClosedRequest, Draft } from "./draft.ts";
import type { Speaker } from "./execution-row.ts";

/**
 * Questions as rows: what a desk lists without folding logs. Written beside the facts, in the same
 * batch. To be called before the facts are performed, while `speaker.open` still says what was open.
 */
export function projectRequests(speaker: Speaker, facts: readonly Fact[]): void {
    const answered: string[] = [];
    for (const fact of facts) {
        switch (fact.kind) {
            case "user:input:required":
                ask(speaker, fact);
                break;
            case "user:input:response":
                answered.push(fact.instance);
                close(speaker.draft, {
                    instance: fact.instance,
                    status: "answered",
                    answered_by: fact.by,
                    closed_at: fact.at
                });
                break;
            case "node:completed":
            case "node:failed":
            case "node:cancelled": {
                const { kind, instance, at } = fact;
                if (!isAsking(speaker, instance) || answered.includes(instance)) break;
                const status = kind === "node:cancelled" ? "cancelled" : "timed_out";
                close(speaker.draft, { instance, status, answered_by: null, closed_at: at });
                break;
            }
            default:
        }
    }
}

/** The execution ends from outside the core: no fact says what becomes of each question. */
export function closeRequests(draft: Draft, closed_at: number): void {
    draft.closed.push({ instance: null, status: "cancelled", answered_by: null, closed_at });
}

function ask(speaker: Speaker, fact: Extract<Fact, { kind: "user:input:required" }>): void {
    const { instance, request, at, until } = fact;
    speaker.draft.requests.push({
        id: requestId(speaker.row.id, instance),
        instance,
        node_id: nodeOf(instance),
        request,
        created_at: at,
        expires_at: until ?? null,
        closed: null
    });
}

function isAsking(speaker: Speaker, instance: string): boolean {
    return (
        speaker.open.get(instance)?.open.kind === "ask" ||
        speaker.draft.requests.some((row) => row.instance === instance)
    );
}

/** A row that is only being inserted is not there to be updated: it is inserted closed. */
function close(draft: Draft, { instance, ...rest }: ClosedRequest): void {
    const row = draft.requests.find((each) => each.instance === instance);
    if (row === undefined) draft.closed.push({ instance, ...rest });
    else row.closed ??= rest;
}
