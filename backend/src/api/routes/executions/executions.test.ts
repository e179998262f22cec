import { describe, expect, it } from "vitest";
import { z } from "zod";
import { executionSchema, frameSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { testApi } from "../../../../test/api.ts";
import type { Person } from "../../../../test/api.ts";
import { echo, execute, ORDER, workflow } from "../../../../test/order-workflow.ts";

const api = await testApi();

describe("executing a workflow", () => {
    it("answers 202 with a Location, and the execution can be read to its end", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, ORDER);
        const answer = await person.call("POST", "/api/workflows/execute", {
            body: { workflow_id, inputs: { tier: "gold", total: 7 } }
        });
        expect(answer.status).toBe(202);
        const { data } = answer;
        expect(data).toMatchObject({ workflow_id, status: "running", id: data.execution_id });
        expect(answer.headers["location"]).toBe(`/api/executions/${data.execution_id}`);
        expect(await api.deps.engine.settled(data.execution_id, 15_000)).toBe(true);
        const read = await person.call("GET", String(answer.headers["location"]));
        expect(read.data).toMatchObject({
            status: "completed",
            number: 1,
            version: 1,
            inputs: { tier: "gold", total: 7 },
            outputs: { shipping: "express" },
            current_state: {
                instances: {
                    vip: { node_id: "vip", status: "completed", attempts: 1 },
                    slow: { status: "skipped", reason: { code: "not_taken" } },
                    done: { status: "completed" }
                },
                waiting: []
            }
        });
    });

    it("waits for the end when it is asked to, and says that it did", async () => {
        const person = await api.register();
        const answer = await execute(person, await workflow(person, ORDER), { total: 1 });
        expect(answer.status).toBe(200);
        expect(answer.headers["preference-applied"]).toBe("wait=10");
        expect(answer.data).toMatchObject({
            status: "completed",
            outputs: { shipping: "standard" }
        });
    });

    it("answers 202 when the wait is over before the execution is", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, echo({ value: 1, delay_ms: 3_000 }));
        const answer = await execute(person, workflow_id, {}, { prefer: "wait=1" });
        expect(answer.status).toBe(202);
        expect(answer.data.status).toBe("running");
    });

    it("refuses inputs that do not fit before anything is written", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, ORDER);
        const answer = await execute(person, workflow_id, { tier: 5 });
        expect(answer.status).toBe(400);
        expect(answer.error?.code).toBe("INVALID_INPUTS");
        expect(answer.error?.details.field_errors?.map(({ field }) => field)).toEqual([
            "inputs.tier",
            "inputs.total"
        ]);
        const list = await person.call("GET", `/api/executions?workflow_id=${workflow_id}`);
        expect(list.data.executions).toEqual([]);
    });

    it("starts once under one idempotency key, also fifty at a time", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, ORDER);
        const answers = await Promise.all(
            Array.from({ length: 50 }, () =>
                execute(person, workflow_id, { total: 2 }, { "idempotency-key": "the-one" })
            )
        );
        const ids = new Set(answers.map(({ data }) => data.id));
        expect(ids.size).toBe(1);
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
        const { rows } = await api.database.admin.query(
            "select count(*)::int as n from executions where workflow_id = $1",
            [workflow_id]
        );
        expect(rows).toEqual([{ n: 1 }]);
    });

    it("executes the draft when it is asked for, and refuses one with errors", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, echo({ value: "published" }));
        const draft = echo({ value: "draft" });
        const saved = await person.call("PUT", `/api/workflows/${workflow_id}/draft`, {
            body: { definition: draft },
            headers: { "if-match": '"rev-1"' }
        });
        expect(saved.status, saved.text).toBe(200);
        const answer = await person.call("POST", "/api/workflows/execute", {
            body: { workflow_id, version: "draft", trigger: "test" },
            headers: { prefer: "wait=10" }
        });
        expect(answer.data).toMatchObject({
            version: null,
            trigger: "test",
            outputs: { o: "draft" }
        });
        const broken = echo({ value: "${nowhere.output}" });
        await person.call("PUT", `/api/workflows/${workflow_id}/draft`, {
            body: { definition: broken },
            headers: { "if-match": '"rev-2"' }
        });
        const refused = await person.call("POST", "/api/workflows/execute", {
            body: { workflow_id, version: "draft" }
        });
        expect(refused.error?.code).toBe("WORKFLOW_NOT_EXECUTABLE");
    });

    it("is a viewer's to watch and not to start", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, ORDER);
        await api.database.admin.query(
            "update memberships set role = 'viewer' where user_id = $1",
            [person.user_id]
        );
        // What is known of sessions is kept for some seconds; "" is the beginning of every id.
        api.deps.sessions.forget("");
        expect((await person.call("GET", "/api/executions")).status).toBe(200);
        const answer = await execute(person, workflow_id, { total: 1 });
        expect(answer.error?.code).toBe("FORBIDDEN");
    });
});

