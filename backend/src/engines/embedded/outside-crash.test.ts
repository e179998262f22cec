import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { answeredBy } from "../../../test/answer.ts";
import type { Answered } from "../../../test/answer.ts";
import type { DataOf } from "../../../test/contract.ts";
import { testDatabase } from "../../../test/database.ts";
import { endProducts, startProduct, unusedPort } from "../../../test/process.ts";
import type { ProductProcess } from "../../../test/process.ts";

/**
 * The product, killed around what comes from outside: an answer that was told to have won, children
 * that are being called, a re-run in its middle. Whoever comes next goes on as if nothing had been.
 */
const database = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), "fm-outside-"));
afterAll(async () => {
    await endProducts();
    await rm(folder, { recursive: true, force: true });
});

const at = { x: 0, y: 0 };
const output = (id: string, value: unknown) => ({
    id,
    type: "output",
    position: at,
    data: { output: value }
});
const echo = (id: string, value: unknown, delay_ms = 0) => ({
    id,
    type: "echo",
    position: at,
    data: { value, delay_ms }
});

async function product(crash?: string): Promise<ProductProcess> {
    const { host, port, database: name, user, password } = database.address;
    const started = startProduct({
        POSTGRES_HOST: host,
        POSTGRES_PORT: String(port),
        POSTGRES_DB: name,
        POSTGRES_USER: user,
        ...(password === undefined ? {} : { POSTGRES_PASSWORD: password }),
        DATA_DIR: folder,
        PORT: String(await unusedPort()),
        RATE_LIMIT_LOGINS_PER_MINUTE: "0",
        ...(crash === undefined ? {} : { FM_TEST: "1", FM_CRASHPOINT: crash })
    });
    await started.ready();
    return started;
}

