import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import { testApi } from "../../../../test/api.ts";
import type { Person } from "../../../../test/api.ts";
import { ended, execution, saved, startedAgain, until } from "../../../../test/flows.ts";
import { databaseHolds, everything, socketSays, streamSays } from "../../../../test/shown.ts";
import { startWireServer } from "../../../platform/egress/testing/wire-server.ts";

/** Nobody may come across these, whatever they ask. Quotes and `&` are written otherwise in JSON and URLs. */
const TOKEN = 'canary-7Qx"4w&Zp9~end';
const LISTED = ["canary-list-Kd83", "canary-list-Wm51"];
/** Too short to be looked for: the plan knows where it goes. */
const PIN = "§ßñ";
const CANARIES = [
    TOKEN,
    JSON.stringify(TOKEN).slice(1, -1),
    encodeURIComponent(TOKEN),
    "canary-7Qx",
    ...LISTED,
    PIN
];

const heard: string[] = [];
const sink = await startWireServer(echoHeaders);
const api = await testApi({ EGRESS_ALLOW: sink.host });
let base = "";
let mira: Person;

beforeAll(async () => {
    base = await api.app.listen({ port: 0, host: "127.0.0.1" });
    mira = await api.register("Mira");
});

afterAll(() => sink[Symbol.asyncDispose]());

/** Tells whoever calls what it was told, as some services do. */
function echoHeaders(request: IncomingMessage, response: ServerResponse): void {
    const authorization = String(request.headers.authorization);
    heard.push(`${authorization} ${request.url}`);
    const isBad = request.url?.startsWith("/bad") === true;
    response.writeHead(isBad ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ authorization, url: request.url }));
}

function node(id: string, type: string, data: object, more: object = {}): object {
    return { id, type, position: { x: 0, y: 0 }, data, ...more };
}

function chained(nodes: readonly object[], edges: readonly (readonly string[])[]): object {
    return {
        nodes: Object.fromEntries(nodes.map((each) => [String((each as { id: string }).id), each])),
        edges: edges.map(([source, target, sourceHandle = "out"], at) => ({
            id: `e${at}`,
            source,
            target,
            sourceHandle
        }))
    };
}

const GOES_ON = { policy: { on_error: "continue" } };

/** It does not know that it is given a secret. */
const CHILD = chained(
    [
        node("in", "input", { schema: { given: { type: "any" }, open: { type: "string" } } }),
        node("say", "echo", { value: "child says ${in.output.given}" }),
        node("out", "output", { name: "said", output: "${say.output}" })
    ],
    [
        ["in", "say"],
        ["say", "out"]
    ]
);

