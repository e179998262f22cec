import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import type { HttpConfig } from "./definition.ts";

/** What came back, read as the config says. */
export type Read =
    | { readonly ok: true; readonly body: Json }
    | {
          readonly ok: false;
          readonly code: "INVALID_RESPONSE" | "BINARY_RESPONSE";
          readonly message: string;
          readonly solution: string;
      };

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/;
const BINARY_TYPE =
    /^(?:image\/(?!svg)|audio\/|video\/|font\/|application\/(?:octet-stream|pdf|zip|gzip|x-tar|vnd\.(?:ms-|openxml)|wasm))/;

export async function readAnswer(
    response: Response,
    wanted: HttpConfig["response"]
): Promise<Read> {
    const { type, charset } = contentType(response.headers.get("content-type") ?? "");
    if (response.body === null) return { ok: true, body: wanted === "text" ? "" : null };
    if (wanted === "auto" && BINARY_TYPE.test(type)) {
        await response.body.cancel();
        return binary(type);
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = decoded(bytes, charset);
    if (text === null) return binary(type);
    if (wanted === "text") return { ok: true, body: text };
    const isJson = wanted === "json" || JSON_TYPE.test(type);
    if (isJson) return text === "" && wanted === "auto" ? { ok: true, body: null } : parsed(text);
    return { ok: true, body: text };
}

/** The beginning of an answer that failed, for the error. */
export async function excerptOf(response: Response): Promise<string> {
    const { charset } = contentType(response.headers.get("content-type") ?? "");
    try {
        const text = decoded(new Uint8Array(await response.arrayBuffer()), charset);
        return text?.slice(0, EXCERPT) ?? "";
    } catch {
        // The status says enough; that its body broke off adds nothing.
        return "";
    }
}

const EXCERPT = 800;

/** Every header by its name in lower case; cookies as a list, since commas stand in them. */
export function headersOf(response: Response): JsonObject {
    const cookies = response.headers.getSetCookie();
    const entries = [...response.headers].filter(([name]) => name !== "set-cookie");
    return Object.fromEntries<Json>(
        cookies.length === 0 ? entries : [...entries, ["set-cookie", cookies]]
    );
}

function parsed(text: string): Read {
    try {
        const read = jsonValue.safeParse(JSON.parse(text));
        if (read.success) return { ok: true, body: read.data };
    } catch {
        // Told below, in words of ours.
    }
    const shown = JSON.stringify(text.slice(0, 60));
    return {
        ok: false,
        code: "INVALID_RESPONSE",
        message: `The answer is no JSON; it begins with ${shown}.`,
        solution: "Check the URL; or set the answer to text."
    };
}

/** Null where the bytes are no text. */
function decoded(bytes: Uint8Array, charset: string): string | null {
    try {
        const text = new TextDecoder(charset, { fatal: true }).decode(bytes);
        return text.includes("\0") ? null : text;
    } catch {
        return null;
    }
}

function binary(type: string): Read {
    const named = type === "" ? "" : ` (${type.slice(0, 80)})`;
    return {
        ok: false,
        code: "BINARY_RESPONSE",
        message: `The answer is a file, not text or JSON${named}.`,
        solution: "Ask for JSON or text, with the header Accept; files cannot be passed on yet."
    };
}

function contentType(header: string): { type: string; charset: string } {
    const [type = "", ...parameters] = header.toLowerCase().split(";");
    const given = parameters.map((one) => /^\s*charset="?([\w-]+)"?\s*$/.exec(one)?.[1]);
    const label = given.find((one) => one !== undefined) ?? "utf-8";
    return { type: type.trim(), charset: isCharset(label) ? label : "utf-8" };
}

function isCharset(label: string): boolean {
    try {
        return new TextDecoder(label).encoding !== "";
    } catch {
        return false;
    }
}
