import { randomBytes } from "node:crypto";

/** The secrets that docker-compose.yml asks for. */
const SECRETS = [
    "STACK_JWT_SECRET",
    "STACK_ENCRYPTION_KEY",
    "STACK_POSTGRES_PASSWORD",
    "STACK_DATABASE_PASSWORD",
    "STACK_TEMPORAL_PASSWORD",
    "STACK_REDIS_PASSWORD"
];

/**
 * What has to be added to a `.env` so that no secret is missing. Those that are there stay: what was
 * encrypted with them, and the databases that know them, would be lost with them. They can stand in a
 * URL as they are.
 */
export function missingSecrets(text) {
    return SECRETS.filter((name) => !new RegExp(`^\\s*${name}=\\S`, "m").test(text)).map(
        (name) => `${name}=${randomBytes(36).toString("base64url")}\n`
    );
}
