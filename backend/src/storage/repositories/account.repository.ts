import { z } from "zod";
import type { Session } from "../session.ts";

const accountRow = z.object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    password_hash: z.string().nullable()
});
export type AccountRow = z.infer<typeof accountRow>;

const attemptRow = z.object({ failures: z.int(), retry_after: z.number() });

/** What may be known of an email address before its owner is: row-level security shows no other. */
export class AccountRepository {
    readonly #session: Session;
    readonly #email: string;

    constructor(session: Session, email: string) {
        this.#session = session;
        this.#email = email;
    }

    async find(): Promise<AccountRow | null> {
        return this.#session.first(
            accountRow,
            `select id, email, name, password_hash
             from users
             where email = $1::text
                 and deleted_at is null`,
            [this.#email]
        );
    }

    /**
     * Counts one attempt, before its outcome is known, and says how many there were in this window and
     * how long it lasts. Addresses without an account count the same.
     */
    async attempt(window_seconds: number): Promise<z.infer<typeof attemptRow>> {
        return this.#session.one(
            attemptRow,
            `insert into login_throttles as t (account, failures, window_started_at)
             values ($1::text, 1, clock_timestamp())
             on conflict (account) do update
             set failures = case
                     when t.window_started_at < clock_timestamp() - make_interval(secs => $2::float8)
                     then 1 else t.failures + 1 end,
                 window_started_at = case
                     when t.window_started_at < clock_timestamp() - make_interval(secs => $2::float8)
                     then clock_timestamp() else t.window_started_at end
             returning failures,
                 greatest(1, ceil(extract(epoch from
                     window_started_at + make_interval(secs => $2::float8) - clock_timestamp()
                 )))::float8 as retry_after`,
            [this.#email, window_seconds]
        );
    }

    /** The right password ends the count. */
    async forgive(): Promise<void> {
        await this.#session.run(`delete from login_throttles where account = $1::text`, [
            this.#email
        ]);
    }
}
