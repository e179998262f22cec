import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 as 64 hex digits: names of plans, definitions and values, and how tokens are stored. */
export function sha256(text: string | Uint8Array): string {
    return createHash("sha256").update(text).digest("hex");
}

/** Compares two secrets in constant time; their lengths may differ. */
export function isSameSecret(a: string, b: string): boolean {
    const left = createHash("sha256").update(a).digest();
    const right = createHash("sha256").update(b).digest();
    return timingSafeEqual(left, right);
}
