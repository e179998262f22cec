import { appendFileSync } from "node:fs";
import { z } from "zod";
import { done } from "@flowmaestro/nodes/kit/context.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import type { DatabaseAddress } from "../../../storage/database.ts";
import type { StartRequest } from "../../engine.ts";
import { testEngine } from "./test-engine.ts";
import { baseType, testExecutors } from "./test-nodes.ts";

/**
 * An engine as a process of its own, for tests that kill it. It starts what it is sent, and says when
 * that was stored. `recorded` writes down each delivery; `fatal` ends the process.
 */
const address = JSON.parse(process.env["FM_TEST_ADDRESS"] ?? "{}") as DatabaseAddress;
const effects = process.env["FM_TEST_EFFECTS"] ?? "/dev/null";

const value = field(z.json().optional(), {
    title: "Value",
    widget: "json-template",
    template: true
});

const recorded = implementNode(
    { ...baseType, type: "recorded", name: "Recorded", lane: "io", config: z.object({ value }) },
    async ({ value: given }, { effect_key, sleep }) => {
        await sleep(5);
        appendFileSync(effects, `${effect_key} ${JSON.stringify(given)}\n`);
        await sleep(5);
        return done(given ?? null);
    }
);

const fatal = implementNode(
    { ...baseType, type: "fatal", name: "Fatal", lane: "io", config: z.object({}) },
    () => process.kill(process.pid, "SIGKILL") as never
);

const own = new Map<string, Executor>([
    ["recorded", recorded],
    ["fatal", fatal]
]);
const others = testExecutors();
const { engine, stop } = await testEngine(address, {
    get: (type) => own.get(type) ?? others.get(type)
});

process.on("message", ({ id, request }: { id: string; request: StartRequest }) => {
    engine.start(request).then(
        () => process.send?.({ id, stored: true }),
        () => process.send?.({ id, stored: false })
    );
});
process.on("disconnect", () => {
    void stop().finally(() => process.exit());
});
process.send?.({ ready: true });
