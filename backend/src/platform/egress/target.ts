import { EgressError } from "@flowmaestro/nodes/kit/egress-error.ts";

/** A URL that is fit to be asked for; whether it may be is the policy's. */
export interface Target {
    readonly url: URL;
    readonly origin: string;
    /** As it is looked up: lower case, ASCII, without a trailing dot; an IPv6 address without brackets. */
    readonly hostname: string;
    readonly port: number;
}

const MAX_URL = 8_192;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Parsed once, by the same parser that everything behind it uses; no text is looked at again. */
export function readTarget(text: string): Target {
    if (text.length > MAX_URL) {
        throw invalid(`The URL has ${text.length} characters.`, `At most ${MAX_URL} fit.`);
    }
    if (!URL.canParse(text)) {
        const shown = JSON.stringify(text.slice(0, 100).replace(/\/\/[^/?#]*@/, "//…@"));
        throw invalid(
            `${shown} is no URL.`,
            "Write scheme, host and path, as in https://host/path."
        );
    }
    const url = new URL(text);
    if (url.protocol !== "http:" && url.protocol !== "https:") {
        throw new EgressError({
            code: "INVALID_URL_SCHEME",
            message: `URLs that begin with ${url.protocol} cannot be asked for.`,
            solution: "Use a URL that begins with https:// or http://."
        });
    }
    if (url.username !== "" || url.password !== "") {
        throw invalid(
            "The URL holds a user name or password.",
            "Take them out and send them in a header, such as Authorization."
        );
    }
    return {
        url,
        origin: url.origin,
        hostname: hostnameOf(url),
        port: url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port)
    };
}

function hostnameOf({ hostname }: URL): string {
    if (hostname.startsWith("[")) return hostname.slice(1, -1);
    const name = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
    if (name.length > 253 || !name.split(".").every((label) => LABEL.test(label))) {
        const shown = JSON.stringify(hostname.slice(0, 100));
        throw invalid(`${shown} is no host name.`, "Check the part between // and the next /.");
    }
    return name;
}

function invalid(message: string, solution: string): EgressError {
    return new EgressError({ code: "INVALID_URL", message, solution });
}
