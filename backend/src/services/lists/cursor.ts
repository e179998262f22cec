import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { AppError } from "../../errors.ts";

/** Where a list goes on: the last row's sort value and id. */
export interface Position {
    readonly sort_key: string;
    readonly id: string;
}

const payloadSchema = z.tuple([z.string(), z.string()]);
const SIGNATURE_BYTES = 12;

/**
 * Opaque, and good for one list only: `scope` names workspace, resource, sort and order, and is signed
 * without being in the text. A cursor of another workspace is as wrong as a made-up one.
 */
export class Cursors {
    readonly #key: Buffer;

    constructor(secret: string) {
        this.#key = createHmac("sha256", secret).update("flowmaestro cursors").digest();
    }

    encode(scope: string, { sort_key, id }: Position): string {
        const payload = Buffer.from(JSON.stringify([sort_key, id]));
        return Buffer.concat([this.#sign(scope, payload), payload]).toString("base64url");
    }

    decode(scope: string, cursor: string): Position {
        const bytes = Buffer.from(cursor, "base64url");
        const signature = bytes.subarray(0, SIGNATURE_BYTES);
        const payload = bytes.subarray(SIGNATURE_BYTES);
        const isOurs =
            signature.length === SIGNATURE_BYTES &&
            timingSafeEqual(signature, this.#sign(scope, payload));
        if (!isOurs) throw new AppError("INVALID_CURSOR");
        const [sort_key, id] = payloadSchema.parse(JSON.parse(payload.toString()));
        return { sort_key, id };
    }

    #sign(scope: string, payload: Buffer): Buffer {
        return createHmac("sha256", this.#key)
            .update(`${scope.length}:${scope}:`)
            .update(payload)
            .digest()
            .subarray(0, SIGNATURE_BYTES);
    }
}
