import { pipeline, Readable } from "node:stream";
import type { Transform } from "node:stream";
import {
    createBrotliDecompress,
    createGunzip,
    createInflate,
    createZstdDecompress
} from "node:zlib";
import { EgressError } from "@flowmaestro/nodes/kit/egress-error.ts";

/** What we ask for. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

const DECODERS: { readonly [encoding: string]: (() => Transform) | undefined } = {
    gzip: createGunzip,
    "x-gzip": createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
    zstd: createZstdDecompress
};
const MAX_LAYERS = 2;

export interface BodyOptions {
    readonly source: Readable;
    /** The header. */
    readonly encoding: string | null;
    readonly limit: number;
    readonly budget: BodyBudget;
    readonly where: string;
    readonly explain: (thrown: unknown) => unknown;
}

/**
 * Whoever reads a body gathers it until its end. Each is bounded; this bounds all of them together,
 * or a few hundred large answers at once would take the process with them.
 */
export class BodyBudget {
    readonly #limit: number;
    #held = 0;

    constructor(limit: number) {
        this.#limit = limit;
    }

    take(bytes: number, where: string): void {
        this.#held += bytes;
        if (this.#held <= this.#limit) return;
        throw new EgressError({
            code: "NETWORK_ERROR",
            message: `The answer of ${where} was broken off: this server is receiving more at once than it can hold.`,
            solution: "Try again later, or ask for less at once.",
            details: { host: where },
            is_retryable: true
        });
    }

    give(bytes: number): void {
        this.#held -= bytes;
    }
}

/**
 * The decoded body. What passes is counted on both sides of the decoder, so neither a bomb nor an
 * endless nothing gets through, and no more of it than a chunk is ever in memory.
 */
export function bodyStream(options: BodyOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
    return ReadableStream.from(chunks(options));
}

async function* chunks(options: BodyOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { source, encoding, limit, budget, where, explain } = options;
    let size = 0;
    // Ending it early is an error to the transport, and nobody else listens by then.
    source.on("error", () => undefined);
    try {
        const decoders = decodersFor(encoding, where);
        const raw = counted(source, limit, where);
        const decoded = decoders.length === 0 ? raw : counted(decode(raw, decoders), limit, where);
        for await (const chunk of decoded) {
            size += chunk.byteLength;
            budget.take(chunk.byteLength, where);
            yield new Uint8Array(chunk);
        }
    } catch (error) {
        throw explain(error);
    } finally {
        budget.give(size);
        source.destroy();
    }
}

function decode(raw: AsyncIterable<Uint8Array>, decoders: readonly Transform[]): Transform {
    const [first, ...rest] = decoders;
    if (first === undefined) throw new Error("There is nothing to decode with.");
    const last = rest.at(-1) ?? first;
    // Its error arrives where `last` is read.
    pipeline([Readable.from(raw), ...decoders], () => undefined);
    return last;
}

async function* counted(
    source: AsyncIterable<Uint8Array>,
    limit: number,
    where: string
): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const chunk of source) {
        size += chunk.byteLength;
        if (size > limit) throw tooLarge(limit, where);
        yield chunk;
    }
}

function decodersFor(encoding: string | null, where: string): Transform[] {
    const names = (encoding ?? "")
        .toLowerCase()
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && name !== "identity");
    const makers = names.flatMap((name) => DECODERS[name] ?? []);
    if (makers.length < names.length || names.length > MAX_LAYERS) {
        throw new EgressError({
            code: "INVALID_RESPONSE",
            message: `${where} packed its answer in a way nobody can open (${names.join(", ").slice(0, 60)}).`,
            solution: "Ask with the header Accept-Encoding: identity, or tell the service's owner.",
            details: { host: where }
        });
    }
    // The last one named was applied last.
    return makers.toReversed().map((make) => make());
}

export function tooLarge(limit: number, where: string): EgressError {
    return new EgressError({
        code: "RESPONSE_TOO_LARGE",
        message: `${where} answered with more than ${limit / 1_000_000} MB.`,
        solution: "Ask for less at once: a page, a filter, fewer fields.",
        details: { host: where, limit }
    });
}
