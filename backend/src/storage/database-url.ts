import { readFileSync } from "node:fs";
import type { DatabaseAddress } from "./database.ts";

/** Completes "DATABASE_URL …"; never repeats the URL, which may hold a password. */
export class AddressProblem extends Error {
    readonly solution: string;

    constructor(message: string, solution: string) {
        super(message);
        this.name = "AddressProblem";
        this.solution = solution;
    }
}

const FORM = "Its form is postgres://user:password@host:5432/database.";

/**
 * Ours instead of the driver's, which takes anything: a misspelt parameter would be ignored, and
 * `options` would replace the role that row-level security depends on.
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
    if (!URL.canParse(text)) throw malformed();
    const url = new URL(text);
    if (!/^postgres(ql)?:$/.test(url.protocol)) {
        throw new AddressProblem(`starts with ${url.protocol}// and not with postgres://.`, FORM);
    }
    const parameters = readParameters(url);
    const host = parameters.host ?? decode(url.hostname.replace(/^\[|\]$/g, ""));
    const database = decode(url.pathname.slice(1));
    const user = decode(url.username);
    if (host === "") throw new AddressProblem("names no host.", FORM);
    if (user === "") throw new AddressProblem("names no user.", FORM);
    if (database === "" || database.includes("/")) {
        throw new AddressProblem("names no database.", FORM);
    }
    return {
        host,
        port: url.port === "" ? 5432 : Number(url.port),
        database,
        user,
        ...(url.password === "" ? {} : { password: decode(url.password) }),
        ...readSsl(parameters)
    };
}

interface Parameters {
    host?: string;
    sslmode?: string;
    sslrootcert?: string;
}

/** Accepted because tools write them; they change nothing for us. */
const HARMLESS = new Set(["application_name", "connect_timeout"]);

function readParameters(url: URL): Parameters {
    const parameters: Parameters = {};
    for (const [name, value] of url.searchParams) {
        if (name === "host" || name === "sslmode" || name === "sslrootcert") {
            parameters[name] = value;
        } else if (!HARMLESS.has(name)) {
            throw new AddressProblem(
                `has the parameter ${JSON.stringify(name.slice(0, 40))}, which is not supported.`,
                "Remove it. sslmode, sslrootcert and host are."
            );
        }
    }
    return parameters;
}

function readSsl({ sslmode, sslrootcert }: Parameters): Pick<DatabaseAddress, "ssl"> {
    const ca = sslrootcert === undefined ? {} : { ca: readCertificate(sslrootcert) };
    switch (sslmode ?? (sslrootcert === undefined ? "disable" : "verify-full")) {
        case "disable":
            return {};
        case "require":
        case "no-verify":
            return { ssl: { rejectUnauthorized: false, ...ca } };
        case "verify-ca":
        case "verify-full":
            return { ssl: { rejectUnauthorized: true, ...ca } };
        default:
            throw new AddressProblem(
                `has sslmode=${(sslmode ?? "").slice(0, 40)}, which is not supported.`,
                "Use disable, require or verify-full."
            );
    }
}

function readCertificate(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch {
        throw new AddressProblem(
            `names the certificate ${path}, which cannot be read.`,
            "Check the path in sslrootcert."
        );
    }
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        throw malformed();
    }
}

function malformed(): AddressProblem {
    return new AddressProblem(
        "is not a URL.",
        `${FORM} Write special characters of the password percent-encoded (# is %23, / is %2F, @ is %40).`
    );
}