/** Null when the other side is not there (any more). */
async function call<const M extends string, const P extends string>(
    { url }: ProductProcess,
    token: string | null,
    [method, path]: readonly [M, P],
    body?: unknown,
    key?: string
): Promise<Answered<DataOf<M, P>> | null> {
    try {
        const response = await fetch(`${url}/api${path}`, {
            method,
            headers: {
                ...(body === undefined ? {} : { "content-type": "application/json" }),
                ...(token === null ? {} : { authorization: `Bearer ${token}` }),
                ...(key === undefined ? {} : { "idempotency-key": key })
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
        });
        return await answeredBy(method, path, response);
    } catch (error) {
        // `fetch` alone says so; whatever else fails is a fault of the answer.
        if (error instanceof TypeError) return null;
        throw error;
    }
}

/** By one that is there. */
async function told<const M extends string, const P extends string>(
    running: ProductProcess,
    token: string | null,
    asked: readonly [M, P],
    body?: unknown
): Promise<DataOf<M, P>> {
    const answer = await call(running, token, asked, body);
    if (answer === null) throw new Error(`Nobody is there for ${asked.join(" ")}.`);
    return answer.data;
}

async function signIn(at_product: ProductProcess): Promise<string> {
    const login = { email: "test@flowmaestro.dev", password: "testpassword123" };
    return (await told(at_product, null, ["POST", "/auth/login"], login)).token;
}

async function save(running: ProductProcess, token: string, definition: object): Promise<string> {
    const body = { name: "Crash", definition };
    return (await told(running, token, ["POST", "/workflows"], body)).id;
}

/** Ends with the row's status, however many processes it takes: each that dies is followed by one. */
async function ends(id: string, first: ProductProcess): Promise<ProductProcess> {
    let running = first;
    let isOver = false;
    const watch = (each: ProductProcess): void => void each.ended().then(() => (isOver = true));
    watch(running);
    for (const end = Date.now() + 60_000; Date.now() < end;) {
        const { rows } = await database.admin.query<{ done: boolean }>(
            "select completed_at is not null as done from executions where id = $1",
            [id]
        );
        if (rows[0]?.done === true && !isOver) return running;
        if (isOver) {
            isOver = false;
            running = await product();
            watch(running);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("It does not end.");
}

async function stop(running: ProductProcess): Promise<void> {
    running.kill("SIGKILL");
    await running.ended();
}

describe("kill -9", () => {
    it("right after an answer was told to have won leaves that answer the one that counts", async () => {
        const definition = {
            nodes: {
                ask: {
                    id: "ask",
                    type: "user-input",
                    position: at,
                    data: { interaction: "input", prompt: "Which?" }
                },
                slow: echo("slow", "${ask.output.response}", 300),
                out: output("out", "${slow.output}")
            },
            edges: [
                { id: "e1", source: "ask", target: "slow" },
                { id: "e2", source: "slow", target: "out" }
            ]
        };
        let running = await product();
        let token = await signIn(running);
        const workflow_id = await save(running, token, definition);
        for (let round = 0; round < 4; round += 1) {
            const started = await told(running, token, ["POST", "/workflows/execute"], {
                workflow_id
            });
            const id = started.execution_id;
            let request_id: string | undefined;
            while (request_id === undefined) {
                const path = `/requests?execution_id=${id}` as const;
                request_id = (await told(running, token, ["GET", path])).requests[0]?.id;
            }
            const answers = await Promise.all(
                Array.from({ length: 10 }, (_, index) =>
                    call(running, token, ["POST", `/requests/${request_id}/respond`], {
                        response: { round, index }
                    }).then((answer) => {
                        if (answer?.status === 200) running.kill("SIGKILL");
                        return answer?.status === 200 ? index : null;
                    })
                )
            );
            const won = answers.filter((index) => index !== null);
            await running.ended();
            running = await ends(id, await product());
            token = await signIn(running);
            const shown = await told(running, token, ["GET", `/executions/${id}`]);
            expect(shown.status).toBe("completed");
            expect(won).toHaveLength(1);
            expect(shown.outputs).toEqual({ out: { round, index: won[0] } });
        }
        await stop(running);
    }, 120_000);

    it("between an answer's commit and its 200 leaves it won, and the same key hears so", async () => {
        const setting = await product();
        const token = await signIn(setting);
        const started = await told(setting, token, ["POST", "/workflows/execute"], {
            workflow_id: await save(setting, token, {
                nodes: {
                    ask: {
                        id: "ask",
                        type: "user-input",
                        position: at,
                        data: { interaction: "input", prompt: "Which?" }
                    },
                    out: output("out", "${ask.output.response}")
                },
                edges: [{ id: "e1", source: "ask", target: "out" }]
            })
        });
        const id = started.execution_id;
        await stop(setting);
        const dying = await product("answer_after_commit:1");
        const again = await signIn(dying);
        const path = `/requests?execution_id=${id}` as const;
        const request_id = (await told(dying, again, ["GET", path])).requests[0]?.id;
        const respond = ["POST", `/requests/${request_id}/respond`] as const;
        const response = { response: { mine: true } };
        expect(await call(dying, again, respond, response, "click")).toBeNull();
        expect(await dying.ended()).toBe("SIGKILL");
        const running = await product();
        const last = await signIn(running);
        const other = await call(running, last, respond, { response: { mine: false } });
        expect(other?.status).toBe(409);
        let mine = await call(running, last, respond, response, "click");
        // The first try's turn lasts a while: nobody knows that it died.
        while (mine?.status === 409) mine = await call(running, last, respond, response, "click");
        expect(mine?.status).toBe(200);
        const shown = await told(running, last, ["GET", `/executions/${id}`]);
        expect(shown.outputs).toEqual({ out: { mine: true } });
        await stop(running);
    }, 120_000);

    it("keeps a pause that was acknowledged, and what waits for it", async () => {
        let running = await product();
        let token = await signIn(running);
        const started = await told(running, token, ["POST", "/workflows/execute"], {
            workflow_id: await save(running, token, {
                nodes: {
                    a: echo("a", 1, 1_500),
                    b: echo("b", "${a.output}"),
                    out: output("out", "${b.output}")
                },
                edges: [
                    { id: "e1", source: "a", target: "b" },
                    { id: "e2", source: "b", target: "out" }
                ]
            })
        });
        const id = started.execution_id;
        const paused = await call(running, token, ["POST", `/executions/${id}/pause`]);
        expect(paused?.status).toBe(200);
        await stop(running);
        running = await product();
        token = await signIn(running);
        await new Promise((resolve) => setTimeout(resolve, 600));
        const shown = await told(running, token, ["GET", `/executions/${id}`]);
        expect(shown.status).toBe("paused");
        expect(shown.current_state.instances["b"]?.status).toBe("pending");
        const resumed = await call(running, token, ["POST", `/executions/${id}/resume`]);
        expect(resumed?.status).toBe(200);
        running = await ends(id, running);
        const done = await told(running, token, ["GET", `/executions/${id}`]);
        expect(done.outputs).toEqual({ out: 1 });
        await stop(running);
    }, 120_000);

    it.each(["record_commit_sent:4", "after_record_before_publish:5", "mid_fanout:6"])(
        "at %s loses no child and starts none twice",
        async (crash) => {
            const setting = await product();
            const token = await signIn(setting);
            const child = await save(setting, token, {
                nodes: {
                    work: echo("work", "${inputs.n}", 30),
                    out: output("out", "${work.output}")
                },
                edges: [{ id: "e", source: "work", target: "out" }]
            });
            const caller = await save(setting, token, {
                nodes: {
                    each: {
                        id: "each",
                        type: "loop",
                        position: at,
                        data: { mode: "each", items: [0, 1, 2, 3, 4, 5, 6, 7], concurrency: 3 }
                    },
                    call: {
                        id: "call",
                        type: "workflow",
                        parentId: "each",
                        position: at,
                        data: { workflow_id: child, inputs: { n: "${each.item}" }, wait: true }
                    },
                    out: output("out", "${each.output}")
                },
                edges: [{ id: "e", source: "each", target: "out" }]
            });
            await stop(setting);
            const dying = await product(crash);
            const again = await signIn(dying);
            const started = await call(dying, again, ["POST", "/workflows/execute"], {
                workflow_id: caller
            });
            const known = started?.data.execution_id ?? (await newest(caller));
            const running = await ends(known, dying);
            expect(await dying.ended()).toBe("SIGKILL");
            const last = await signIn(running);
            const shown = await told(running, last, ["GET", `/executions/${known}`]);
            expect(shown.status).toBe("completed");
            expect(shown.outputs).toEqual({
                out: [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({ out: n }))
            });
            expect(shown.children).toHaveLength(8);
            expect(new Set(shown.children.map(instanceOf)).size).toBe(8);
            await stop(running);
        },
        120_000
    );

    it("in the middle of a re-run takes over the same again", async () => {
        const line = ["a", "b", "c", "d", "e"];
        const definition = {
            nodes: {
                ...Object.fromEntries(
                    line.map((id, index) => {
                        const before = line[index - 1];
                        const value =
                            before === undefined ? "x".repeat(300) : `\${${before}.output}${id}`;
                        return [id, echo(id, value, index < 2 ? 0 : 150)];
                    })
                ),
                out: output("out", "${e.output}")
            },
            edges: [...line, "out"].slice(1).map((target, index) => ({
                id: `e${index}`,
                source: line[index],
                target
            }))
        };
        let running = await product();
        let token = await signIn(running);
        const workflow_id = await save(running, token, definition);
        const started = await told(running, token, ["POST", "/workflows/execute"], { workflow_id });
        const parent = started.execution_id;
        running = await ends(parent, running);
        const again = await told(running, token, ["POST", `/executions/${parent}/retry`], {
            from: "c",
            overrides: { c: { config: { value: "${b.output}!", delay_ms: 150 } } }
        });
        const id = again.execution_id;
        for (let round = 0; round < 2; round += 1) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            await stop(running);
            running = await product();
        }
        running = await ends(id, running);
        token = await signIn(running);
        const shown = await told(running, token, ["GET", `/executions/${id}`]);
        expect(shown.outputs).toEqual({ out: `${"x".repeat(300)}b!de` });
        const { events } = await told(running, token, [
            "GET",
            `/executions/${id}/events?format=facts&limit=1000`
        ]);
        const done = events.filter(({ kind }) => kind === "node:completed");
        expect(done.map(({ instance, reused }) => [instance, reused === true])).toEqual([
            ["a", true],
            ["b", true],
            ["c", false],
            ["d", false],
            ["e", false],
            ["out", false]
        ]);
        await stop(running);
    }, 120_000);
});

function instanceOf({ instance }: { instance: string }): string {
    return instance;
}

async function newest(workflow_id: string): Promise<string> {
    const { rows } = await database.admin.query<{ id: string }>(
        "select id from executions where workflow_id = $1 order by number desc limit 1",
        [workflow_id]
    );
    return rows[0]?.id ?? "";
}
