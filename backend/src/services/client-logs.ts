import type { BodyOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import type { Deps } from "../deps.ts";

type ClientLogs = BodyOf<Routes["sendClientLogs"]>;

const MAX_CONTEXT = 4_096;

/** What browsers log, among our own lines: redacted as those are, and marked as hearsay. */
export function writeClientLogs(
    { logger }: Pick<Deps, "logger">,
    caller: { readonly user_id: string; readonly workspace_id: string },
    { session_id, logs }: ClientLogs
): void {
    const { user_id, workspace_id } = caller;
    const browser = logger.child({ source: "browser", workspace_id, user_id });
    for (const { level, message, timestamp, correlation_id, context } of logs) {
        const size = JSON.stringify(context ?? {}).length;
        browser[level](
            {
                browser_session: session_id,
                client_message: message,
                client_time: timestamp,
                correlation_id,
                client_context: size > MAX_CONTEXT ? `[${size} characters]` : context
            },
            "client_log"
        );
    }
}
