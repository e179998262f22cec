import type { Session } from "../session.ts";

/** The key that shows row-level security's policy `expired` whom it lets through. */
export const EXPIRED = "expired";

const TABLES = [
    ["ws_tickets", "expires_at < now()"],
    ["refresh_tokens", "expires_at < now()"],
    ["sessions", "expires_at < now()"],
    ["idempotency_keys", "expires_at < now()"],
    ["login_throttles", "window_started_at < now() - interval '1 day'"]
] as const;

/** What has run out in every workspace: nobody can use it any more, so it may go. */
export class ExpiredRepository {
    readonly #session: Session;

    constructor(session: Session, key: string) {
        if (key !== EXPIRED) throw new Error(`Expired rows are seen with the key "${EXPIRED}".`);
        this.#session = session;
    }

    async remove(): Promise<number> {
        let removed = 0;
        for (const [table, condition] of TABLES) {
            removed += await this.#session.run(`delete from ${table} where ${condition}`);
        }
        return removed;
    }
}
