import type { Actor } from "../services/workflows/actor.ts";
import type { Auth } from "./handler.ts";

/** Who changes something, as services and the audit log know it. */
export function actorOf(request: {
    readonly auth: Auth;
    readonly ip: string;
    readonly request_id: string;
}): Actor {
    const { user_id, workspace_id } = request.auth;
    return { user_id, workspace_id, ip: request.ip, request_id: request.request_id };
}
