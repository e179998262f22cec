import { isGrpcServiceError } from "@temporalio/client";

/** Of gRPC, as far as we tell them apart. */
export const GRPC = {
    invalidArgument: 3,
    deadlineExceeded: 4,
    notFound: 5,
    permissionDenied: 7,
    failedPrecondition: 9,
    aborted: 10,
    unimplemented: 12,
    unavailable: 14,
    unauthenticated: 16
} as const;

/** What the two connections say in their own words, first match first. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
    [
        /invalid peer certificate|self.signed|unable to (get|verify)|UnknownIssuer|not trusted/i,
        "Temporal shows a certificate that we do not trust. TEMPORAL_CA_CERT names the authority that signed it."
    ],
    [
        /altnames|NotValidForName/i,
        "Temporal's certificate is for another name. Set TEMPORAL_ADDRESS to that name, or TEMPORAL_TLS_SERVER_NAME."
    ],
    [/has expired|CertificateExpired|CERT_HAS_EXPIRED/i, "Temporal's certificate has expired."],
    [
        /certificate.required|bad.certificate|unknown.ca|handshake.failure/i,
        "Temporal wants a certificate of ours, or another one. Set TEMPORAL_CLIENT_CERT and TEMPORAL_CLIENT_KEY."
    ],
    [
        /wrong version number|InvalidContentType|packet length too long|before secure TLS/i,
        "Temporal does not speak TLS at TEMPORAL_ADDRESS. Correct it, or unset TEMPORAL_TLS and the certificates."
    ],
    [
        /Last error: Failed to connect/,
        "Whoever is at TEMPORAL_ADDRESS hangs up at once. It may want TLS (TEMPORAL_TLS=true) or a certificate of ours that it knows, or not be Temporal."
    ],
    [
        /ENOTFOUND|Name resolution failed/,
        "The host in TEMPORAL_ADDRESS is not known. It is looked up again every few seconds."
    ],
    [
        /ECONNREFUSED/,
        "Nothing listens at TEMPORAL_ADDRESS. It is asked again every few seconds; npm run temporal:dev starts a server."
    ]
];

/**
 * Why Temporal cannot be used, in words for whoever runs us; null: that error says nothing of the kind.
 */
export function temporalTrouble(error: unknown): string | null {
    const text = textOf(error);
    const known = KNOWN.find(([words]) => words.test(text));
    if (known !== undefined) return known[1];
    switch (codeOf(error)) {
        case GRPC.unauthenticated:
        case GRPC.permissionDenied:
            return "Temporal refuses our API key or certificate. Check TEMPORAL_API_KEY, TEMPORAL_CLIENT_CERT and TEMPORAL_NAMESPACE.";
        case GRPC.unavailable:
        case GRPC.deadlineExceeded:
            return "Temporal does not answer. It is asked again every few seconds.";
        default:
            return null;
    }
}

function codeOf(error: unknown): number | null {
    for (let each = error; each instanceof Error; each = each.cause) {
        if (isGrpcServiceError(each)) return each.code;
    }
    return null;
}

function textOf(error: unknown): string {
    const texts: string[] = [];
    for (let each = error; each instanceof Error; each = each.cause) texts.push(each.message);
    return texts.join(" | ");
}
