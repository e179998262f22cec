import { WAIT_FOR_EVENT, WAIT_UNTIL } from "../definitions.ts";
import { drive, quantile } from "../load/drive.ts";
import { pause, unusedPort } from "../setup/child.ts";
import { collectGarbage, inspectable } from "../setup/collect-garbage.ts";
import { memoryOf } from "../setup/process-figures.ts";
import { startShot } from "./execute.ts";
import type { Outcome, Scenario } from "./scenario.ts";

const CLIENTS = 50;
const PATIENCE_MS = 120_000;
const IDLE_MS = 20_000;

export const P8: Scenario = {
    id: "P8",
    title: "waiting executions cost no memory",
    run: async (bench): Promise<Outcome> => {
        const count = bench.options.short ? 2_000 : 100_000;
        const port = await unusedPort();
        const product = await bench.freshProduct("waiting", { node_flags: [inspectable(port)] });
        const { database } = product.options;
        const workflow_id = await product.publish("wait", WAIT_FOR_EVENT);
        // Nobody collects for it: the product does so itself once it has started.
        await pause(bench.options.short ? 1_000 : IDLE_MS);
        const idle = memoryOf(product.pid);
        const nothing = (): object => ({});
        // What the first ones leave behind (code, caches, connections) is no price of waiting.
        const warm = Math.round(count / 10);
        const start = async (some: number) => {
            const shot = await startShot(product, workflow_id, nothing, () => undefined);
            const { target } = product;
            return drive({ target, shot, clients: CLIENTS, seconds: 600, count: some });
        };
        const warmed = await start(warm);
        const settle = async (): Promise<number> => {
            await pause(bench.options.short ? 1_000 : 5_000);
            await collectGarbage(product.pid, port);
            return memoryOf(product.pid).pss_mib;
        };
        const before = await settle();
        const driven = await start(count);
        const after = await settle();
        const waiting = await database.count(
            "select count(*) from executions where workflow_id = $1 and status = 'waiting'",
            [workflow_id]
        );
        const errors = [...warmed.errors, ...driven.errors];
        if (waiting !== count + warm) errors.push(`${waiting} of ${count + warm} are waiting`);
        const grown = after - before;
        return {
            rows: [
                {
                    what: `${count} waiting`,
                    figure: `${grown >= 0 ? "+" : ""}${grown.toFixed(1)} MiB`,
                    details: {
                        "idle PSS MiB": idle.pss_mib.toFixed(0),
                        "before MiB": before.toFixed(0),
                        "after MiB": after.toFixed(0),
                        "starts/s": driven.per_second.toFixed(0)
                    },
                    gate: "≤ 50",
                    target: "≤ 10",
                    passes: grown <= 50,
                    reaches_target: grown <= 10
                },
                {
                    what: "idle process",
                    figure: `${idle.pss_mib.toFixed(0)} MiB PSS`,
                    details: { "RSS MiB": idle.rss_mib.toFixed(0) },
                    gate: "≤ 120",
                    passes: idle.pss_mib <= 120,
                    reaches_target: null
                }
            ],
            errors,
            data: { idle, before, after, driven }
        };
    }
};

export const P18: Scenario = {
    id: "P18",
    title: "timers that are due in one second",
    run: async (bench): Promise<Outcome> => {
        const count = bench.options.short ? 200 : 1_000;
        const product = await bench.product();
        const { database } = product.options;
        const workflow_id = await product.publish("timers", WAIT_UNTIL);
        const lead_ms = bench.options.short ? 4_000 : 12_000;
        const first = Date.now() + lead_ms;
        const shot = await startShot(
            product,
            workflow_id,
            (n) => ({ at: new Date(first + (n % 1_000)).toISOString() }),
            () => undefined
        );
        const { target } = product;
        const driven = await drive({ target, shot, clients: 20, seconds: 60, count });
        const errors = [...driven.errors];
        if (Date.now() > first) errors.push("Starting took longer than the lead: timers were late");
        const done = (): Promise<number> =>
            database.count(
                "select count(*) from executions where workflow_id = $1 and status = 'completed'",
                [workflow_id]
            );
        const end = Date.now() + PATIENCE_MS;
        while ((await done()) < count && Date.now() < end) await pause(100);
        const { rows } = await database.admin.query<{ lag_ms: number }>(
            `select (extract(epoch from completed_at - (inputs #>> '{json,at}')::timestamptz)
                 * 1000)::float8 as lag_ms
             from executions
             where workflow_id = $1
                 and status = 'completed'`,
            [workflow_id]
        );
        const lags = Float64Array.from(rows.map(({ lag_ms }) => Number(lag_ms))).sort();
        if (lags.length !== count) errors.push(`${lags.length} of ${count} timers rang`);
        if ((lags[0] ?? 0) < 0) errors.push(`A timer rang ${-(lags[0] ?? 0)} ms early`);
        const p99 = quantile(lags, 0.99);
        return {
            rows: [
                {
                    what: `${count} timers in a second`,
                    figure: `lag p99 ${p99.toFixed(0)} ms`,
                    details: {
                        "p50 ms": quantile(lags, 0.5).toFixed(1),
                        "max ms": quantile(lags, 1).toFixed(0)
                    },
                    gate: "≤ 2000",
                    target: "≤ 250",
                    passes: p99 <= 2_000,
                    reaches_target: p99 <= 250
                }
            ],
            errors,
            data: { lags: [...lags] }
        };
    }
};
