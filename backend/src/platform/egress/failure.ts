import { EgressError, egressErrorIn } from "@flowmaestro/nodes/kit/egress-error.ts";

/** What went wrong on the way, in the guard's words. `where` is an origin: paths may hold secrets. */
export function explain(thrown: unknown, where: string): EgressError {
    const known = egressErrorIn(thrown);
    if (known !== undefined) return known;
    const code = codeOf(thrown);
    if (TIMEOUTS.test(code)) return timedOut(where, TIMEOUT_WORDS[code] ?? "took too long", thrown);
    if (/OVERFLOW/.test(code)) {
        return new EgressError({
            code: "RESPONSE_TOO_LARGE",
            message: `${where} answered with more headers than fit.`,
            solution: "Ask the service why its headers are so large.",
            details: { host: where },
            cause: thrown
        });
    }
    if (code.startsWith("HPE_")) {
        const solution = "Check host, port and scheme: something else may be listening there.";
        return invalid(where, "with something that is not HTTP", solution, thrown);
    }
    if (/^(?:Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ZSTD_)/.test(code)) {
        const solution =
            "Ask with the header Accept-Encoding: identity, or tell the service's owner.";
        return invalid(where, "with a body that cannot be unpacked", solution, thrown);
    }
    if (TLS.test(code)) return tlsError(where, code, thrown);
    return new EgressError({
        code: "NETWORK_ERROR",
        message: `${where} ${NETWORK_WORDS[code] ?? "could not be reached, or broke off"}.`,
        solution: "Check host and port, or try again later.",
        details: { host: where, ...(code === "" ? {} : { network_code: code }) },
        is_retryable: true,
        cause: thrown
    });
}

const TIMEOUTS = /^(?:UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/;
const TIMEOUT_WORDS: { readonly [code: string]: string } = {
    UND_ERR_CONNECT_TIMEOUT: "did not accept a connection in time",
    ETIMEDOUT: "did not accept a connection in time",
    UND_ERR_HEADERS_TIMEOUT: "did not begin its answer in time",
    UND_ERR_BODY_TIMEOUT: "stopped in the middle of its answer"
};
const TLS =
    /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|EPROTO$)/;
const NETWORK_WORDS: { readonly [code: string]: string } = {
    ECONNREFUSED: "refused the connection",
    ECONNRESET: "broke the connection off",
    EPIPE: "broke the connection off",
    UND_ERR_SOCKET: "broke the connection off",
    ENETUNREACH: "is not reachable from this network",
    EHOSTUNREACH: "is not reachable from this network"
};

function timedOut(where: string, how: string, cause: unknown): EgressError {
    return new EgressError({
        code: "TIMEOUT",
        message: `${where} ${how}.`,
        solution: "Try again later, or ask for less at once.",
        details: { host: where },
        is_retryable: true,
        cause
    });
}

function invalid(where: string, how: string, solution: string, cause: unknown): EgressError {
    return new EgressError({
        code: "INVALID_RESPONSE",
        message: `${where} answered ${how}.`,
        solution,
        details: { host: where },
        cause
    });
}

function tlsError(where: string, code: string, cause: unknown): EgressError {
    return new EgressError({
        code: "TLS_ERROR",
        message: `${where} could not prove who it is (${code}).`,
        solution:
            "Ask the service for a valid certificate for exactly this host name, or correct the host or scheme.",
        details: { host: where, tls_code: code },
        cause
    });
}

/** Of the error, of what it gathers, or of what caused it. */
function codeOf(thrown: unknown): string {
    if (!(thrown instanceof Error)) return "";
    if ("code" in thrown && typeof thrown.code === "string") return thrown.code;
    if (thrown.name === "HTTPParserError") return "HPE_INVALID";
    if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
    return codeOf(thrown.cause);
}
