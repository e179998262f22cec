import { Resolver } from "node:dns/promises";
import { EgressError } from "@flowmaestro/nodes/kit/egress-error.ts";

/** Every address of a name, as text. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/**
 * Asks the name servers itself: `getaddrinfo` would block one of the four threads that files and
 * passwords share, and a slow name server is easily had. /etc/hosts is not read: what it names is
 * private.
 */
export function createResolve(
    resolver: Resolver = new Resolver({ timeout: 2_000, tries: 2 })
): Resolve {
    return async (hostname) => {
        const answers = await Promise.allSettled([
            resolver.resolve4(hostname),
            resolver.resolve6(hostname)
        ]);
        const addresses = answers.flatMap((answer) =>
            answer.status === "fulfilled" ? answer.value : []
        );
        if (addresses.length > 0) return addresses;
        const reasons = answers.map((answer) =>
            answer.status === "rejected" ? codeOf(answer.reason) : ""
        );
        const isUnknown = reasons.every((code) => code === "ENOTFOUND" || code === "ENODATA");
        throw new EgressError({
            code: "NETWORK_ERROR",
            message: isUnknown
                ? `There is no host named ${hostname}.`
                : `The name servers did not say where ${hostname} is.`,
            solution: "Check the spelling of the host name, or try again later.",
            details: { host: hostname },
            is_retryable: true
        });
    };
}

function codeOf(error: unknown): string {
    return error instanceof Error && "code" in error ? String(error.code) : "";
}
