import { ACCESS_LEEWAY_MS, verifyAccessToken } from "./access-token.ts";
import type { AccessClaims } from "./access-token.ts";

const MAX_ENTRIES = 10_000;

/**
 * Access tokens whose signature was checked, until they run out: a client that calls often presents
 * the same one each time. Whether its session still stands is asked apart from this (`LiveSessions`).
 */
export class VerifiedTokens {
    readonly #secret: string;
    readonly #entries = new Map<string, AccessClaims>();

    constructor(secret: string) {
        this.#secret = secret;
    }

    /** At once for one that was seen before. */
    claims(token: string, now = Date.now()): AccessClaims | Promise<AccessClaims> {
        const known = this.#entries.get(token);
        if (known !== undefined && now < known.expires_at + ACCESS_LEEWAY_MS) return known;
        // Checked anew: it says then that it has run out.
        this.#entries.delete(token);
        return this.#verify(token);
    }

    async #verify(token: string): Promise<AccessClaims> {
        const claims = await verifyAccessToken(this.#secret, token);
        this.#entries.set(token, claims);
        const [oldest] = this.#entries.keys();
        if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
        return claims;
    }
}
