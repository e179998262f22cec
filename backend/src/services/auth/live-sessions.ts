import type { Pool } from "pg";
import type { Role } from "@flowmaestro/shared/contract/routes/auth.ts";
import { withUser } from "../../storage/database.ts";
import type { AccessClaims } from "./access-token.ts";

/** Well under the promised minute, and enough that a busy client costs one query in four a minute. */
const KEEP_MS = 15_000;
const MAX_ENTRIES = 10_000;

interface Entry {
    readonly role: Role | null;
    readonly until: number;
}

/**
 * Whether the session behind a token still stands, and the role its person has in the workspace. An
 * answer is kept for a quarter of a minute. What this process revokes is told to the others; what is
 * not heard here is refused by then all the same.
 */
export class LiveSessions {
    readonly #pool: Pool;
    readonly #tell: (session_id: string) => void;
    readonly #entries = new Map<string, Entry>();

    /** `tell`: all other processes. */
    constructor(pool: Pool, tell: (session_id: string) => void = () => undefined) {
        this.#pool = pool;
        this.#tell = tell;
    }

    async role(claims: AccessClaims, now = Date.now()): Promise<Role | null> {
        const key = `${claims.session_id}:${claims.workspace_id}:${claims.user_id}`;
        const known = this.#entries.get(key);
        if (known !== undefined && known.until > now) return known.role;
        const role = await withUser(this.#pool, claims.user_id, ({ sessions }) =>
            sessions.role(claims.session_id, claims.workspace_id)
        );
        this.#keep(key, { role, until: now + KEEP_MS });
        return role;
    }

    /** At once: it was ended here. */
    forget(session_id: string): void {
        this.ended(session_id);
        this.#tell(session_id);
    }

    /** Another process says that it ended it. */
    ended(session_id: string): void {
        for (const key of this.#entries.keys())
            if (key.startsWith(session_id)) this.#entries.delete(key);
    }

    #keep(key: string, entry: Entry): void {
        this.#entries.delete(key);
        this.#entries.set(key, entry);
        const [oldest] = this.#entries.keys();
        if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    }
}
