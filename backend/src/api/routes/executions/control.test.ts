import { describe, expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";
import { ended, execution, saved, started, startedAgain, until } from "../../../../test/flows.ts";

const api = await testApi();

const at = { x: 0, y: 0 };
const echo = (id: string, value: unknown, delay_ms = 0, parentId?: string) => ({
    id,
    type: "echo",
    position: at,
    data: { value, delay_ms },
    ...(parentId === undefined ? {} : { parentId })
});
const output = (id: string, value: unknown) => ({
    id,
    type: "output",
    position: at,
    data: { output: value }
});

//  a (1.5 s) ─▶ b ─▶ out
const TWO_STEPS = {
    nodes: {
        a: echo("a", 1, 1_500),
        b: echo("b", "${a.output}"),
        out: output("out", "${b.output}")
    },
    edges: [
        { id: "e1", source: "a", target: "b" },
        { id: "e2", source: "b", target: "out" }
    ]
};

function waits(names: readonly string[], extra: object = {}) {
    const nodes: { [id: string]: object } = { out: output("out", "${w0.output}") };
    names.forEach((name, index) => {
        nodes[`w${index}`] = {
            id: `w${index}`,
            type: "wait",
            position: at,
            data: { mode: "event", name, ...extra }
        };
    });
    return { nodes, edges: [{ id: "e", source: "w0", target: "out" }] };
}

describe("pause and resume", () => {
    it("let what runs finish, start nothing, and go on where it stood", async () => {
        const mira = await api.register();
        const id = await started(mira, TWO_STEPS);
        const paused = await mira.call("POST", `/api/executions/${id}/pause`, { body: {} });
        expect(paused.status).toBe(200);
        expect(paused.data).toEqual({ execution_id: id, status: "paused" });
        await until(async () => {
            const { current_state } = await execution(mira, id);
            return current_state.instances["a"]?.status === "completed" ? true : null;
        });
        await new Promise((resolve) => setTimeout(resolve, 100));
        const shown = await execution(mira, id);
        expect(shown.status).toBe("paused");
        expect(shown.current_state.instances["b"]).toMatchObject({ reason: { code: "paused" } });
        const resumed = await mira.call("POST", `/api/executions/${id}/resume`, { body: {} });
        expect(resumed.status).toBe(200);
        expect((await ended(mira, id)).outputs).toEqual({ out: 1 });
    });

    it("may be asked for again, and are refused after the end", async () => {
        const mira = await api.register();
        const id = await started(mira, waits(["go"]));
        const call = (what: "pause" | "resume") =>
            mira.call("POST", `/api/executions/${id}/${what}`);
        expect((await call("pause")).status).toBe(200);
        expect((await call("pause")).data.status).toBe("paused");
        expect((await call("resume")).status).toBe(200);
        expect((await call("resume")).data.status).toBe("waiting");
        await mira.call("POST", `/api/executions/${id}/cancel`, { body: {} });
        await ended(mira, id);
        for (const what of ["pause", "resume"] as const) {
            const late = await call(what);
            expect(late.status).toBe(409);
            expect(late.error).toMatchObject({
                code: "EXECUTION_FINISHED",
                details: { status: "cancelled" }
            });
        }
    });

    it("cancel no failure that cleans up, and none is told that it was cancelled", async () => {
        const mira = await api.register();
        const id = await started(mira, {
            nodes: {
                a: { id: "a", type: "fail", position: at, data: { message: "No." } },
                tidy: echo("tidy", 1, 2_500)
            },
            edges: [],
            settings: { cleanup: "tidy" }
        });
        await until(async () => {
            const { current_state } = await execution(mira, id);
            return current_state.instances["tidy"]?.status === "running" ? true : null;
        });
        const cancelled = await mira.call("POST", `/api/executions/${id}/cancel`);
        expect(cancelled.status).toBe(409);
        expect(cancelled.error).toMatchObject({
            code: "EXECUTION_FINISHED",
            message: "The execution is about to end: it will be failed.",
            details: { status: "failed" }
        });
        expect((await ended(mira, id)).status).toBe("failed");
    });

    it("in any order at once end in one of the two, and lose nothing", async () => {
        const mira = await api.register();
        const id = await started(mira, waits(["go"]));
        const calls = Array.from({ length: 20 }, (_, index) =>
            mira.call("POST", `/api/executions/${id}/${index % 2 === 0 ? "pause" : "resume"}`)
        );
        for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
        const { status } = await execution(mira, id);
        expect(["paused", "waiting"]).toContain(status);
        const sent = await mira.call("POST", `/api/executions/${id}/signal`, {
            body: { name: "go" }
        });
        expect(sent.status).toBe(200);
        await mira.call("POST", `/api/executions/${id}/resume`);
        expect((await ended(mira, id)).status).toBe("completed");
    });
});

describe("an event", () => {
    it("reaches every open wait of its name, and no other", async () => {
        const mira = await api.register();
        const id = await started(mira, waits(["paid", "paid", "shipped"]));
        const send = (name: string, data?: unknown) =>
            mira.call("POST", `/api/executions/${id}/signal`, { body: { name, data } });
        const first = await send("paid", { amount: 7 });
        expect(first.status).toBe(200);
        expect(first.data.instances.toSorted()).toEqual(["w0", "w1"]);
        const again = await send("paid");
        expect(again.error?.code).toBe("NOT_FOUND");
        expect((await send("shipped")).data.instances).toEqual(["w2"]);
        const { outputs } = await ended(mira, id);
        expect(outputs).toHaveProperty("out.event", { amount: 7 });
    });

    it("is a 404 where nothing waits, and a 409 after the end", async () => {
        const mira = await api.register();
        const id = await started(mira, waits(["go"]));
        const send = (name: string) =>
            mira.call("POST", `/api/executions/${id}/signal`, { body: { name } });
        expect((await send("stop")).status).toBe(404);
        expect((await send("go")).status).toBe(200);
        await ended(mira, id);
        expect((await send("go")).error?.code).toBe("EXECUTION_FINISHED");
    });
});

function calls(workflow_id: string, data: object = {}) {
    return {
        nodes: {
            call: {
                id: "call",
                type: "workflow",
                position: at,
                data: { workflow_id, inputs: { n: "${inputs.n}" }, wait: true, ...data }
            },
            out: output("out", "${call.output}")
        },
        edges: [{ id: "e1", source: "call", target: "out" }]
    };
}

const DOUBLE = {
    nodes: {
        in: {
            id: "in",
            type: "input",
            position: at,
            data: { schema: { n: { type: "number", required: true } } }
        },
        text: echo("text", { long: "x".repeat(400), n: "${in.output.n}" }, 20),
        out: output("out", "${text.output}")
    },
    edges: [
        { id: "e1", source: "in", target: "text" },
        { id: "e2", source: "text", target: "out" }
    ]
};

describe("a workflow that calls another one", () => {
    it("goes on with its outputs, and both know each other", async () => {
        const mira = await api.register();
        const child = await saved(mira, DOUBLE, "Double");
        const id = await started(mira, calls(child), { n: 4 });
        const shown = await ended(mira, id);
        expect(shown.error).toBeUndefined();
        expect(shown.outputs).toEqual({ out: { out: { long: "x".repeat(400), n: 4 } } });
        expect(shown.children).toEqual([
            expect.objectContaining({ instance: "call", workflow_id: child, status: "completed" })
        ]);
        const called = await execution(mira, shown.children[0]?.execution_id ?? "");
        expect(called).toMatchObject({
            trigger: "workflow",
            caller: { execution_id: id, instance: "call" }
        });
        const { data } = await mira.call("GET", `/api/executions?caller_execution_id=${id}`);
        expect(data.executions).toHaveLength(1);
    });

    it("fails with the child's code and names it", async () => {
        const mira = await api.register();
        const failing = await saved(mira, {
            nodes: {
                f: { id: "f", type: "fail", position: at, data: { message: "No", code: "NO_GOLD" } }
            },
            edges: []
        });
        const id = await started(mira, calls(failing), { n: 4 });
        const shown = await ended(mira, id);
        expect(shown.status).toBe("failed");
        expect(shown.error).toMatchObject({
            code: "NO_GOLD",
            details: {
                node_id: "call",
                child_execution_id: shown.children[0]?.execution_id,
                child_node_id: "f"
            }
        });
    });

    it("fails where the child does not take its inputs", async () => {
        const mira = await api.register();
        const child = await saved(mira, DOUBLE, "Double");
        const shown = await ended(mira, await started(mira, calls(child), { n: "four" }));
        expect(shown.error?.code).toBe("INVALID_INPUTS");
        expect(shown.children).toEqual([]);
    });

    it("does not wait for a child that it lets run alone", async () => {
        const mira = await api.register();
        const child = await saved(mira, waits(["go"]));
        const id = await started(mira, calls(child, { wait: false, inputs: {} }), {});
        const shown = await ended(mira, id);
        const execution_id = shown.children[0]?.execution_id ?? "";
        expect(shown.outputs).toHaveProperty("out.execution_id", execution_id);
        expect((await execution(mira, execution_id)).status).toBe("waiting");
    });

    it("takes its child with it when it is cancelled", async () => {
        const mira = await api.register();
        const child = await saved(mira, waits(["go"]));
        const id = await started(mira, calls(child, { inputs: {} }), {});
        const { execution_id } = await until(async () => {
            const { children } = await execution(mira, id);
            return children[0] ?? null;
        });
        await mira.call("POST", `/api/executions/${id}/cancel`, { body: {} });
        expect((await ended(mira, id)).status).toBe("cancelled");
        expect((await ended(mira, execution_id)).status).toBe("cancelled");
    });

    it("ends at ten deep, with the same word all the way up", async () => {
        const mira = await api.register();
        const itself = await saved(mira, TWO_STEPS, "Itself");
        const definition = calls(itself, { inputs: {} });
        const put = await mira.call("PUT", `/api/workflows/${itself}`, { body: { definition } });
        expect(put.status).toBe(200);
        const shown = await ended(mira, await startedAgain(mira, itself));
        expect(shown.error?.code).toBe("RECURSION_LIMIT");
        const { data } = await mira.call("GET", `/api/executions?workflow_id=${itself}`);
        expect(data.pagination.total).toBe(10);
    });
});
