import type { NativeConnection } from "@temporalio/worker";
import { afterEach, describe, expect, test } from "vitest";
import { unusedPort } from "../../../test/process.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { openTemporal } from "./connection.ts";
import type { TemporalLink } from "./connection.ts";
import { keepWorking } from "./working.ts";
import type { Working } from "./working.ts";

/** When the worker of a process is there, and when it is made anew. Over a real connection. */
const temporal = await testTemporal();
const logger = createServiceLogger("test", { level: "silent" });
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
    for (const each of opened.splice(0).toReversed()) await each.close();
});

function link(address = temporal!.address): TemporalLink {
    const env = { ...temporal!, address };
    const one = openTemporal({ env, logger, look_ms: 200, retry_ms: 50 });
    opened.push(one);
    return one;
}

interface Made {
    readonly connection: NativeConnection;
    /** As if it had ended by itself. */
    end(error: unknown): void;
    isStopped: boolean;
}

function working(
    over: TemporalLink,
    refusals: number
): { working: Working; made: Made[]; tries: () => number } {
    const made: Made[] = [];
    let tries = 0;
    const one = keepWorking({
        link: over,
        logger,
        retry_ms: 20,
        create: async (connection, onEnded) => {
            tries += 1;
            if (tries <= refusals) throw new Error("Not today.");
            const worker = { connection, end: onEnded, isStopped: false };
            made.push(worker);
            return {
                stop: async () => {
                    worker.isStopped = true;
                }
            };
        }
    });
    opened.push({ close: () => one.stop() });
    return { working: one, made, tries: () => tries };
}

describe("a worker", () => {
    test("begins once Temporal is there, on its connection, and stops when it is told", async () => {
        const over = link();
        const { working: one, made } = working(over, 0);
        expect(one.trouble()).toMatch(/waits for Temporal/);
        await one.begun();
        expect(one.trouble()).toBeNull();
        expect(made.map(({ connection }) => connection)).toEqual([await over.native()]);
        await one.stop();
        expect(made.map(({ isStopped }) => isStopped)).toEqual([true]);
    });

    test("that could not be made is made at the next try", async () => {
        const { working: one, made, tries } = working(link(), 2);
        const troubles = new Set<string | null>();
        const looking = setInterval(() => troubles.add(one.trouble()), 1);
        await one.begun();
        clearInterval(looking);
        expect([...troubles].join(" ")).toMatch(/could not be started/);
        expect([one.trouble(), made.length, tries()]).toEqual([null, 1, 3]);
    });

    test("that ended by itself is stopped, said, and made anew", async () => {
        const { working: one, made } = working(link(), 0);
        await one.begun();
        made[0]?.end(new Error("The server wants no pollers."));
        await expect.poll(() => made.length).toBe(2);
        await expect.poll(() => one.trouble()).toBeNull();
        expect(made.map(({ isStopped }) => isStopped)).toEqual([true, false]);
    });

    test("that waits for Temporal stops at once", async () => {
        const { working: one, made } = working(link(`127.0.0.1:${await unusedPort()}`), 0);
        expect(one.trouble()).toMatch(/waits for Temporal/);
        const begun = performance.now();
        await one.stop();
        expect(performance.now() - begun).toBeLessThan(3_000);
        expect(made).toEqual([]);
    });
});
