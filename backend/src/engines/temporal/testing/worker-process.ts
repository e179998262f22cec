import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { done } from "@flowmaestro/nodes/kit/context.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import type { TemporalEnv } from "../../../env/temporal.ts";
import { armCrashPoint, crashPlaceSchema } from "../../../platform/crash-point.ts";
import type { DatabaseAddress } from "../../../storage/database.ts";
import { baseType, testExecutors } from "../../embedded/testing/test-nodes.ts";
import { testTemporalEngine } from "./test-temporal.ts";

/**
 * A worker as a process of its own, for tests that kill it: whenever they like, or at a point of a turn
 * that they send. `recorded` writes down each delivery, `fatal` ends its process.
 */
const address = JSON.parse(process.env["FM_TEST_ADDRESS"] ?? "{}") as DatabaseAddress;
const env = JSON.parse(process.env["FM_TEST_TEMPORAL"] ?? "{}") as TemporalEnv;
const effects = process.env["FM_TEST_EFFECTS"] ?? "/dev/null";

const value = field(z.json().optional(), {
    title: "Value",
    widget: "json-template",
    template: true
});
const ms = field(z.number().default(20), { title: "Milliseconds", widget: "number" });

const recorded = implementNode(
    {
        ...baseType,
        type: "recorded",
        name: "Recorded",
        lane: "io",
        config: z.object({ value, ms })
    },
    async ({ value: given, ms: takes }, { effect_key, signal }) => {
        appendFileSync(effects, `${effect_key} ${JSON.stringify(given ?? null)}\n`);
        await sleep(takes, undefined, { signal });
        return done(given ?? null);
    }
);

const fatal = implementNode(
    { ...baseType, type: "fatal", name: "Fatal", lane: "io", config: z.object({}) },
    (_config, { effect_key }) => {
        appendFileSync(effects, `${effect_key} null\n`);
        return process.kill(process.pid, "SIGKILL") as never;
    }
);

const own = new Map<string, Executor>([
    ["recorded", recorded],
    ["fatal", fatal]
]);
const others = testExecutors();
const { stop } = await testTemporalEngine(address, env, {
    get: (type) => own.get(type) ?? others.get(type) ?? executors.get(type)
});

process.on("message", (place) => armCrashPoint(crashPlaceSchema.parse(String(place))));
process.on("disconnect", () => {
    void stop().finally(() => process.exit());
});
process.send?.({ ready: true });
