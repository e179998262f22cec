import { describe, expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";
import { echo, execute, ORDER, workflow } from "../../../../test/order-workflow.ts";

const api = await testApi();

describe("an id in capitals", () => {
    it("is the same id, in the answer too", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, echo({ value: 1, delay_ms: 20_000 }));
        const { data } = await person.call("POST", "/api/workflows/execute", {
            body: { workflow_id: workflow_id.toUpperCase() }
        });
        expect(data.workflow_id).toBe(workflow_id);
        const url = `/api/executions/${data.id.toUpperCase()}` as const;
        const events = await person.call("GET", `${url}/events`);
        expect(events.data.events[0]).toMatchObject({ execution_id: data.id });
        const cancelled = await person.call("POST", `${url}/cancel`);
        expect([cancelled.status, cancelled.data.execution_id]).toEqual([200, data.id]);
    });
});

describe("numbers and times nobody can store", () => {
    it("are refused by name", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, echo({ value: 1 }));
        for (const version of [2_147_483_648, 4_294_967_297, 1e15]) {
            const { status, error } = await person.call("POST", "/api/workflows/execute", {
                body: { workflow_id, version }
            });
            expect([status, error?.details.field_errors?.[0]?.field]).toEqual([400, "version"]);
        }
        for (const time of [
            "yesterday",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:00:00%2B99:99",
            "0000-01-01T00:00:00Z",
            "0000-01-01T00:00:00%2B14:00",
            "0001-01-01T00:00:00%2B14:00",
            "9999-12-31T23:59:59-23:59"
        ]) {
            const answer = await person.call("GET", `/api/executions?created_after=${time}`);
            expect(answer.error?.details.field_errors?.[0]?.field, time).toBe("created_after");
        }
        for (const time of [
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999Z",
            "2026-01-01T00:00:00-23:59"
        ]) {
            const answer = await person.call("GET", `/api/executions?created_before=${time}`);
            expect(answer.status, time).toBe(200);
        }
    });
});

describe("somebody else's execution", () => {
    it("answers like one that never was, on every route", async () => {
        const [owner, stranger] = [await api.register(), await api.register()];
        const { data } = await execute(owner, await workflow(owner, ORDER), { total: 1 });
        const { id } = data;
        const sha = "0".repeat(64);
        const calls: [string, string][] = [
            ["GET", ""],
            ["GET", "/graph"],
            ["GET", "/logs"],
            ["GET", "/events"],
            ["GET", "/instances"],
            ["GET", "/instances/order"],
            ["GET", `/values/${sha}`],
            ["POST", "/cancel"]
        ];
        const random = "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f";
        for (const [method, path] of calls) {
            const theirs = await stranger.call(method, `/api/executions/${id}${path}`);
            const nobodys = await stranger.call(method, `/api/executions/${random}${path}`);
            expect(theirs.status, path).toBe(404);
            expect(theirs.error?.message).toBe(nobodys.error?.message);
        }
        const stream = await stranger.call("GET", `/api/executions/${id}/events`, {
            headers: { accept: "text/event-stream" }
        });
        expect(stream.status).toBe(404);
    });
});

describe("cancelling", () => {
    it("is stored when it is answered, once for fifty callers, and then for good", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, echo({ value: 1, delay_ms: 60_000 }));
        const started = await person.call("POST", "/api/workflows/execute", {
            body: { workflow_id }
        });
        const { id } = started.data;
        const answers = await Promise.all(
            Array.from({ length: 50 }, () =>
                person.call("POST", `/api/executions/${id}/cancel`, { body: { reason: "enough" } })
            )
        );
        for (const answer of answers)
            expect(answer.data).toEqual({ cancelled: true, execution_id: id });
        expect(await api.deps.engine.settled(id, 15_000)).toBe(true);
        const { data } = await person.call("GET", `/api/executions/${id}`);
        expect(data.status).toBe("cancelled");
        expect(data.current_state.instances).toMatchObject({
            e: { status: "cancelled" },
            o: { status: "skipped", reason: { code: "cancelled" } }
        });
        const { events } = (await person.call("GET", `/api/executions/${id}/events`)).data;
        const types = events.map(({ type }) => type);
        expect(types.filter((type) => type === "execution:cancelling")).toHaveLength(1);
        expect(types.at(-1)).toBe("execution:cancelled");
        const again = await person.call("POST", `/api/executions/${id}/cancel`);
        expect(again.status).toBe(200);
    });

    it("is too late for what has ended otherwise", async () => {
        const person = await api.register();
        const { data } = await execute(person, await workflow(person, echo({ value: 1 })));
        const answer = await person.call("POST", `/api/executions/${data.id}/cancel`);
        expect(answer.error?.code).toBe("EXECUTION_FINISHED");
    });
});
