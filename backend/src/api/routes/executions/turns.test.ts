import { describe, expect, it } from "vitest";
import { executionSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { testApi } from "../../../../test/api.ts";
import type { Person } from "../../../../test/api.ts";

const api = await testApi();

const at = (x: number, y = 0) => ({ position: { x, y } });

/** The example of the contract, to the letter. */
const LINES = {
    nodes: {
        order: {
            id: "order",
            type: "input",
            ...at(0),
            data: {
                label: "Order",
                schema: {
                    lines: { type: "array", required: true },
                    tier: { type: "string", default: "basic" }
                }
            }
        },
        vip: {
            id: "vip",
            type: "conditional",
            ...at(200),
            data: {
                condition: {
                    combinator: "and",
                    rules: [{ left: "${order.output.tier}", operator: "equals", right: "gold" }]
                }
            }
        },
        fast: { id: "fast", type: "echo", ...at(400, -80), data: { value: "express" } },
        slow: { id: "slow", type: "echo", ...at(400, 80), data: { value: "standard" } },
        ship: { id: "ship", type: "merge", ...at(600), data: { mode: "first" } },
        each: {
            id: "each",
            type: "loop",
            ...at(800),
            data: { mode: "each", items: "${order.output.lines}", concurrency: 5 }
        },
        line: {
            id: "line",
            type: "echo",
            parentId: "each",
            ...at(40, 40),
            data: {
                value: { sku: "${each.item.sku}", by: "${ship.output}", n: "${each.index}" }
            }
        },
        done: {
            id: "done",
            type: "output",
            ...at(1000),
            data: { name: "lines", output: "${each.output}" }
        }
    },
    edges: [
        { id: "e1", source: "order", target: "vip" },
        { id: "e2", source: "vip", sourceHandle: "true", target: "fast" },
        { id: "e3", source: "vip", sourceHandle: "false", target: "slow" },
        { id: "e4", source: "fast", target: "ship" },
        { id: "e5", source: "slow", target: "ship" },
        { id: "e6", source: "ship", target: "each" },
        { id: "e7", source: "each", target: "done" }
    ]
};

async function run(person: Person, definition: object, inputs: object = {}) {
    const made = await person.call("POST", "/api/workflows", {
        body: { name: "Turns", definition }
    });
    expect(made.status, made.text).toBe(201);
    const answer = await person.call("POST", "/api/workflows/execute", {
        body: { workflow_id: made.data.id, inputs },
        headers: { prefer: "wait=20" }
    });
    expect(answer.status, answer.text).toBe(200);
    return executionSchema.parse(answer.data);
}

const all = (id: string, query = "limit=100") =>
    `/api/executions/${id}/instances?${query}` as const;
const oneOf = (id: string, instance: string) =>
    `/api/executions/${id}/instances/${encodeURIComponent(instance)}` as const;

describe("the example of the contract", () => {
    it("completes with what it prints, and shows every turn", async () => {
        const person = await api.register();
        const execution = await run(person, LINES, { lines: [{ sku: "a" }, { sku: "b" }] });
        expect(execution).toMatchObject({
            status: "completed",
            outputs: {
                lines: [
                    { sku: "a", by: "standard", n: 0 },
                    { sku: "b", by: "standard", n: 1 }
                ]
            }
        });
        const list = await person.call("GET", all(execution.id));
        const shown = list.data.instances.map(({ instance, status }) => `${instance} ${status}`);
        expect(shown.toSorted()).toEqual([
            "done completed",
            "each completed",
            "each[0]/line completed",
            "each[1]/line completed",
            "fast skipped",
            "order completed",
            "ship completed",
            "slow completed",
            "vip completed"
        ]);
        const fast = await person.call("GET", oneOf(execution.id, "fast"));
        expect(fast.data.reason).toMatchObject({
            code: "not_taken",
            details: { edges: [{ source: "vip", port: "true", took: "false" }] }
        });
    });

    it("shows what an instance in a loop got, and what was said of it", async () => {
        const person = await api.register();
        const lines = [{ sku: "a" }, { sku: "b", note: "x".repeat(500) }];
        const execution = await run(person, LINES, { lines });
        const line = await person.call("GET", oneOf(execution.id, "each[1]/line"));
        expect(line.data).toMatchObject({
            instance: "each[1]/line",
            node_id: "line",
            status: "completed",
            input: { value: { sku: "b", by: "standard", n: 1 } },
            output: { sku: "b", by: "standard", n: 1 },
            attempt_list: [{ attempt: 1, status: "completed" }]
        });
        expect(line.data.logs.length).toBeGreaterThan(0);
        const each = await person.call("GET", oneOf(execution.id, "each"));
        expect(each.data).toMatchObject({
            status: "completed",
            input: { mode: "each", items: lines },
            output: [{ sku: "a" }, { sku: "b" }]
        });
        const boundary = await person.call("GET", oneOf(execution.id, "each/collect"));
        expect(boundary.status).toBe(404);
        const only = await person.call("GET", all(execution.id, "node_id=line"));
        expect(only.data.pagination.total).toBe(2);
    });
});

/** Rows of cells: the inner loop fails on what is no text, the outer goes on. */
const NESTED = {
    nodes: {
        rows: {
            id: "rows",
            type: "loop",
            ...at(0),
            data: {
                mode: "each",
                items: "${inputs.rows}",
                concurrency: 2,
                on_item_error: "collect"
            }
        },
        cells: {
            id: "cells",
            type: "loop",
            parentId: "rows",
            ...at(0),
            data: { mode: "each", items: "${rows.item}" }
        },
        cell: {
            id: "cell",
            type: "echo",
            parentId: "cells",
            ...at(0),
            data: { value: { at: "${rows.index}.${cells.index}", of: "${cells.item.name}" } }
        },
        after: {
            id: "after",
            type: "echo",
            parentId: "cells",
            ...at(200),
            data: { value: '${cell.output.of} after ${cells.last ?? "none"}' }
        },
        out: { id: "out", type: "output", ...at(400), data: { output: "${rows.output}" } }
    },
    edges: [
        { id: "e1", source: "cell", target: "after" },
        { id: "e2", source: "rows", target: "out" }
    ]
};

describe("nested loops that collect", () => {
    it("give results and errors in order, and every instance its place", async () => {
        const person = await api.register();
        const rows = [[{ name: "a" }, { name: "b" }], [{ name: "c" }, {}, { name: "d" }], []];
        const execution = await run(person, NESTED, { rows });
        expect(execution).toMatchObject({
            status: "completed",
            outputs: {
                out: [
                    ["a after none", "b after a after none"],
                    { error: { code: "UNRESOLVED_REFERENCE" } },
                    []
                ]
            }
        });
        const { instances } = (await person.call("GET", all(execution.id))).data;
        const shown = new Map(instances.map(({ instance, status }) => [instance, status]));
        expect(shown.get("rows[1]/cells[1]/cell")).toBe("failed");
        expect(shown.get("rows[1]/cells[1]/after")).toBe("skipped");
        expect(shown.get("rows[1]/cells")).toBe("failed");
        expect(shown.get("rows[0]/cells[1]/after")).toBe("completed");
        expect(shown.has("rows[1]/cells[2]/cell")).toBe(false);
        const after = await person.call("GET", oneOf(execution.id, "rows[0]/cells[1]/after"));
        expect(after.data.input).toEqual({ value: "b after a after none" });
    });
});

describe("a call of another workflow", () => {
    const call = (data: object) => ({
        nodes: {
            call: { id: "call", type: "workflow", ...at(0), data },
            out: { id: "out", type: "output", ...at(200), data: { output: "${call.output}" } }
        },
        edges: [{ id: "e1", source: "call", target: "out" }]
    });

    it("fails honestly where there is none: not there, of others, without that version", async () => {
        const person = await api.register();
        const stranger = await api.register();
        const theirs = await stranger.call("POST", "/api/workflows", {
            body: { name: "Theirs", definition: LINES }
        });
        const mine = await person.call("POST", "/api/workflows", {
            body: { name: "Mine", definition: LINES }
        });
        const empty = await person.call("POST", "/api/workflows", {
            body: { name: "Empty", definition: { nodes: {}, edges: [] } }
        });
        const failing = async (data: object) =>
            (await run(person, call({ inputs: {}, ...data }))).error;
        const nobody = { code: "NOT_FOUND", message: expect.stringContaining("no workflow") };
        const random = "00000000-0000-7000-8000-000000000001";
        expect(await failing({ workflow_id: random })).toMatchObject(nobody);
        expect(await failing({ workflow_id: theirs.data.id })).toMatchObject(nobody);
        expect(await failing({ workflow_id: mine.data.id, version: 7 })).toMatchObject({
            code: "NOT_FOUND",
            message: expect.stringContaining("version 7")
        });
        expect(await failing({ workflow_id: empty.data.id })).toMatchObject({
            code: "WORKFLOW_NOT_EXECUTABLE"
        });
    });
});
