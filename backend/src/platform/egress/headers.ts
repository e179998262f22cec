import { EgressError } from "@flowmaestro/nodes/kit/egress-error.ts";

/** They belong to the connection, not to the request: set by hand they split or redirect it. */
const OURS: ReadonlySet<string> = new Set([
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via"
]);

/** Goes along to another origin. Anything else might be a credential under a name of its own. */
const HARMLESS: ReadonlySet<string> = new Set([
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-language",
    "content-type",
    "idempotency-key",
    "range",
    "user-agent"
]);

const OF_THE_BODY: ReadonlySet<string> = new Set([
    "content-encoding",
    "content-language",
    "content-location",
    "content-type"
]);

export function refuseOurs(headers: Headers): void {
    for (const name of headers.keys()) {
        if (!OURS.has(name) && !name.startsWith("proxy-")) continue;
        throw new EgressError({
            code: "INVALID_REQUEST",
            message: `The header ${JSON.stringify(name)} cannot be set.`,
            solution: "Take it out: it follows from the URL and the body.",
            details: { header: name }
        });
    }
}

export function withoutBodyHeaders(headers: Headers): Headers {
    return kept(headers, (name) => !OF_THE_BODY.has(name));
}

/** What may follow a redirect to somebody else. */
export function forStrangers(headers: Headers): Headers {
    return kept(headers, (name) => HARMLESS.has(name));
}

function kept(headers: Headers, keeps: (name: string) => boolean): Headers {
    return new Headers([...headers].filter(([name]) => keeps(name)));
}

export function responseHeaders(raw: {
    readonly [name: string]: string | string[] | undefined;
}): Headers {
    const headers = new Headers();
    for (const [name, value] of Object.entries(raw)) {
        for (const one of [value ?? []].flat()) {
            headers.append(name, one);
        }
    }
    return headers;
}
