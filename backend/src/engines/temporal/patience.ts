import type { Client } from "@temporalio/client";
import type { TemporalLink } from "./connection.ts";

/** Its client may be another one from one moment to the next. */
export type Temporal = Pick<TemporalLink, "client" | "namespace" | "trouble">;

/** It may have happened all the same. */
export class TooLate extends Error {
    override readonly name = "TooLate";
}

/**
 * The server may never answer: no call goes without a time by which it is given up. A worker's
 * connection tries again for longer than it is told to, so the time is kept here.
 */
export async function within<T>(
    { client }: Pick<Temporal, "client">,
    ms: number,
    work: (client: Client) => Promise<T>
): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
        () => late.reject(new TooLate(`Temporal has not answered within ${ms} ms.`)),
        ms
    );
    try {
        return await Promise.race([
            client.withDeadline(Date.now() + ms, () => work(client)),
            late.promise
        ]);
    } finally {
        clearTimeout(timer);
    }
}
