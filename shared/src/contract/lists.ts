import { z } from "zod";
import type { Json } from "../orchestrator/values.ts";

/** Text that Postgres and every client can hold: no NUL, no lone surrogate. */
export const text = (max: number) =>
    z
        .string()
        // Told to readers; counted in code points, as JSON Schema counts.
        .meta({ maxLength: max })
        .refine((value) => [...value].length <= max, { error: `At most ${max} characters.` })
        .refine((value) => !value.includes("\u0000") && value.isWellFormed(), {
            error: "Contains a NUL character or half of a surrogate pair."
        });

/** A name people read: something visible, 1 to `max` code points. */
export const name = (max = 100) =>
    text(max).refine((value) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(value), {
        error: "Needs at least one visible character."
    });

/**
 * Any JSON, unchecked: it comes out of a JSON parser. Walking a megabyte of it once more with a schema
 * would take longer than reading it.
 */
export const anyJson = z.custom<Json>((value) => value !== undefined, { error: "Required." });

/** As the database writes it: the same thing is never known under two spellings. */
export const id = z.uuid().toLowerCase();
export const timestamp = z.iso.datetime({ offset: true });

/** A time to compare with. An offset may lead out of the years that databases and people can name. */
export const givenTime = timestamp
    .refine(
        (text) => {
            const time = Date.parse(text);
            return time >= FIRST_TIME && time <= LAST_TIME;
        },
        { error: "Has to lie in the years 1 to 9999." }
    )
    // Postgres knows no offset of 16 hours and more.
    .transform((text) => new Date(text).toISOString());

const FIRST_TIME = Date.parse("0001-01-01T00:00:00Z");
const LAST_TIME = Date.parse("9999-12-31T23:59:59.999Z");

const count = (max: number) =>
    z
        .string()
        .regex(/^\d{1,9}$/, { error: "A whole number." })
        .transform(Number)
        .pipe(z.int().min(1).max(max));

/** `page`, `limit`, `order` and `cursor`, the same on every list; sort is given by the list. */
export const listQuery = <const Sort extends readonly [string, ...string[]]>(sorts: Sort) => ({
    page: count(1_000_000).optional(),
    limit: count(100).optional(),
    sort: z.enum(sorts).optional(),
    order: z.enum(["asc", "desc"]).optional(),
    cursor: z.string().min(1).max(500).optional(),
    include: z.literal("total").optional()
});

export const paginationSchema = z.object({
    page: z.int().optional(),
    limit: z.int(),
    /** Absent with a cursor, unless `include=total`. */
    total: z.int().optional(),
    pages: z.int().optional(),
    next_cursor: z.string().nullable()
});

export type Pagination = z.infer<typeof paginationSchema>;
