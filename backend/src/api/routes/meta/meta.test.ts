import { describe, expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";

const api = await testApi();
const mira = await api.register();
const AT = "2026-01-31T09:30:00.000Z";

describe("nodes", () => {
    it("are listed with their form and the schema of their config", async () => {
        const { nodes } = (await mira.call("GET", "/api/nodes")).data;
        const types = nodes.map(({ type }) => type);
        expect(types).toEqual(
            expect.arrayContaining(["conditional", "echo", "input", "note", "output"])
        );
        const conditional = nodes.find(({ type }) => type === "conditional");
        expect(conditional).toMatchObject({
            category: "logic",
            inputs: [{ id: "in" }],
            config_schema: { type: "object", properties: { condition: {} } }
        });
        expect(conditional?.outputs.map(({ id }) => id)).toEqual(
            expect.arrayContaining(["true", "false"])
        );
        expect(conditional?.form).toEqual([expect.objectContaining({ name: "condition" })]);
    });

    it("are all there, with the ports a new one has", async () => {
        const { nodes } = (await mira.call("GET", "/api/nodes")).data;
        const ports = nodes.map(
            ({ type, outputs }: { type: string; outputs: { id: string }[] }) => [
                type,
                outputs.map(({ id }) => id).join(" ")
            ]
        );
        expect(Object.fromEntries(ports)).toMatchObject({
            conditional: "true false error",
            echo: "out error",
            fail: "error",
            http: "out error",
            input: "out error",
            loop: "out error",
            merge: "out error",
            note: "",
            output: "error",
            switch: "case_1 default error",
            "user-input": "approved rejected timeout error",
            variable: "out error",
            wait: "out timeout error",
            workflow: "out error"
        });
    });
});

describe("info", () => {
    it("shows the development login in development only", async () => {
        const { data } = await api.call("GET", "/api/info");
        expect(data).toMatchObject({
            name: "FlowMaestro",
            environment: "test",
            engine: "embedded"
        });
        expect(data).not.toHaveProperty("demo_login");
    });
});

describe("client logs", () => {
    const send = (logs: unknown[], token: string | null = mira.token) =>
        api.call("POST", "/api/client-logs", { token, body: { session_id: "s", logs } });

    it("go to our log, marked and without secrets", async () => {
        const jwt = mira.token;
        const answer = await send([
            {
                level: "error",
                message: `It broke: ${jwt}`,
                timestamp: AT,
                context: { password: "hunter2", a: 1 }
            },
            {
                level: "info",
                message: 'a\n{"level":"fatal"}',
                timestamp: AT,
                correlation_id: "save-1"
            }
        ]);
        expect([answer.status, answer.data]).toEqual([202, { accepted: 2 }]);
        const lines = api.log.filter((line) => line.includes('"browser"'));
        expect(lines).toHaveLength(2);
        for (const line of lines) expect(line.trimEnd().split("\n")).toHaveLength(1);
        expect(lines[0]).toContain(mira.workspace_id);
    });

    it.each([
        [
            "too many",
            Array.from({ length: 101 }, () => ({ level: "info", message: "x", timestamp: AT }))
        ],
        ["none", []],
        ["a level that is a prototype", [{ level: "__proto__", message: "x", timestamp: AT }]],
        ["a megabyte of text", [{ level: "info", message: "x".repeat(900_000), timestamp: AT }]],
        ["a time that is none", [{ level: "info", message: "x", timestamp: "yesterday" }]]
    ])("refuse %s", async (_what, logs) => {
        expect((await send(logs)).status).toBe(400);
    });

    it("are taken from people who are signed in", async () => {
        expect((await send([{ level: "info", message: "x", timestamp: AT }], null)).status).toBe(
            401
        );
    });
});
