import { SignJWT, errors, jwtVerify } from "jose";
import { z } from "zod";
import { AppError } from "../../errors.ts";

export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** Longer is never ours, and is not worth decoding. */
const MAX_TOKEN_LENGTH = 2_048;
/** Three parts of base64url: no padding, no other alphabet, no fourth. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LEEWAY_SECONDS = 5;
/** So long after its end a token still passes: clocks differ. */
export const ACCESS_LEEWAY_MS = LEEWAY_SECONDS * 1_000;
const ALGORITHM = "HS256";
const TYPE = "at+jwt";
const ISSUER = "flowmaestro";
const AUDIENCE = "flowmaestro:api";

export interface AccessClaims {
    readonly user_id: string;
    readonly workspace_id: string;
    readonly session_id: string;
    /** Milliseconds. */
    readonly expires_at: number;
}

const claimsSchema = z.object({
    sub: z.uuid(),
    wid: z.uuid(),
    sid: z.uuid(),
    iat: z.int(),
    exp: z.int()
});

export function signAccessToken(
    secret: string,
    claims: Omit<AccessClaims, "expires_at">,
    now = Date.now()
): Promise<string> {
    const seconds = Math.floor(now / 1_000);
    return new SignJWT({ wid: claims.workspace_id, sid: claims.session_id })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setSubject(claims.user_id)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + ACCESS_TOKEN_SECONDS)
        .sign(keyOf(secret));
}

/**
 * Algorithm, type, issuer and audience are pinned, so neither another algorithm nor another kind of
 * token of ours passes; what the header says about keys is ignored.
 */
export async function verifyAccessToken(secret: string, token: string): Promise<AccessClaims> {
    if (token.length > MAX_TOKEN_LENGTH || !COMPACT.test(token)) throw new AppError("UNAUTHORIZED");
    const payload = await verified(secret, token);
    const result = claimsSchema.safeParse(payload);
    if (!result.success || result.data.exp - result.data.iat > ACCESS_TOKEN_SECONDS)
        throw new AppError("UNAUTHORIZED");
    const { sub, wid, sid, exp } = result.data;
    return { user_id: sub, workspace_id: wid, session_id: sid, expires_at: exp * 1_000 };
}

async function verified(secret: string, token: string): Promise<unknown> {
    try {
        const { payload } = await jwtVerify(token, keyOf(secret), {
            algorithms: [ALGORITHM],
            typ: TYPE,
            issuer: ISSUER,
            audience: AUDIENCE,
            requiredClaims: ["sub", "wid", "sid", "iat", "exp"],
            // Also refuses an `iat` in the future.
            maxTokenAge: ACCESS_TOKEN_SECONDS,
            clockTolerance: LEEWAY_SECONDS
        });
        return payload;
    } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw new AppError("TOKEN_EXPIRED", { cause });
        throw new AppError("UNAUTHORIZED", { cause });
    }
}

const encoder = new TextEncoder();

function keyOf(secret: string): Uint8Array {
    return encoder.encode(secret);
}
