import { z } from "zod";
import type { Session } from "../session.ts";

const refreshRow = z.object({
    user_id: z.uuid(),
    session_id: z.uuid(),
    is_expired: z.boolean(),
    /** Seconds since its first use, null for one that was not used. */
    used_ago: z.number().nullable()
});
export type RefreshRow = z.infer<typeof refreshRow>;

const ticketRow = z.object({
    user_id: z.uuid(),
    workspace_id: z.uuid(),
    session_id: z.uuid(),
    is_good: z.boolean()
});
export type TicketRow = z.infer<typeof ticketRow>;

/** The refresh token or ticket somebody presented: found by its hash, and seen by nobody else. */
export class PresentedTokenRepository {
    readonly #session: Session;
    readonly #hash: string;

    constructor(session: Session, hash: string) {
        this.#session = session;
        this.#hash = hash;
    }

    /** Locks it: of two requests with the same cookie one is first. */
    async findRefreshToken(): Promise<RefreshRow | null> {
        return this.#session.first(
            refreshRow,
            `select user_id, session_id,
                 expires_at <= clock_timestamp() as is_expired,
                 extract(epoch from clock_timestamp() - used_at)::float8 as used_ago
             from refresh_tokens
             where hash = $1::text
             for update`,
            [this.#hash]
        );
    }

    /** After `enter`: only its owner's transaction may write it. */
    async useRefreshToken(): Promise<void> {
        await this.#session.run(
            `update refresh_tokens
             set used_at = clock_timestamp()
             where hash = $1::text`,
            [this.#hash]
        );
    }

    /** Removed as it is read: a second one with the same ticket finds nothing. */
    async takeTicket(): Promise<TicketRow | null> {
        return this.#session.first(
            ticketRow,
            `delete from ws_tickets
             where hash = $1::text
             returning user_id, workspace_id, session_id, expires_at > clock_timestamp() as is_good`,
            [this.#hash]
        );
    }
}