describe("reading an execution", () => {
    it("shows events whose facts fold, page by page", async () => {
        const person = await api.register();
        const { data } = await execute(person, await workflow(person, ORDER), { total: 3 });
        const url = `/api/executions/${data.id}/events` as const;
        const all = (await person.call("GET", url)).data;
        expect(all.next_seq).toBe(all.events.length);
        expect(all.events.map((event) => event["seq"])).toEqual(
            Array.from({ length: all.next_seq }, (_, index) => index + 1)
        );
        for (const event of all.events) expect(frameSchema.safeParse(event).success).toBe(true);
        expect(all.events[0]).toMatchObject({
            type: "execution:started",
            workflow_id: data.workflow_id
        });
        expect(all.events.at(-1)).toMatchObject({
            type: "execution:completed",
            outputs: { shipping: "standard" }
        });
        const paged: unknown[] = [];
        for (let after = 0; ;) {
            const page = (await person.call("GET", `${url}?after_seq=${after}&limit=4`)).data;
            if (page.events.length === 0) break;
            paged.push(...page.events);
            after = page.next_seq;
        }
        expect(paged).toEqual(all.events);
        const facts = (await person.call("GET", `${url}?format=facts`)).data.events;
        expect(facts[0]).toMatchObject({ kind: "execution:started" });
        expect(facts).toHaveLength(all.events.length);
    });

    it("shows instances with input, output, why one was skipped, and sentences", async () => {
        const person = await api.register();
        const { data } = await execute(person, await workflow(person, ORDER), {
            tier: "gold",
            total: 3
        });
        const url = `/api/executions/${data.id}` as const;
        const { instances, pagination } = (await person.call("GET", `${url}/instances`)).data;
        expect(pagination).toMatchObject({ page: 1, total: 5, pages: 1 });
        expect(instances.map((each: { instance: string }) => each.instance)).toEqual([
            "order",
            "vip",
            "slow",
            "fast",
            "done"
        ]);
        const fast = (await person.call("GET", `${url}/instances/fast`)).data;
        expect(fast).toMatchObject({
            status: "completed",
            input: { value: { by: "express", total: 3 } },
            output: { by: "express", total: 3 },
            attempt_list: [{ attempt: 1, status: "completed", error: null }]
        });
        const skipped = (await person.call("GET", `${url}/instances?status=skipped`)).data;
        expect(skipped.instances).toHaveLength(1);
        expect((await person.call("GET", `${url}/instances/nobody`)).status).toBe(404);
        const { logs } = (await person.call("GET", `${url}/logs`)).data;
        const messages = logs.map(({ message }: { message: string }) => message);
        expect(messages[0]).toBe("Execution started (api).");
        expect(messages).toContain(
            '"Echo" was skipped: "Is it gold?" went by "true", not by "false".'
        );
        const ids = logs.map(({ id }: { id: string }) => id);
        expect(ids).toEqual(ids.toSorted((a: string, b: string) => (a < b ? -1 : 1)));
        const only = (await person.call("GET", `${url}/logs?node_id=fast`)).data.logs;
        expect(only.every(({ node_id }) => node_id === "fast")).toBe(true);
    });

    it("tells of attempts and of the error that ended it", async () => {
        const person = await api.register();
        const fail = { message: "Not today.", times: 5, retryable: true };
        const workflow_id = await workflow(
            person,
            echo({ value: 1, fail }, { retry: { attempts: 2, initial_ms: 100, jitter: false } })
        );
        const { data } = await execute(person, workflow_id);
        expect(data).toMatchObject({
            status: "failed",
            outputs: null,
            error: {
                code: "ECHO_FAILED",
                details: {
                    node_id: "e",
                    instance: "e",
                    reason: "echo_failed",
                    solution: "Remove the failure from the node's configuration."
                }
            }
        });
        const e = (await person.call("GET", `/api/executions/${data.id}/instances/e`)).data;
        expect(e.attempts).toBe(2);
        expect(e.error?.details).toMatchObject({ reason: "echo_failed", attempt: 2 });
        const events = await person.call("GET", `/api/executions/${data.id}/events`);
        const failed = events.data.events.find(({ type }) => type === "node:failed");
        expect(failed).toMatchObject({ error: { details: { reason: "echo_failed" } } });
        expect(e.attempt_list).toMatchObject([
            { attempt: 1, status: "failed", error: { code: "ECHO_FAILED" } },
            { attempt: 2, status: "failed", error: { code: "ECHO_FAILED" } }
        ]);
        const list = await person.call("GET", `/api/executions?status=failed`);
        expect(list.data.executions).toMatchObject([{ id: data.id, status: "failed" }]);
    });

    it("can be read after an attempt that was lost with nothing more to say", async () => {
        const person = await api.register();
        const { data } = await execute(person, await workflow(person, echo({ value: 1 })));
        const { id } = data;
        await api.database.admin.query(
            `insert into node_attempts
                 (workspace_id, execution_id, instance, attempt, status, started_at, ended_at, error)
             values ($1, $2, 'e', 1, 'lost', now(), now(), $3)`,
            [
                person.workspace_id,
                id,
                { code: "LOST", message: "The process that ran it ended.", is_retryable: true }
            ]
        );
        expect((await person.call("GET", `/api/executions/${id}`)).status).toBe(200);
        const e = (await person.call("GET", `/api/executions/${id}/instances/e`)).data;
        expect(e.attempt_list[0]).toMatchObject({
            status: "lost",
            error: { code: "LOST", details: { reason: "lost" } }
        });
    });

    it("tells of each attempt once, where those after an interrupted one have rows of their own", async () => {
        const person = await api.register();
        const { data } = await execute(person, await workflow(person, echo({ value: 1 })));
        await api.database.admin.query(
            `insert into node_attempts
                 (workspace_id, execution_id, instance, attempt, status, started_at, ended_at)
             values ($1, $2, 'e', 1, 'interrupted', now(), now()),
                    ($1, $2, 'e', 2, 'completed', now(), now())`,
            [person.workspace_id, data.id]
        );
        const e = (await person.call("GET", `/api/executions/${data.id}/instances/e`)).data;
        expect(e.attempts).toBe(1);
        expect(e.attempt_list).toMatchObject([
            { attempt: 1, status: "interrupted" },
            { attempt: 2, status: "completed" }
        ]);
        expect(e.attempt_list).toHaveLength(2);
    });

    it("keeps large values apart: a preview in events, ranges of the whole", async () => {
        const person = await api.register();
        const text = "word ".repeat(2_000);
        const workflow_id = await workflow(person, echo({ value: { text, n: 1 } }));
        const { data } = await execute(person, workflow_id);
        expect(data).toHaveProperty("outputs", { o: { text, n: 1 } });
        const url = `/api/executions/${data.id}` as const;
        const { events } = (await person.call("GET", `${url}/events`)).data;
        const completed = z
            .object({ truncated: z.literal(true), output: z.string(), output_url: z.string() })
            .parse(events.find(({ type }) => type === "node:completed"));
        expect(completed.output.length).toBeLessThanOrEqual(200);
        const whole = await person.call("GET", completed.output_url);
        expect(JSON.parse(whole.text)).toEqual({ text, n: 1 });
        const part = await person.call("GET", completed.output_url, {
            headers: { range: "bytes=2-5" }
        });
        expect(part.status).toBe(206);
        expect(part.text).toBe("text");
        expect(part.headers["content-range"]).toMatch(/^bytes 2-5\/\d+$/);
        const outside = await person.call("GET", completed.output_url, {
            headers: { range: "bytes=99999999-" }
        });
        expect(outside.error?.code).toBe("RANGE_NOT_SATISFIABLE");
        expect(outside.headers["content-range"]).toMatch(/^bytes \*\/\d+$/);
    });

    it("gives a URL instead of outputs above 1 MB", async () => {
        const person = await api.register();
        const workflow_id = await workflow(
            person,
            echo({ value: ["${inputs.a}", "${inputs.a}", "${inputs.a}"] })
        );
        const { data } = await execute(person, workflow_id, { a: "y".repeat(500_000) });
        const { outputs, outputs_url } = executionSchema.parse(data);
        expect(outputs).toBeNull();
        const whole = await person.call("GET", outputs_url ?? "");
        expect(JSON.parse(whole.text)).toHaveProperty("o.length", 3);
    });

    it("keeps the graph that ran, also when the workflow is gone", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, ORDER);
        const { data } = await execute(person, workflow_id, { total: 1 });
        await person.call("DELETE", `/api/workflows/${workflow_id}`);
        const graph = (await person.call("GET", `/api/executions/${data.id}/graph`)).data;
        expect(graph).toMatchObject({ workflow_id, workflow_deleted: true, version: 1 });
        expect(Object.keys(graph.definition.nodes)).toEqual(Object.keys(ORDER.nodes));
        expect(graph.plan).toHaveProperty("nodes.length", 5);
    });

    it("lists in pages and by cursor without a gap or a repeat", async () => {
        const person = await api.register();
        const workflow_id = await workflow(person, echo({ value: 1 }));
        for (let index = 0; index < 7; index += 1) await execute(person, workflow_id);
        const first = await person.call("GET", "/api/executions?limit=3");
        expect(first.data.pagination).toMatchObject({ page: 1, total: 7, pages: 3 });
        expect(await numbersOf(person, "limit=3")).toEqual([7, 6, 5, 4, 3, 2, 1]);
        // As those that wait for a worker, which have not begun.
        await api.database.admin.query(
            "update executions set started_at = null where workflow_id = $1 and number <> 2",
            [workflow_id]
        );
        const begun = await numbersOf(person, "limit=2&sort=started_at");
        expect([begun.at(-1), begun.toSorted((a, b) => a - b)]).toEqual([2, [1, 2, 3, 4, 5, 6, 7]]);
        const rising = await numbersOf(person, "limit=2&sort=started_at&order=asc");
        expect(rising).toEqual(begun.toReversed());
    });
});

async function numbersOf(person: Person, query: string): Promise<number[]> {
    const numbers: number[] = [];
    for (let cursor = ""; ;) {
        const { data } = await person.call("GET", `/api/executions?${query}${cursor}`);
        numbers.push(...data.executions.map(({ number }) => number));
        if (data.pagination.next_cursor === null) return numbers;
        cursor = `&cursor=${data.pagination.next_cursor}`;
    }
}
