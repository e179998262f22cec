import { z } from "zod";
import { id } from "./lists.ts";

/** What a client may say on `/ws`. Anything else is answered with an `error` frame, never a close. */
export const clientMessageSchema = z.discriminatedUnion("type", [
    z.strictObject({
        type: z.literal("subscribe"),
        execution_id: id,
        /** Everything after this; from the start without it. */
        after_seq: z.int().min(0).max(2_147_483_647).optional(),
        /** An older name of `after_seq`. */
        last_seq: z.int().min(0).max(2_147_483_647).optional()
    }),
    z.strictObject({ type: z.literal("unsubscribe"), execution_id: id }),
    z.strictObject({
        type: z.literal("user:input:response"),
        execution_id: id,
        node_id: z.string().max(64).optional(),
        instance: z.string().max(2_000).optional(),
        request_id: z.string().max(200).optional(),
        input: z.json()
    }),
    z.strictObject({ type: z.literal("ping") })
]);

export type ClientMessage = z.infer<typeof clientMessageSchema>;

export const CLOSE = {
    /** The server restarts: come back. */
    RESTART: 1012,
    TOO_BIG: 1009,
    AUTH: 4401,
    TOO_SLOW: 4408,
    TOO_FAST: 4429
} as const;

export const SOCKET_LIMITS = {
    frame_bytes: 65_536,
    buffered_bytes: 1_048_576,
    subscriptions: 100,
    sockets_per_user: 20,
    messages_per_second: 20,
    ping_ms: 25_000
} as const;
