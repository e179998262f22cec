import { createHash } from "node:crypto";

/** SHA-256 as 64 hex digits: names of plans, definitions and values, and how tokens are stored. */
export function sha256(text: string | Uint8Array): string {
    return createHash("sha256").update(text).digest("hex");
}
