import { describe, expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";
import type { Person } from "../../../../test/api.ts";
import { ended, execution, saved, started } from "../../../../test/flows.ts";

const api = await testApi();

const at = { x: 0, y: 0 };
const echo = (id: string, value: unknown, more: object = {}, parentId?: string) => ({
    id,
    type: "echo",
    position: at,
    data: { value, ...more },
    ...(parentId === undefined ? {} : { parentId })
});
const output = (id: string, value: unknown) => ({
    id,
    type: "output",
    position: at,
    data: { output: value }
});
const loop = (id: string, items: unknown, more: object = {}, parentId?: string) => ({
    id,
    type: "loop",
    position: at,
    data: { mode: "each", items, ...more },
    ...(parentId === undefined ? {} : { parentId })
});
const edges = (...pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([source, target], index) => ({ id: `e${index}`, source, target }));

//  a ─▶ b ─▶ c ─▶ out
const LINE = {
    nodes: {
        a: echo("a", { text: "a".repeat(400), n: "${inputs.n ?? 0}" }),
        b: echo("b", { n: "${a.output.n}", from: "b" }),
        c: echo("c", "${b.output}"),
        out: output("out", { a: "${a.output.text}", c: "${c.output}" })
    },
    edges: edges(["a", "b"], ["b", "c"], ["c", "out"])
};

function retry(person: Person, id: string, body: object = {}) {
    return person.call("POST", `/api/executions/${id}/retry`, { body });
}

async function retried(person: Person, id: string, body: object = {}) {
    const { status, data, text } = await retry(person, id, body);
    if (status !== 202) throw new Error(text);
    expect(data).toMatchObject({ parent_execution_id: id });
    return ended(person, data.execution_id);
}

/** Instances in order, with `*` on those that were taken over. */
async function ran(person: Person, id: string): Promise<string[]> {
    const { data } = await person.call("GET", `/api/executions/${id}/events?format=facts`);
    return data.events
        .filter(({ kind }) => kind === "node:completed")
        .map(({ instance, reused }) => `${String(instance)}${reused === true ? "*" : ""}`);
}

describe("run again", () => {
    it("from an instance takes over what came before, values and all", async () => {
        const mira = await api.register();
        const id = await started(mira, LINE, { n: 1 });
        await ended(mira, id);
        const again = await retried(mira, id, { from: "b" });
        expect(again.status).toBe("completed");
        expect(again.outputs).toEqual({ out: { a: "a".repeat(400), c: { n: 1, from: "b" } } });
        expect(await ran(mira, again.id)).toEqual(["a*", "b", "c", "out"]);
        expect(again.parent_execution_id).toBe(id);
        const parent = await execution(mira, id);
        expect(parent.reruns).toEqual([
            expect.objectContaining({ execution_id: again.id, status: "completed" })
        ]);
        const { data } = await mira.call("GET", `/api/executions?parent_execution_id=${id}`);
        expect(data.executions.map((each) => each.id)).toEqual([again.id]);
    });

    it("runs what failed when nothing is said", async () => {
        const mira = await api.register();
        const definition = {
            nodes: {
                a: echo("a", 1),
                b: echo("b", 2, { fail: { message: "Not now", times: 1, retryable: false } }),
                out: output("out", "${b.output}")
            },
            edges: edges(["a", "b"], ["b", "out"])
        };
        const id = await started(mira, definition);
        expect((await ended(mira, id)).status).toBe("failed");
        const again = await retried(mira, id, { overrides: { b: { config: { value: 3 } } } });
        expect(again.outputs).toEqual({ out: 3 });
        expect(await ran(mira, again.id)).toEqual(["a*", "b", "out"]);
        const still = await retried(mira, id);
        expect(still.status).toBe("failed");
        expect(await ran(mira, still.id)).toEqual(["a*"]);
    });

    it("with other inputs begins at the start", async () => {
        const mira = await api.register();
        const id = await started(mira, LINE, { n: 1 });
        await ended(mira, id);
        const again = await retried(mira, id, { inputs: { n: 2 } });
        expect(again.outputs).toHaveProperty("out.c", { n: 2, from: "b" });
        expect(again.inputs).toEqual({ n: 2 });
        expect(await ran(mira, again.id)).toEqual(["a", "b", "c", "out"]);
    });

    it("gives an instance an output instead of running it", async () => {
        const mira = await api.register();
        const id = await started(mira, LINE, { n: 1 });
        await ended(mira, id);
        const again = await retried(mira, id, { from: "b", overrides: { b: { output: "given" } } });
        expect(again.outputs).toHaveProperty("out.c", "given");
        expect(await ran(mira, again.id)).toEqual(["a*", "b", "c", "out"]);
    });

    it("runs one turn of nested loops again, and what depends on it", async () => {
        const mira = await api.register();
        const definition = {
            nodes: {
                outer: loop("outer", [1, 2, 3], { concurrency: 2 }),
                inner: loop("inner", ["x", "y"], {}, "outer"),
                step: echo("step", "${outer.item}${inner.item}", {}, "inner"),
                out: output("out", "${outer.output}")
            },
            edges: edges(["outer", "out"])
        };
        const id = await started(mira, definition);
        expect((await ended(mira, id)).outputs).toHaveProperty(["out", 1], ["2x", "2y"]);
        const again = await retried(mira, id, {
            from: "outer[1]/inner[0]/step",
            overrides: { "outer[1]/inner[0]/step": { output: "new" } }
        });
        expect(again.outputs).toEqual({
            out: [
                ["1x", "1y"],
                ["new", "2y"],
                ["3x", "3y"]
            ]
        });
        const again_ran = await ran(mira, again.id);
        expect(again_ran.filter((each) => !each.endsWith("*")).toSorted()).toEqual([
            "out",
            "outer",
            "outer[1]/inner",
            "outer[1]/inner[0]/step"
        ]);
    });

    it("takes the version that ran, or the current one", async () => {
        const mira = await api.register();
        const workflow_id = await saved(mira, LINE);
        const { data } = await mira.call("POST", "/api/workflows/execute", {
            body: { workflow_id, inputs: { n: 1 } }
        });
        const id = data.execution_id;
        await ended(mira, id);
        const definition = {
            ...LINE,
            nodes: { ...LINE.nodes, c: echo("c", "${b.output.from} is newer") }
        };
        await mira.call("PUT", `/api/workflows/${workflow_id}`, { body: { definition } });
        const original = await retried(mira, id, { from: "c" });
        expect(original).toMatchObject({ version: 1, outputs: { out: { c: { n: 1 } } } });
        const current = await retried(mira, id, { from: "c", version: "current" });
        expect(current).toMatchObject({ version: 2, outputs: { out: { c: "b is newer" } } });
        expect(await ran(mira, current.id)).toEqual(["a*", "b*", "c", "out"]);
    });

    it("is refused while it runs, for what it has not, and with a config that does not fit", async () => {
        const mira = await api.register();
        const definition = { nodes: { a: echo("a", 1, { delay_ms: 2_000 }) }, edges: [] };
        const id = await started(mira, definition);
        expect((await retry(mira, id)).error?.code).toBe("EXECUTION_NOT_FINISHED");
        await mira.call("POST", `/api/executions/${id}/cancel`, { body: {} });
        await ended(mira, id);
        const unknown = await retry(mira, id, { from: "nobody" });
        expect(unknown.status).toBe(400);
        expect(unknown.error?.details.field_errors?.[0]?.field).toBe("from");
        const wrong = await retry(mira, id, { overrides: { a: { config: { delay_ms: "soon" } } } });
        expect(wrong.error?.code).toBe("WORKFLOW_NOT_EXECUTABLE");
    });

    it("does not ask or wait again where that is over", async () => {
        const mira = await api.register();
        const definition = {
            nodes: {
                ask: {
                    id: "ask",
                    type: "user-input",
                    position: at,
                    data: { interaction: "review", prompt: "Fine?", value: 1 }
                },
                b: echo("b", "${ask.output.response.value ?? 7}"),
                out: output("out", "${b.output}")
            },
            edges: edges(["ask", "b"], ["b", "out"])
        };
        const id = await started(mira, definition);
        let request_id: string | undefined;
        while (request_id === undefined) {
            const { data } = await mira.call("GET", `/api/requests?execution_id=${id}`);
            request_id = data.requests[0]?.id;
        }
        await mira.call("POST", `/api/requests/${request_id}/respond`, {
            body: { response: { approved: true, value: 9 } }
        });
        await ended(mira, id);
        const again = await retried(mira, id, { from: "b" });
        expect(again.outputs).toEqual({ out: 9 });
        const { data } = await mira.call("GET", `/api/requests?execution_id=${again.id}`);
        expect(data.requests).toEqual([]);
    });

    it("under one key is one execution", async () => {
        const mira = await api.register();
        const id = await started(mira, LINE, { n: 1 });
        await ended(mira, id);
        const headers = { "idempotency-key": "again" };
        const answers = await Promise.all(
            Array.from({ length: 5 }, () =>
                mira.call("POST", `/api/executions/${id}/retry`, { body: { from: "b" }, headers })
            )
        );
        const ids = answers.map(({ data }) => data.execution_id);
        expect(new Set(ids).size).toBe(1);
    });
});
