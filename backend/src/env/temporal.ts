import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { TASK_QUEUE } from "../engines/temporal/workflow/protocol.ts";
import { YES_OR_NO, kind, wholeNumber } from "./kinds.ts";
import type { Reader } from "./reader.ts";

/** How to reach Temporal, and how much of its work to take. */
export interface TemporalEnv {
    /** With its port. */
    readonly address: string;
    readonly namespace: string;
    readonly api_key: string | null;
    /** Null: not encrypted. */
    readonly tls: TemporalTls | null;
    /** The lanes' queues are named after it. */
    readonly task_queue: string;
    /** Where people look at it, without a trailing slash; null: not known, then nothing links there. */
    readonly ui_url: string | null;
    /** Of a worker; null: as many as suit it. */
    readonly max_concurrent_activities: number | null;
    readonly max_concurrent_workflows: number | null;
    /** Which build of the workers this is; null: builds are not told apart. */
    readonly build_id: string | null;
}

/** PEM texts. Null: what the system trusts, no certificate of ours, the name in the address. */
export interface TemporalTls {
    readonly ca: string | null;
    readonly client: { readonly cert: string; readonly key: string } | null;
    readonly server_name: string | null;
}

export const TEMPORAL_ADDRESS = "TEMPORAL_ADDRESS";

/** The names that Temporal's own tools read come second; theirs tell texts from paths. */
const CA = [
    "TEMPORAL_CA_CERT",
    "TEMPORAL_TLS_SERVER_CA_CERT_DATA",
    "TEMPORAL_TLS_SERVER_CA_CERT_PATH"
];
const CERT = [
    "TEMPORAL_CLIENT_CERT",
    "TEMPORAL_TLS_CLIENT_CERT_DATA",
    "TEMPORAL_TLS_CLIENT_CERT_PATH"
];
const KEY = ["TEMPORAL_CLIENT_KEY", "TEMPORAL_TLS_CLIENT_KEY_DATA", "TEMPORAL_TLS_CLIENT_KEY_PATH"];
const SERVER_NAME = "TEMPORAL_TLS_SERVER_NAME";

const ROOT = resolve(import.meta.dirname, "../../..");

export function readTemporal(reader: Reader): TemporalEnv | null {
    const given = reader.text(TEMPORAL_ADDRESS);
    if (given === undefined) {
        reader.problem(
            "ENGINE",
            "asks for Temporal, but TEMPORAL_ADDRESS does not say where it is.",
            "Set TEMPORAL_ADDRESS, such as localhost:7233 (npm run temporal:dev starts a server), or ENGINE=embedded."
        );
        return null;
    }
    const api_key = reader.text("TEMPORAL_API_KEY")?.value ?? null;
    return {
        address: reader.read(TEMPORAL_ADDRESS, ADDRESS) ?? "",
        namespace: reader.read("TEMPORAL_NAMESPACE", NAME) ?? "default",
        api_key,
        tls: readTls(reader, api_key !== null),
        task_queue: reader.read("TEMPORAL_TASK_QUEUE", NAME) ?? TASK_QUEUE,
        ui_url: reader.read("TEMPORAL_UI_URL", UI_URL) ?? null,
        max_concurrent_activities:
            reader.read("TEMPORAL_MAX_CONCURRENT_ACTIVITIES", CONCURRENCY) ?? null,
        max_concurrent_workflows:
            reader.read("TEMPORAL_MAX_CONCURRENT_WORKFLOWS", CONCURRENCY) ?? null,
        build_id: reader.read("TEMPORAL_WORKER_BUILD_ID", NAME) ?? null
    };
}

/** On as soon as there is something that only an encrypted connection can carry, unless refused. */
function readTls(reader: Reader, hasKey: boolean): TemporalTls | null {
    const wanted = reader.read("TEMPORAL_TLS", YES_OR_NO);
    const first = reader.text([...CA, ...CERT, ...KEY, SERVER_NAME]);
    if (wanted === false) {
        if (first !== undefined) {
            const message = `is false, but ${first.name} is for an encrypted connection.`;
            reader.problem("TEMPORAL_TLS", message, `Unset it, or unset ${first.name}.`);
        }
        return null;
    }
    refuseUnchecked(reader);
    if (wanted === undefined && first === undefined && !hasKey) return null;
    return {
        ca: readCertificate(reader, CA),
        client: readPair(reader),
        server_name: reader.text(SERVER_NAME)?.value ?? null
    };
}

