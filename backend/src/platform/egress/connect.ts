import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { EgressError } from "@flowmaestro/nodes/kit/egress-error.ts";
import { buildConnector } from "undici";
import { addressKey } from "./addresses.ts";
import type { Policy } from "./policy.ts";
import type { Resolve } from "./resolve.ts";
import type { Target } from "./target.ts";
import { readTarget } from "./target.ts";

export interface ConnectOptions {
    readonly policy: Policy;
    readonly resolve: Resolve;
    readonly connect_ms: number;
}

/** Tried one after the other; a name with more is no better reached. */
const MAX_ADDRESSES = 6;
const NEXT_ADDRESS_MS = 1_000;

/**
 * Opens every connection there is. The name is resolved here, once; every address it leads to is
 * judged, and the socket goes to those very addresses: there is no second look-up that could answer
 * otherwise. An address in the URL never reaches a look-up, so it is judged as it stands.
 */
export function guardedConnector(options: ConnectOptions): buildConnector.connector {
    return (to, callback) => {
        const target = readTarget(`${to.protocol}//${to.host ?? `${to.hostname}:${to.port}`}`);
        checkedAddresses(options, target).then(
            (addresses) => dial(options, addresses, to, callback),
            (error: unknown) => callback(asError(error), null)
        );
    };
}

async function checkedAddresses(
    { policy, resolve }: ConnectOptions,
    target: Target
): Promise<readonly string[]> {
    policy.judgeTarget(target);
    const { hostname } = target;
    if (isIP(hostname) !== 0) return [hostname];
    const addresses = isLocalhost(hostname) ? ["127.0.0.1", "::1"] : await resolve(hostname);
    // One bad address refuses them all: an honest name has none.
    for (const address of addresses) policy.judgeAddress(target, address);
    return addresses.toSorted((a, b) => isIP(a) - isIP(b)).slice(0, MAX_ADDRESSES);
}

/** Only let through by the policy where EGRESS_ALLOW names it. */
function isLocalhost(hostname: string): boolean {
    return hostname === "localhost" || hostname.endsWith(".localhost");
}

function dial(
    { connect_ms }: ConnectOptions,
    addresses: readonly string[],
    to: buildConnector.Options,
    callback: buildConnector.Callback
): void {
    const connect = buildConnector({
        allowH2: false,
        timeout: connect_ms,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
        lookup: pinned(addresses)
    });
    connect(to, (...[error, socket]) => {
        if (error !== null) {
            callback(error, null);
        } else if (isOneOf(addresses, socket.remoteAddress)) {
            callback(null, socket);
        } else {
            socket.destroy();
            callback(elsewhere(to.hostname), null);
        }
    });
}

function pinned(addresses: readonly string[]): LookupFunction {
    const answers = addresses.map((address) => ({ address, family: isIP(address) }));
    return (_hostname, { all }, callback) => {
        const [first] = answers;
        if (all === true) callback(null, answers);
        else callback(null, first?.address ?? "", first?.family);
    };
}

function isOneOf(addresses: readonly string[], reached: string | undefined): boolean {
    const key = reached === undefined ? null : addressKey(reached);
    return key !== null && addresses.some((address) => addressKey(address) === key);
}

/** Cannot happen as Node is today; should it ever, nothing has been sent. */
function elsewhere(hostname: string): EgressError {
    return new EgressError({
        code: "EGRESS_DENIED",
        message: `${hostname} was not asked: the connection went to an address that was not checked.`,
        solution: "Report this: the egress guard and the runtime disagree."
    });
}

function asError(error: unknown): Error {
    return error instanceof Error ? error : new Error(String(error));
}
