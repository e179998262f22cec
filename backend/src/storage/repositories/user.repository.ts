import { z } from "zod";
import type { Session } from "../session.ts";

const userRow = z.object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    created_at: z.date()
});
export type UserRow = z.infer<typeof userRow>;

/** The person this transaction acts for. */
export class UserRepository {
    readonly #session: Session;
    readonly #user_id: string;

    constructor(session: Session, user_id: string) {
        this.#session = session;
        this.#user_id = user_id;
    }

    async create(user: { email: string; name: string; password_hash: string }): Promise<UserRow> {
        return this.#session.one(
            userRow,
            `insert into users (id, email, name, password_hash)
             values ($1::uuid, $2::text, $3::text, $4::text)
             returning id, email, name, created_at`,
            [this.#user_id, user.email, user.name, user.password_hash]
        );
    }

    async get(): Promise<UserRow | null> {
        return this.#session.first(
            userRow,
            `select id, email, name, created_at
             from users
             where id = $1::uuid
                 and deleted_at is null`,
            [this.#user_id]
        );
    }

    async signedIn(): Promise<void> {
        await this.#session.run(
            `update users
             set last_login_at = clock_timestamp()
             where id = $1::uuid`,
            [this.#user_id]
        );
    }
}
