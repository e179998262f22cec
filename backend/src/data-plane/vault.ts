import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/**
 * Secret values at rest: encrypted, and named by a keyed hash, since the plain hash of a short secret
 * is as good as the secret. JSON text never begins like this, so what is stored says what it is.
 */
const SEALED = "sealed:1:";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Vault {
    seal(text: string): string;
    /** Null for what was sealed with another key, or changed since. */
    open(sealed: string): string | null;
    /** The same for the same text, 64 hex digits. */
    name(text: string): string;
}

export function isSealed(text: string): boolean {
    return text.startsWith(SEALED);
}

export function createVault(encryption_key: string): Vault {
    const derive = (use: string): Buffer =>
        Buffer.from(hkdfSync("sha256", encryption_key, "flowmaestro", use, 32));
    const content_key = derive("execution values");
    const name_key = derive("names of execution values");
    return {
        seal: (text) => {
            const nonce = randomBytes(NONCE_BYTES);
            const cipher = createCipheriv("aes-256-gcm", content_key, nonce);
            const body = [cipher.update(text, "utf8"), cipher.final()];
            const sealed = Buffer.concat([nonce, cipher.getAuthTag(), ...body]);
            return SEALED + sealed.toString("base64");
        },
        open: (text) => {
            const sealed = Buffer.from(text.slice(SEALED.length), "base64");
            const nonce = sealed.subarray(0, NONCE_BYTES);
            const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
            const options = { authTagLength: TAG_BYTES };
            try {
                const decipher = createDecipheriv("aes-256-gcm", content_key, nonce, options);
                decipher.setAuthTag(tag);
                const body = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
                return Buffer.concat([body, decipher.final()]).toString("utf8");
            } catch {
                return null;
            }
        },
        name: (text) => createHmac("sha256", name_key).update(text).digest("hex")
    };
}

/** For as long as a process lives: where nothing is kept beyond it. */
export function passingVault(): Vault {
    return createVault(randomBytes(32).toString("base64"));
}
