import type { Deps } from "../deps.ts";
import { valuesFolder } from "../env.ts";
import { withKey } from "../storage/database.ts";
import { EXPIRED } from "../storage/repositories/expired.repository.ts";
import { applyRetention } from "./retention.ts";

const EVERY_MS = 3_600_000;
/** Not with the start, which has better things to do. */
const FIRST_MS = 60_000;

/**
 * Removes what has run out (sign-ins, tickets, idempotency keys) and what was kept long enough.
 * Several processes may do it at once: each finds what the others left.
 */
export function startHousekeeping(
    { env, pools, logger }: Pick<Deps, "env" | "pools" | "logger">,
    resources: AsyncDisposableStack
): void {
    const tidy = async (): Promise<void> => {
        const expired = await withKey(pools.app, EXPIRED, (repositories) =>
            repositories.expired.remove()
        );
        const { data, executions } = await applyRetention({
            database: pools.engine,
            days: env.retention_days,
            values: valuesFolder(env)
        });
        if (expired + data + executions > 0) {
            logger.info({ expired, data, executions }, "housekeeping_done");
        }
    };
    const run = (): void => {
        tidy().catch((error: unknown) => logger.warn({ err: error }, "housekeeping_failed"));
    };
    const first = setTimeout(run, FIRST_MS);
    const timer = setInterval(run, EVERY_MS);
    resources.defer(() => {
        clearTimeout(first);
        clearInterval(timer);
    });
}
