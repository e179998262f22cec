import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Hint } from "../../data-plane/context.ts";
import type { HubHint } from "../../realtime/hub.ts";

/** What is told of a run beside its facts: it may be missed. */
export type RunHint = { readonly node_id: string; readonly instance: string } & (
    | Hint
    | {
          readonly kind: "retry";
          readonly attempt: number;
          readonly next_at: number;
          readonly error: NodeError;
      }
);

export function toHubHint({ kind, node_id, instance, ...data }: RunHint): HubHint {
    const about = { node_id, instance };
    switch (kind) {
        case "retry":
            return {
                type: "node:retry",
                ...about,
                attempt: "attempt" in data ? data.attempt : 0,
                data
            };
        case "progress":
            return { type: "node:progress", ...about, ...data, data };
        case "stream":
            return { type: "node:stream", ...about, ...data, data };
    }
}
