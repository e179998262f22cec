import { describe, expect, it } from "vitest";
import { PREVIEW_BYTES, clip, preview } from "./preview.ts";

describe("preview", () => {
    it("is the beginning of the JSON in at most 200 bytes", () => {
        const text = preview({ list: Array.from({ length: 1_000 }, (_, n) => `item ${n}`) });
        expect(text.startsWith('{"list":["item 0","item 1"')).toBe(true);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(PREVIEW_BYTES);
        expect(Buffer.byteLength(preview("é".repeat(500)))).toBeLessThanOrEqual(PREVIEW_BYTES);
    });

    it("leaves out what looks like a secret, at any depth", () => {
        const text = preview({
            password: "hunter2",
            user: { apiKey: "k-1", access_token: "t-1", name: "Ada" }
        });
        expect(text).not.toMatch(/hunter2|k-1|t-1/);
        expect(text).toContain("Ada");
    });

    it("never cuts a character in half", () => {
        for (let bytes = 4; bytes < 30; bytes += 1)
            expect(clip("a😀b😀c😀d😀e😀f", bytes).isWellFormed()).toBe(true);
    });
});
