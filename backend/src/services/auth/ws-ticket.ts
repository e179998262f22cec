import type { Deps } from "../../deps.ts";
import { withUser } from "../../storage/database.ts";
import { newSecretToken } from "./secret-token.ts";

export const TICKET_SECONDS = 60;

/** A browser cannot put a header on a WebSocket, and a token has no business in a URL. */
export async function createTicket(
    deps: Deps,
    caller: { readonly user_id: string; readonly workspace_id: string; readonly session_id: string }
): Promise<string> {
    const { token, hash } = newSecretToken();
    const { workspace_id, session_id } = caller;
    await withUser(deps.pools.app, caller.user_id, ({ sessions }) =>
        sessions.addTicket({ hash, workspace_id, session_id, seconds: TICKET_SECONDS })
    );
    return token;
}
