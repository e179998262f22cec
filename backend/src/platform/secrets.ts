import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Refusal } from "./refusal.ts";

export interface Secrets {
    /** Signs access tokens. */
    readonly jwt_secret: string;
    /** Wraps the keys of stored credentials. */
    readonly encryption_key: string;
}

export interface Weakness {
    readonly kind: "short" | "known";
    /** Completes "JWT_SECRET …"; the value itself is never shown. */
    readonly message: string;
}

const SHORTEST_BYTES = 32;

/** What stands in documents and examples, and what people type when a form wants 32 characters. */
const KNOWN =
    /your[-_ ]|change[-_ ]?(me|this|in|it)|placeholder|example|secret[-_ ]?key|super[-_ ]?secret|my[-_ ]?secret|password|flowmaestro|development|default|insecure|qwerty|0123456789|1234567890|abcdefghij/i;

/** Null for a secret that can be used. */
export function weaknessOf(secret: string): Weakness | null {
    const bytes = Buffer.byteLength(secret);
    if (bytes < SHORTEST_BYTES) {
        const message = `has ${bytes} bytes; ${SHORTEST_BYTES} is the least.`;
        return { kind: "short", message };
    }
    if (KNOWN.test(secret) || new Set(secret).size < 10) {
        return { kind: "known", message: "is a placeholder or too regular: others can guess it." };
    }
    return null;
}

const storedSchema = z.object({
    jwt_secret: z.string().min(SHORTEST_BYTES),
    encryption_key: z.string().min(SHORTEST_BYTES)
});

export interface SecretsSource {
    readonly jwt_secret: string | null;
    readonly encryption_key: string | null;
    readonly data_dir: string;
}

/** The given ones; what is missing is made at the first development start and kept. */
export async function loadSecrets(source: SecretsSource): Promise<Secrets> {
    const { jwt_secret, encryption_key } = source;
    if (jwt_secret !== null && encryption_key !== null) return { jwt_secret, encryption_key };
    const file = join(source.data_dir, "secrets.json");
    const stored = (await readStored(file)) ?? (await make(source.data_dir, file));
    return {
        jwt_secret: jwt_secret ?? stored.jwt_secret,
        encryption_key: encryption_key ?? stored.encryption_key
    };
}

type Stored = z.infer<typeof storedSchema>;

async function readStored(file: string): Promise<Stored | null> {
    let text: string;
    try {
        text = await readFile(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
    }
    try {
        return storedSchema.parse(JSON.parse(text));
    } catch (cause) {
        // Never replaced silently: what was encrypted with the old key would be lost with it.
        throw new Refusal(
            `${file} is damaged.`,
            "Restore it from a backup, or delete it: then everybody signs in and enters credentials anew.",
            cause
        );
    }
}

async function make(folder: string, file: string): Promise<Stored> {
    const stored: Stored = {
        jwt_secret: randomBytes(48).toString("base64"),
        encryption_key: randomBytes(48).toString("base64")
    };
    await mkdir(folder, { recursive: true });
    // Written whole beside its place first: a kill in between leaves no half secret.
    const partial = `${file}.${process.pid}`;
    const handle = await open(partial, "w", 0o600);
    try {
        await handle.writeFile(`${JSON.stringify(stored, null, 4)}\n`);
        await handle.sync();
    } finally {
        await handle.close();
    }
    await rename(partial, file);
    return stored;
}