function parent(child_id: string): object {
    const secret = { type: "string", required: true, secret: true };
    const equals = (left: string, right: unknown) => ({
        combinator: "and",
        rules: [{ left, operator: "equals", right }]
    });
    const nodes = [
        node("in", "input", {
            schema: {
                token: secret,
                pin: secret,
                listed: { type: "array", required: true, secret: true },
                name: { type: "string", required: true },
                breaks: { type: "boolean", default: false }
            }
        }),
        node("plain", "echo", { value: "Hello ${in.output.name}" }),
        node("whole", "echo", { value: "${in.output.token}" }),
        node("mixed", "echo", { value: { text: "a ${in.output.pin} b ${whole.output}" } }),
        node("is_it", "conditional", { condition: equals("${in.output.pin}", "1234") }),
        node("route", "switch", {
            value: "${in.output.token}",
            cases: [{ id: "case_1", equals: "nothing like it" }]
        }),
        node("joined", "merge", { mode: "object" }, { policy: { join: "all" } }),
        node("keep", "variable", { operation: "set", name: "kept", value: "${in.output.pin}" }),
        node("kept", "echo", { value: "from a variable: ${vars.kept}" }),
        node("each", "loop", { mode: "each", items: "${in.output.listed}" }),
        node("item", "echo", { value: "item ${each.item}" }, { parentId: "each" }),
        node("call", "http", {
            url: `http://${sink.host}/ok?key=\${in.output.token}`,
            headers: { authorization: "${in.output.token}" }
        }),
        node(
            "refused",
            "http",
            {
                url: `http://${sink.host}/bad`,
                headers: { authorization: "${in.output.token}" }
            },
            GOES_ON
        ),
        node("times", "loop", { mode: "times", times: "${vars.kept}" }, GOES_ON),
        node("turn", "echo", { value: "turn" }, { parentId: "times" }),
        node("child", "workflow", {
            workflow_id: child_id,
            inputs: { given: "${in.output.token}", open: "shown to all" }
        }),
        node("result", "output", { name: "result", output: { token: "${whole.output}" } }),
        node("hello", "output", { name: "hello", output: "${plain.output}" }),
        node("breaks", "conditional", { condition: equals("${in.output.breaks}", true) }),
        node("last", "fail", { message: "It broke at ${whole.output} and ${in.output.pin}" })
    ];
    return chained(nodes, [
        ["in", "plain"],
        ["in", "whole"],
        ["whole", "mixed"],
        ["mixed", "is_it"],
        ["is_it", "route", "false"],
        ["route", "joined", "default"],
        ["whole", "joined"],
        ["joined", "keep"],
        ["keep", "kept"],
        ["kept", "each"],
        ["each", "call"],
        ["call", "refused"],
        ["refused", "times"],
        ["times", "child"],
        ["child", "result"],
        ["plain", "hello"],
        ["child", "breaks"],
        ["breaks", "last", "true"]
    ]);
}

const INPUTS = { token: TOKEN, pin: PIN, listed: LISTED, name: "Ada" };

function expectClean(text: string, where: string): void {
    for (const canary of CANARIES)
        if (text.includes(canary)) {
            const at = text.indexOf(canary);
            expect.fail(
                `${where} shows ${canary}: …${text.slice(Math.max(at - 300, 0), at + 60)}…`
            );
        }
}

