import pg from "pg";
import { z } from "zod";
import { executors } from "@flowmaestro/nodes/executors.gen.ts";
import { definitionSchema } from "@flowmaestro/shared/workflow/document.ts";
import { compiled } from "../../backend/src/engines/conformance/others.ts";
import { storeWorkflow } from "../../backend/src/engines/embedded/testing/test-engine.ts";
import type { TestWorkflow } from "../../backend/src/engines/embedded/testing/test-engine.ts";
import { testTemporalEngine } from "../../backend/src/engines/temporal/testing/test-temporal.ts";
import { newId } from "../../backend/src/platform/ids.ts";
import { clientConfig } from "../../backend/src/storage/database.ts";
import { LIGHT_5, effectChain } from "../definitions.ts";
import { serve } from "./cells.ts";
import type { Shape } from "./cells.ts";
import { historyOf } from "./history.ts";

/**
 * Ours: the engine with its worker in one process, as `npm start` has them, below REST. An execution is
 * its row, its workflow, its facts and its end in the row.
 */
const address = {
    host: process.env["BENCH_HOST"] ?? "",
    port: 5432,
    database: process.env["BENCH_DATABASE"] ?? "",
    user: process.env["BENCH_USER"] ?? ""
};
const env = {
    address: process.env["TEMPORAL_ADDRESS"] ?? "",
    namespace: "default",
    api_key: null,
    tls: null,
    task_queue: "ours",
    ui_url: null,
    max_concurrent_activities: null,
    max_concurrent_workflows: null,
    build_id: null
};

const admin = new pg.Pool({ ...clientConfig(address), max: 2 });
const workspace = { workspace_id: newId(), user_id: newId() };
await admin.query("insert into users (id, email, name) values ($1, 'b@example.com', 'Bench')", [
    workspace.user_id
]);
await admin.query("insert into workspaces (id, name, created_by) values ($1, 'Bench', $2)", [
    workspace.workspace_id,
    workspace.user_id
]);
const store = (definition: object): Promise<TestWorkflow> =>
    storeWorkflow(admin, workspace, compiled(definitionSchema.parse(definition)));
const light = await store(LIGHT_5);
const workflows: Record<Shape, TestWorkflow> = {
    effects: await store(effectChain(5)),
    light,
    local: light
};
const temporal = await testTemporalEngine(address, env, executors, { pace: 1 });
const { engine } = temporal;
const last = new Map<Shape, string>();

const ended = z.object({
    status: z.literal("completed"),
    outputs: z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .pipe(z.object({ answer: z.object({ json: z.object({ n: z.number() }) }) }))
});

/** As whoever asked for it would read it. */
async function check(id: string, n: number): Promise<void> {
    const { rows } = await admin.query({
        name: "ended",
        text: "select status, outputs from executions where id = $1",
        values: [id]
    });
    const { outputs } = ended.parse(rows[0]);
    if (outputs.answer.json.n !== n) throw new Error(`${n}: ${JSON.stringify(outputs)}`);
}

serve({
    once: (shape) => async (n) => {
        const execution_id = newId();
        const inputs = { n, ...(shape === "effects" ? { ms: 0 } : { name: "Ada" }) };
        await engine.start({ ...workflows[shape].request, execution_id, inputs });
        if (!(await engine.settled(execution_id, 60_000))) throw new Error(`${n} did not end`);
        await check(execution_id, n);
        last.set(shape, execution_id);
    },
    history: (shape) => historyOf(temporal.link.client, last.get(shape) ?? ""),
    stop: async () => {
        await temporal.stop();
        await admin.end();
    }
});
