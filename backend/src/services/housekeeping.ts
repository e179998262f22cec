import type { Deps } from "../deps.ts";
import { withKey } from "../storage/database.ts";
import { EXPIRED } from "../storage/repositories/expired.repository.ts";

const EVERY_MS = 3_600_000;

/** Removes what has run out: sign-ins, tickets, idempotency keys. Several processes may do it at once. */
export function startHousekeeping(
    { pools, logger }: Pick<Deps, "pools" | "logger">,
    resources: AsyncDisposableStack
): void {
    const tidy = async (): Promise<void> => {
        const removed = await withKey(pools.app, EXPIRED, ({ expired }) => expired.remove());
        if (removed > 0) logger.info({ removed }, "expired_rows_removed");
    };
    const timer = setInterval(() => {
        tidy().catch((error: unknown) => logger.warn({ err: error }, "housekeeping_failed"));
    }, EVERY_MS);
    resources.defer(() => clearInterval(timer));
}
