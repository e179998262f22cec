import { hash, randomFillSync } from "node:crypto";

const POOL_BYTES = 16 * 256;
const pool = Buffer.alloc(POOL_BYTES);
let offset = POOL_BYTES;
let lastMs = 0;
let counter = 0;

/**
 * A UUIDv7: 48 bits of milliseconds, a 12-bit counter, 62 random bits. Ids made by one process sort in
 * the order they were made, also within one millisecond and when the clock steps back.
 */
export function newId(now = Date.now()): string {
    if (offset === POOL_BYTES) {
        randomFillSync(pool);
        offset = 0;
    }
    const bytes = pool.subarray(offset, offset + 16);
    offset += 16;
    if (now > lastMs) {
        lastMs = now;
        // Starting low leaves room for 2 048 ids or more before a millisecond has to be borrowed.
        counter = bytes.readUInt16BE(6) & 0x7ff;
    } else if (counter === 0xfff) {
        lastMs += 1;
        counter = 0;
    } else {
        counter += 1;
    }
    bytes.writeUIntBE(lastMs, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
    const hex = bytes.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * An id that follows from another one: whoever makes it again, after a crash or in another process,
 * makes the same. It sorts with the id it comes from.
 */
export function derivedId(from: string, what: string): string {
    const digest = hash("sha256", `${from} ${what}`);
    const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
    const tail = `${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
    return `${from.slice(0, 13)}-7${digest.slice(0, 3)}-${tail}`;
}

/** The lowest id of that moment: ids made before it sort before it. */
export function idFloor(ms: number): string {
    const hex = Math.floor(ms).toString(16).padStart(12, "0");
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(value: string): boolean {
    return UUID.test(value);
}
