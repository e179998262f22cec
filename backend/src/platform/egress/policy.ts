import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { EgressError } from "@flowmaestro/nodes/kit/egress-error.ts";
import { addressKey, specialKind } from "./addresses.ts";
import type { Target } from "./target.ts";

/** What may be reached: decided here and nowhere else. */
export interface PolicyOptions {
    /** Ports of public hosts. */
    readonly ports: readonly number[];
    /** `host:port` that is let through whatever it leads to: for tests and development. */
    readonly allow: readonly string[];
    /** Where people find us: asked for like any other site, even if that is this machine. */
    readonly app_url: string;
    /** Whether the refusal may say how to open the way: not in production. */
    readonly may_allow: boolean;
}

export const DEFAULT_PORTS: readonly number[] = [80, 443, 8080, 8443];

/** Names that only mean something inside a network, whatever a server may answer for them. */
const INSIDE =
    /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|svc|arpa|onion)$/;

export class Policy {
    readonly #options: PolicyOptions;
    readonly #allow: ReadonlySet<string>;

    constructor(options: PolicyOptions) {
        this.#options = options;
        this.#allow = new Set(options.allow.map(allowKey));
    }

    /** Before anything leaves: what the name and the port alone decide. */
    judgeTarget(target: Target): void {
        if (this.isAllowed(target.hostname, target.port)) return;
        const { hostname, port } = target;
        if (!this.#options.ports.includes(port)) {
            throw this.#refusal(target, `port ${port} is not open to workflows`, {
                solution: `Use one of the ports ${this.#options.ports.join(", ")}; an operator can name others in EGRESS_PORTS.`
            });
        }
        if (isIP(hostname) !== 0) {
            this.judgeAddress(target, hostname);
        } else if (!hostname.includes(".") || INSIDE.test(hostname)) {
            throw this.#refusal(target, `${hostname} is a name inside a private network`);
        }
    }

    /** At connect, for every address a name leads to. */
    judgeAddress(target: Target, address: string): void {
        const { hostname, port } = target;
        if (this.isAllowed(hostname, port) || this.isAllowed(address, port)) return;
        const kind = specialKind(address) ?? this.#kindOfOwn(target, address);
        if (kind === null) return;
        // The address itself is not told: it would let people read a private name server.
        const subject = hostname === address ? address : `${hostname} leads to what`;
        throw this.#refusal(target, `${subject} is ${kind}`);
    }

    isAllowed(host: string, port: number): boolean {
        return this.#allow.size > 0 && this.#allow.has(`${host}:${port}`);
    }

    /** A public address of this machine passes no firewall when asked for from inside. */
    #kindOfOwn({ hostname, port }: Target, address: string): string | null {
        const key = addressKey(address);
        const isOwn = Object.values(networkInterfaces()).some((infos) =>
            infos?.some((info) => addressKey(info.address) === key)
        );
        if (!isOwn) return null;
        const own = new URL(this.#options.app_url);
        const ownPort = own.port === "" ? (own.protocol === "https:" ? 443 : 80) : Number(own.port);
        return own.hostname === hostname && ownPort === port ? null : "an address of this machine";
    }

    #refusal(target: Target, why: string, given?: { readonly solution: string }): EgressError {
        const { hostname, port, origin } = target;
        const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
        const way = this.#options.may_allow
            ? ` To let this server reach it in development, start it with EGRESS_ALLOW=${host}:${port}.`
            : "";
        return new EgressError({
            code: "EGRESS_DENIED",
            message: `${origin} was not asked: ${why}.`,
            solution: `${given?.solution ?? "Workflows reach public addresses only: use the service's public host name."}${way}`,
            details: { host: hostname, port }
        });
    }
}

function allowKey(entry: string): string {
    const url = new URL(`http://${entry}`);
    const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
    return `${host}:${url.port === "" ? 80 : url.port}`;
}