describe("a secret input", () => {
    it("comes out nowhere but where the workflow sends it", async () => {
        const child_id = await saved(mira, CHILD, "Child");
        const published = await mira.call("POST", `/api/workflows/${child_id}/publish`, {
            body: {}
        });
        expect(published.status, published.text).toBeLessThan(300);
        const workflow_id = await saved(mira, parent(child_id));
        const broken = await startedAgain(mira, workflow_id, { ...INPUTS, breaks: true });
        const id = await startedAgain(mira, workflow_id, INPUTS);
        const failed = await ended(mira, broken);
        const shown = await ended(mira, id);

        expect(failed.error?.code, JSON.stringify(failed)).toBe("FAILED");
        expect(failed.error?.message).not.toContain("It broke at");
        expect(shown.outputs).toEqual({ result: SECRET_MARK, hello: "Hello Ada" });
        expect(shown.inputs).toEqual({
            token: SECRET_MARK,
            pin: SECRET_MARK,
            listed: SECRET_MARK,
            name: "Ada"
        });
        // The workflow itself works with the secret.
        expect(heard.join("\n")).toContain(`${TOKEN} /ok?key=${encodeURIComponent(TOKEN)}`);

        const { rows } = await api.database.admin.query<{ id: string }>(
            "select id from executions"
        );
        expect(rows.length).toBe(4);
        for (const row of rows) {
            expectClean(await everything(mira, row.id), `The API on ${row.id}`);
            expectClean(await socketSays(base, mira, row.id), "A socket");
            expectClean(await streamSays(base, mira, row.id), "A stream");
        }
        expectClean(api.log.join("\n"), "The log");
        expectClean(await databaseHolds(api.database), "The database");
    });

    it("leaves what has nothing to do with it alone", async () => {
        const definition = chained(
            [
                node("in", "input", { schema: { token: { type: "string", secret: true } } }),
                node("say", "echo", { value: "open" }),
                node("out", "output", { name: "said", output: "${say.output}" }),
                node("leak", "output", { name: "leak", output: "is ${in.output.token}" })
            ],
            [
                ["in", "say"],
                ["say", "out"],
                ["in", "leak"]
            ]
        );
        const workflow_id = await saved(mira, definition);
        const first = await startedAgain(mira, workflow_id, { token: TOKEN });
        const shown = await ended(mira, first);
        expect(shown.outputs).toEqual({ said: "open", leak: SECRET_MARK });

        // A value of it is refused, to its owner too.
        const facts = await mira.call("GET", `/api/executions/${first}/events?format=facts`);
        const sha = /"ref":"[^"/]+\/([0-9a-f]{64})"/.exec(facts.text)?.[1] ?? "";
        const refused = await mira.call("GET", `/api/executions/${first}/values/${sha}`);
        expect(refused.error?.code).toBe("FORBIDDEN");

        // Run again with what it was shown, it is the secret that is given again.
        const again = await mira.call("POST", `/api/executions/${first}/retry`, {
            body: { inputs: { token: SECRET_MARK } }
        });
        const id = again.data.execution_id;
        await ended(mira, id);
        const facts_again = await mira.call("GET", `/api/executions/${id}/events?format=facts`);
        // A node that is given another config may be given the secret by it.
        const config = { value: "${in.output.token}" };
        const changed = await mira.call("POST", `/api/executions/${first}/retry`, {
            body: { overrides: { say: { config } } }
        });
        const other = await ended(mira, changed.data.execution_id);
        expect(other.outputs).toEqual({ said: SECRET_MARK, leak: SECRET_MARK });
        expectClean(await everything(mira, other.id), "The API on a re-run");

        // The same content has the same name.
        expect(facts_again.text).toContain(sha);
        expect((await execution(mira, id)).inputs).toEqual({ token: SECRET_MARK });
    });

    it("is one too where a person answers it, or a called workflow hands it out", async () => {
        const child = chained(
            [
                node("ask", "user-input", {
                    interaction: "input",
                    prompt: "Your key, please",
                    fields: {
                        key: { type: "string", required: true, secret: true },
                        city: { type: "string", required: true }
                    }
                }),
                node("out", "output", { name: "key", output: "${ask.output.response.key}" }),
                node("by", "output", { name: "by", output: "${ask.output.responded_by}" })
            ],
            [
                ["ask", "out"],
                ["ask", "by"]
            ]
        );
        const child_id = await saved(mira, child, "Asks");
        await mira.call("POST", `/api/workflows/${child_id}/publish`, { body: {} });
        const caller = chained(
            [
                node("child", "workflow", { workflow_id: child_id, inputs: {} }),
                node("said", "echo", { value: "It said ${child.output.key}" }),
                node("out", "output", { name: "said", output: "${said.output}" }),
                node("by", "output", { name: "by", output: "${child.output.by}" })
            ],
            [
                ["child", "said"],
                ["said", "out"],
                ["child", "by"]
            ]
        );
        const id = await startedAgain(mira, await saved(mira, caller));
        const request_id = await until(async () => {
            const { data } = await mira.call("GET", "/api/requests?status=open");
            return data.requests[0]?.id ?? null;
        });
        const answered = await mira.call("POST", `/api/requests/${request_id}/respond`, {
            body: { response: { key: TOKEN, city: "Graz" } }
        });
        expect(answered.status, answered.text).toBeLessThan(300);
        const shown = await ended(mira, id);
        expect(shown.outputs).toEqual({ said: SECRET_MARK, by: mira.user_id });
        expect(shown.children).toHaveLength(1);
        for (const each of [id, ...shown.children.map(({ execution_id }) => execution_id)]) {
            expectClean(await everything(mira, each), `The API on ${each}`);
        }
        expectClean(await databaseHolds(api.database), "The database");
    });
});
