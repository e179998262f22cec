import { randomBytes } from "node:crypto";
import { sha256 } from "../../platform/hash.ts";

/** 256 random bits that are shown once and stored as their hash: refresh cookies, tickets. */
export function newSecretToken(): { readonly token: string; readonly hash: string } {
    const token = randomBytes(32).toString("base64url");
    return { token, hash: sha256(token) };
}

const SECRET_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The hash to look it up by, null for what cannot be one of ours. */
export function hashOf(token: string): string | null {
    return SECRET_TOKEN.test(token) ? sha256(token) : null;
}
