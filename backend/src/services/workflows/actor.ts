import type { WorkspaceScope } from "../../storage/database.ts";
import type { WorkspaceRepositories } from "../../storage/repositories.ts";

/** Who changes something, and by which request. */
export interface Actor extends WorkspaceScope {
    readonly user_id: string;
    readonly ip: string;
    readonly request_id: string;
}

/** One line in the audit log, in the transaction of the change itself. */
export function auditWorkflow(
    { audit }: WorkspaceRepositories,
    actor: Actor,
    entry: {
        readonly action: string;
        readonly id: string;
        readonly details?: { readonly [key: string]: unknown };
    }
): Promise<void> {
    return audit.append({
        action: entry.action,
        actor_id: actor.user_id,
        resource_type: "workflow",
        resource_id: entry.id,
        ip: actor.ip,
        request_id: actor.request_id,
        details: entry.details
    });
}
