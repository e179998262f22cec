/** Fields that hold a secret by their name, in any spelling: `accessToken`, `X-Api-Key`, `set-cookie`. */
const SECRET_FIELD =
    /pass(word|wd|phrase)|secret|token|authorization|cookie|credential|api[-_]?key|private[-_]?key|encryption[-_]?key|ticket|^dsn$|database[-_]?url|connection[-_]?string/i;
/** … and that only sound like it: counts and names. */
const HARMLESS_FIELD = /^(max_|total_|prompt_|completion_)?tokens$|token_(count|type)|_tokens$/i;

const REDACTED = "[redacted]";
const MAX_DEPTH = 6;
const MAX_TEXT = 8_192;

/** A JWT, a bearer header, a URL's password, `password=…`: secrets that give themselves away in any text. */
const SECRET_TEXT: readonly (readonly [RegExp, string])[] = [
    [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g, REDACTED],
    [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
    [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi, `$1:${REDACTED}@`],
    [/\b(sk|pk|rk)[-_](live|test|proj|ant|embed)[-_][\w-]{8,}/gi, REDACTED],
    [
        /\b(pass(?:word|wd|phrase)|secret|api[-_]?key)("?\s?[=:]\s?"?)[^\s"'&,;]{3,}/gi,
        `$1$2${REDACTED}`
    ],
    [/([?&](?:token|ticket|key|api_key|access_token|secret)=)[^&\s"]+/gi, `$1${REDACTED}`]
];

/** A copy of what is logged, without secrets. Also bounds it: a log line is no place for data. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
    return redactFields(fields, 0);
}

/** Each of the patterns above needs one of these; most of what is logged has none. */
const SUSPICIOUS = /eyJ|[\s:=?&]|[spr]k[-_]/i;

export function redactText(text: string): string {
    if (text.length <= MAX_TEXT && !SUSPICIOUS.test(text)) return text;
    let result = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
    for (const [pattern, replacement] of SECRET_TEXT) result = result.replace(pattern, replacement);
    return result;
}

function redactFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(fields)) {
        copy[name] =
            isSecretField(name) && value !== null && value !== undefined
                ? REDACTED
                : redactValue(value, depth);
    }
    return copy;
}

/** Names come from our own code mostly; those of data are not kept for ever. */
const known = new Map<string, boolean>();
const MAX_KNOWN = 1_000;

function isSecretField(name: string): boolean {
    let isSecret = known.get(name);
    if (isSecret === undefined) {
        isSecret = SECRET_FIELD.test(name) && !HARMLESS_FIELD.test(name);
        if (known.size < MAX_KNOWN) known.set(name, isSecret);
    }
    return isSecret;
}

function redactValue(value: unknown, depth: number): unknown {
    if (typeof value === "string") return redactText(value);
    if (typeof value === "bigint") return value.toString();
    if (value === null || typeof value !== "object") return value;
    if (value instanceof Error) return describeError(value);
    if (value instanceof Date) return value;
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth >= MAX_DEPTH) return "[deep]";
    if (Array.isArray(value))
        return value.slice(0, 100).map((item) => redactValue(item, depth + 1));
    return redactFields(value as Record<string, unknown>, depth + 1);
}

/** What helps to find it: never the fields that drivers hang onto errors, which may hold rows. */
export function describeError(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    return {
        type: error.name,
        message: redactText(error.message),
        ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
        stack: error.stack === undefined ? undefined : redactText(error.stack),
        ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {})
    };
}
