import { describe, expect, it } from "vitest";
import { newId } from "../../platform/ids.ts";
import { signAccessToken } from "./access-token.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

const SECRET = "7hX2-kQ9v_Lr4Tn8Zp1Wb6Ym3Jd5Fs0Gc";
const claims = { user_id: newId(), workspace_id: newId(), session_id: newId() };

describe("verified tokens", () => {
    it("answers at once for a token it has seen", async () => {
        const tokens = new VerifiedTokens(SECRET);
        const token = await signAccessToken(SECRET, claims);
        expect(tokens.claims(token)).toBeInstanceOf(Promise);
        const first = await tokens.claims(token);
        expect(first).toMatchObject(claims);
        expect(tokens.claims(token)).toEqual(first);
    });

    it("does not know a token longer than it is good", async () => {
        const tokens = new VerifiedTokens(SECRET);
        const sixteenMinutesAgo = Date.now() - 16 * 60_000;
        const token = await signAccessToken(SECRET, claims, Date.now() - 14 * 60_000);
        const { expires_at } = await tokens.claims(token);
        expect(tokens.claims(token, expires_at + 4_999)).toMatchObject(claims);
        // Asked at a time when it has run out, it goes back to the signature and its clock.
        expect(tokens.claims(token, expires_at + 5_000)).toBeInstanceOf(Promise);
        const old = await signAccessToken(SECRET, claims, sixteenMinutesAgo);
        await expect(tokens.claims(old)).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
    });

    it("takes no other signature for one that it knows", async () => {
        const tokens = new VerifiedTokens(SECRET);
        const token = await signAccessToken(SECRET, claims);
        await tokens.claims(token);
        const forged = `${token.slice(0, -4)}AAAA`;
        await expect(tokens.claims(forged)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    });
});
