import { newId } from "../../platform/ids.ts";
import type { Session } from "../session.ts";

export interface AuditEntry {
    /** `noun.verb`, as in `workflow.published`. */
    readonly action: string;
    readonly actor_id: string | null;
    readonly resource_type?: string;
    readonly resource_id?: string;
    readonly ip: string | null;
    readonly request_id: string | null;
    readonly details?: { readonly [key: string]: unknown };
}

/** Append-only: the role of the API is granted nothing else. */
export class AuditRepository {
    readonly #session: Session;
    readonly #workspace_id: string | null;

    constructor(session: Session, workspace_id: string | null) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    async append(entry: AuditEntry): Promise<void> {
        await this.#session.run(
            `insert into audit_log (id, workspace_id, actor_id, action, resource_type, resource_id,
                 ip, request_id, details)
             values ($1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text, $7::text, $8::text,
                 $9::json)`,
            [
                newId(),
                this.#workspace_id,
                entry.actor_id,
                entry.action,
                entry.resource_type ?? null,
                entry.resource_id ?? null,
                entry.ip,
                entry.request_id,
                entry.details === undefined ? null : JSON.stringify(entry.details)
            ]
        );
    }
}
