import { z } from "zod";
import type { Kind } from "./reader.ts";

/** Values that more than one variable may have. */
export function kind<T>(schema: z.ZodType<T, string>, expected: string, solution: string): Kind<T> {
    return { schema, expected, solution };
}

export const wholeNumber = (min: number, max: number): z.ZodType<number, string> =>
    z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number)
        .pipe(z.int().min(min).max(max));

export const listOf = <T>(item: z.ZodType<T, string>): z.ZodType<T[], string> =>
    z
        .string()
        .transform((text) =>
            text
                .split(",")
                .map((part) => part.trim())
                .filter((part) => part !== "")
        )
        .pipe(z.array(item));

export const origin = z.string().transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isOrigin = url && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname);
    if (isOrigin && url.search === "" && url.hash === "" && url.username === "") return url.origin;
    context.addIssue({ code: "custom", message: "not an origin" });
    return z.NEVER;
});

/** The port of a service that others run; `usual` is what they run it on. */
export const portOf = (usual: number): Kind<number> =>
    kind(
        wholeNumber(1, 65_535),
        "which is not a port",
        `Use a number from 1 to 65535, or leave it out for ${usual}.`
    );

export const HOST = kind(
    z.union([z.ipv4(), z.ipv6(), z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/)]),
    "which is neither an address nor a name",
    "Use 127.0.0.1 for this machine only, 0.0.0.0 for every network, or leave it out."
);

export const YES_OR_NO = kind(
    z
        .string()
        .toLowerCase()
        .pipe(z.enum(["true", "false", "1", "0"]))
        .transform((text) => text === "true" || text === "1"),
    "which is neither true nor false",
    "Use true or false, or leave it out."
);
