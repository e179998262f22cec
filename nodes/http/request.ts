import { z } from "zod";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { scalar } from "./definition.ts";
import type { HttpConfig } from "./definition.ts";

/** The request that a config asks for, or why there is none. */
export type Made =
    | { readonly ok: true; readonly url: string; readonly init: RequestInit }
    | {
          readonly ok: false;
          readonly code: "INVALID_URL" | "INVALID_REQUEST" | "INVALID_CONFIG";
          readonly field: string;
          readonly message: string;
          readonly solution: string;
      };

type Problem = Extract<Made, { ok: false }>;

export function makeRequest(config: HttpConfig, effectKey: string): Made {
    const url = urlOf(config);
    if (typeof url !== "string") return url;
    const body = bodyOf(config);
    if ("ok" in body) return body;
    const headers = headersOf(config, body.type, effectKey);
    if (!(headers instanceof Headers)) return headers;
    const text = body.text === undefined ? {} : { body: body.text };
    return { ok: true, url, init: { method: config.method, headers, ...text } };
}

/** The query is data too: whatever stands in it, it stays one entry. */
function urlOf({ url, query = {} }: HttpConfig): string | Problem {
    const given = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().flatMap((one) => (one === null ? [] : [[name, String(one)] as const]))
    );
    if (given.length === 0) return url;
    if (!URL.canParse(url)) {
        return {
            ok: false,
            code: "INVALID_URL",
            field: "data.url",
            message: "This is no whole URL.",
            solution: "Write scheme, host and path, as in https://host/path."
        };
    }
    const whole = new URL(url);
    const added = given.map(
        ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
    );
    const before = whole.search.replace(/^\?/, "");
    whole.search = [...(before === "" ? [] : [before]), ...added].join("&");
    return whole.href;
}

type Body = { readonly text: string | undefined; readonly type: string | null };

function bodyOf({ body, body_type }: HttpConfig): Body | Problem {
    if (body === undefined || body_type === "none") return { text: undefined, type: null };
    if (body_type === "json") return { text: JSON.stringify(body), type: "application/json" };
    if (body_type === "text") {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        return { text, type: "text/plain; charset=utf-8" };
    }
    return formOf(body);
}

const fields = z.record(z.string(), z.union([scalar, z.array(scalar)]));

function formOf(body: Json): Body | Problem {
    const read = fields.safeParse(body);
    if (!read.success) {
        return {
            ok: false,
            code: "INVALID_CONFIG",
            field: "data.body",
            message: "A form is an object of texts, numbers and lists of them.",
            solution: 'Write it as { "name": "value" }, or send JSON.'
        };
    }
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(read.data)) {
        for (const one of [value].flat()) if (one !== null) form.append(name, String(one));
    }
    return { text: form.toString(), type: "application/x-www-form-urlencoded;charset=UTF-8" };
}

function headersOf(
    { headers: wanted = {} }: HttpConfig,
    contentType: string | null,
    effectKey: string
): Headers | Problem {
    const headers = new Headers();
    for (const [name, value] of Object.entries(wanted)) {
        if (value === null) continue;
        try {
            headers.append(name, readable(String(value)));
        } catch {
            return {
                ok: false,
                code: "INVALID_REQUEST",
                field: "data.headers",
                message: `The header ${JSON.stringify(name.slice(0, 60))} cannot be sent: its name or value holds a line break or a character headers do not take.`,
                solution: "Take line breaks and other control characters out of it."
            };
        }
    }
    if (contentType !== null && !headers.has("content-type")) {
        headers.set("content-type", contentType);
    }
    if (!headers.has("idempotency-key")) headers.set("idempotency-key", headerText(effectKey));
    return headers;
}

/** `Headers` trims line breaks at the ends; one that came with a value is refused all the same. */
function readable(value: string): string {
    if (/[\r\n\0]/.test(value)) throw new TypeError("A line break in a header.");
    return value;
}

/** Node ids are ASCII, so is the key; were it not, it must not fail the request. */
function headerText(text: string): string {
    return text.replace(/[^\x20-\x7e]/g, "_");
}
