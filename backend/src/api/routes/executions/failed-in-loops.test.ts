import { describe, expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";
import type { TestApi } from "../../../../test/api.ts";
import { testTemporal } from "../../../../test/temporal.ts";

const env = await testTemporal();
const embedded = await testApi();
const temporal =
    env === null
        ? null
        : await testApi({ TEMPORAL_ADDRESS: env.address, TEMPORAL_NAMESPACE: env.namespace });

const at = { position: { x: 0, y: 0 } };
/** Regions with shops; the shop that has no name fails. */
const definition = {
    nodes: {
        in: { ...at, id: "in", type: "input", data: { schema: { regions: { type: "array" } } } },
        region: {
            ...at,
            id: "region",
            type: "loop",
            data: { mode: "each", items: "${in.output.regions}" }
        },
        shop: {
            ...at,
            id: "shop",
            type: "loop",
            parentId: "region",
            data: { mode: "each", items: "${region.item}", concurrency: 3 }
        },
        check: {
            ...at,
            id: "check",
            type: "echo",
            parentId: "shop",
            data: { value: "${shop.item.name}" }
        }
    },
    edges: [{ id: "e", source: "in", target: "region" }]
};

describe.each([
    ["embedded", embedded],
    ["temporal", temporal]
] as const)("a failure in loops in loops, on %s,", (_engine, api) => {
    it.skipIf(api === null)("is told with the step and the turn it happened in", async () => {
        const there = api as TestApi;
        await expect.poll(async () => (await there.call("GET", "/health/ready")).status).toBe(200);
        const person = await there.register();
        const body = { name: "Shops", definition };
        const { data: workflow } = await person.call("POST", "/api/workflows", { body });
        const regions = [[{ name: "a" }], [{ name: "b" }, {}, { name: "c" }], [{}]];
        const started = await person.call("POST", "/api/workflows/execute", {
            body: { workflow_id: workflow.id, inputs: { regions } },
            headers: { prefer: "wait=20" }
        });
        expect(started.status, started.text).toBe(200);
        const { data } = await person.call("GET", `/api/executions/${started.data.execution_id}`);
        expect(data).toMatchObject({
            status: "failed",
            error: {
                code: "UNRESOLVED_REFERENCE",
                details: {
                    node_id: "region",
                    instance: "region",
                    index: 1,
                    caused_by: { node_id: "check", instance: "region[1]/shop[1]/check" }
                }
            }
        });
        expect(started.data).toMatchObject({ error: data.error });
        const url = `/api/executions/${data.id}/instances/region%5B1%5D%2Fshop%5B1%5D%2Fcheck`;
        const step = await person.call(
            "GET",
            url as `/api/executions/${string}/instances/${string}`
        );
        expect(step.data).toMatchObject({ status: "failed", error: { code: data.error?.code } });
    });
});
