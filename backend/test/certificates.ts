import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Certified {
    readonly cert: string;
    readonly key: string;
}

export interface Authority {
    readonly ca: string;
    /** For a server: by that name, and 127.0.0.1. */
    issue(name: string): Promise<Certified>;
}

/** An authority of our own, as companies have them, made by openssl. Lasts a day. */
export async function makeAuthority(): Promise<Authority> {
    const ca = await inFolder(async (folder) => {
        await openssl(folder, "req", ...NEW_KEY, "-x509", ...NAMED("ca"), "-out", "ca.pem");
        return { cert: await text(folder, "ca.pem"), key: await text(folder, "key.pem") };
    });
    return {
        ca: ca.cert,
        issue: (name) =>
            inFolder(async (folder) => {
                await writeFile(join(folder, "ca.pem"), ca.cert);
                await writeFile(join(folder, "ca-key.pem"), ca.key);
                const names = `subjectAltName=DNS:${name},IP:127.0.0.1`;
                await writeFile(join(folder, "names"), names);
                await openssl(folder, "req", ...NEW_KEY, ...NAMED(name), "-out", "request.pem");
                await openssl(
                    folder,
                    ...["x509", "-req", "-in", "request.pem", "-days", "1", "-out", "cert.pem"],
                    ...["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-set_serial", "2"],
                    ...["-extfile", "names"]
                );
                return { cert: await text(folder, "cert.pem"), key: await text(folder, "key.pem") };
            })
    };
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const NAMED = (name: string): string[] => ["-keyout", "key.pem", "-subj", `/CN=${name}`];

async function openssl(folder: string, ...args: string[]): Promise<void> {
    await run("openssl", args, { cwd: folder, timeout: 20_000 });
}

function text(folder: string, name: string): Promise<string> {
    return readFile(join(folder, name), "utf8");
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), "fm-certificates-"));
    try {
        return await work(folder);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
