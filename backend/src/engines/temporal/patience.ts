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

/** Waits for it, but no longer than `ms`, whatever becomes of it. */
export async function atMost(work: Promise<unknown>, ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
    });
    const settled = work.then(
        () => undefined,
        () => undefined
    );
    await Promise.race([settled, late]).finally(() => clearTimeout(timer));
}

/** Of our connections to the database some are for whoever waits. */
const AT_ONCE = 4;

/**
 * A few at a time. One that fails does not keep the others from their turn; where all of a few fail it
 * is not them, and that ends it.
 */
export async function atOnce<T>(
    items: readonly T[],
    work: (item: T) => Promise<void>,
    onFailed: (item: T, error: unknown) => void
): Promise<void> {
    for (let from = 0; from < items.length; from += AT_ONCE) {
        const few = items.slice(from, from + AT_ONCE);
        const failures: { readonly item: T; readonly error: unknown }[] = [];
        await Promise.all(
            few.map((item) =>
                work(item).catch((error: unknown) => {
                    failures.push({ item, error });
                })
            )
        );
        const [first] = failures;
        if (first !== undefined && failures.length === few.length) throw first.error;
        for (const { item, error } of failures) onFailed(item, error);
    }
}

/** In one line: the SDK's own message often says only what was tried, its cause what happened. */
export function reasonOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const words = error.message === "" ? error.name : error.message;
    return error.cause === undefined ? words : `${words}: ${reasonOf(error.cause)}`;
}
