import { z } from "zod";

/** A code that the author of a workflow gives to a failure. */
export const errorCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, {
    error: "A code has capital letters, digits and `_`, as in CARD_DECLINED."
});