function refuseUnchecked(reader: Reader): void {
    const name = "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION";
    if (reader.read(name, YES_OR_NO) !== true) return;
    const message = "asks us to trust whoever answers, which we do not.";
    reader.problem(name, message, "Unset it; TEMPORAL_CA_CERT names the authority to trust.");
}

function readPair(reader: Reader): TemporalTls["client"] {
    const certName = reader.text(CERT)?.name;
    const keyName = reader.text(KEY)?.name;
    if (certName === undefined && keyName === undefined) return null;
    if (certName === undefined || keyName === undefined) {
        const [set, missing] = certName === undefined ? [keyName, CERT[0]] : [certName, KEY[0]];
        const message = `is set, but ${missing} is not: a client shows a certificate and its key.`;
        reader.problem(set ?? "", message, `Set ${missing} too, or neither.`);
        return null;
    }
    const cert = readCertificate(reader, CERT);
    const key = readPem(reader, KEY, "PRIVATE KEY");
    if (cert === null || key === null) return null;
    const wrong = mismatch(cert, key);
    if (wrong !== null) reader.problem(keyName, wrong, `It belongs to ${certName}.`);
    return { cert, key };
}

function mismatch(cert: string, key: string): string | null {
    try {
        const isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
        return isPair ? null : "is not the key of the certificate.";
    } catch {
        return "is a key that cannot be read; one with a passphrase has to be written without it.";
    }
}

function readCertificate(reader: Reader, names: readonly string[]): string | null {
    const pem = readPem(reader, names, "CERTIFICATE");
    if (pem === null) return null;
    if (isCertificate(pem)) return pem;
    const name = reader.text(names)?.name ?? "";
    reader.problem(name, "holds a certificate that cannot be read.", PEM_FORM);
    return null;
}

function isCertificate(pem: string): boolean {
    try {
        return new X509Certificate(pem).subject !== undefined;
    } catch {
        return false;
    }
}

const PEM_FORM = "Set it to the PEM text (-----BEGIN …), or to the path of a file with it.";

/** A text or the path of one; texts out of one-line files have \n instead of ends of lines. */
function readPem(reader: Reader, names: readonly string[], what: string): string | null {
    const found = reader.text(names);
    if (found === undefined) return null;
    const { name, value } = found;
    const isText = value.includes("-----BEGIN");
    const text = isText ? value.replaceAll("\\n", "\n") : readText(value);
    if (text === null) {
        // What was meant as a key and is no PEM would be repeated here as a path.
        reader.problem(name, "is neither a PEM text nor the path of a file we can read.", PEM_FORM);
        return null;
    }
    if (new RegExp(`-----BEGIN [A-Z ]*${what}-----`).test(text)) return `${text.trim()}\n`;
    const message = `holds no ${what.toLowerCase()} in PEM form.`;
    reader.problem(name, message, PEM_FORM);
    return null;
}

function readText(path: string): string | null {
    try {
        return readFileSync(isAbsolute(path) ? path : resolve(ROOT, path), "utf8");
    } catch {
        return null;
    }
}

const ADDRESS = kind(
    z
        .string()
        .regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]{0,252})(?::\d{1,5})?$/)
        .refine((text) => URL.canParse(`http://${text}`))
        .transform((text) => (/:\d+$/.test(text) ? text : `${text}:7233`)),
    "which is not host:port",
    "Use host and port without a scheme: localhost:7233, or flows.a1b2c.tmprl.cloud:7233."
);
const NAME = kind(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/),
    "which is no name",
    "Use letters, digits, dots and dashes, or leave it out."
);
const UI_URL = kind(
    z
        .url({ protocol: /^https?$/ })
        .refine((text) => new URL(text).search === "" && new URL(text).username === "")
        .transform((text) => text.replace(/\/+$/, "")),
    "which is not the address of a page",
    "Use the address its pages begin with, such as http://localhost:8088 or https://cloud.temporal.io."
);
const CONCURRENCY = kind(
    wholeNumber(1, 10_000),
    "which is not a number of tasks",
    "Use a number from 1 to 10000, or leave it out."
);
