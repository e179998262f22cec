import type { Client } from "@temporalio/client";
import type { TemporalLink } from "./connection.ts";

/** Its client may be another one from one moment to the next. */
export type Temporal = Pick<TemporalLink, "client" | "namespace" | "trouble">;

/** The server may never answer: no call goes without a time by which it is given up. */
export function within<T>(
    { client }: Pick<Temporal, "client">,
    ms: number,
    work: (client: Client) => Promise<T>
): Promise<T> {
    return client.withDeadline(Date.now() + ms, () => work(client));
}
